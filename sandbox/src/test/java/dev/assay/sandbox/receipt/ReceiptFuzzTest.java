package dev.assay.sandbox.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.Outcome;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.trust.Signer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a fuzzer is let loose on ({@code bench/fuzz}); every build replays what it starts from. */
class ReceiptFuzzTest {
    private static final byte[] GOOD = ReceiptSeeds.receipt(Outcome.COMPLETED).bytes();

    @MethodSource("dev.assay.sandbox.receipt.ReceiptSeeds#receipts")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_receipt_is_read_or_refused(byte[] bytes) {
        readOrRefused(bytes);
    }

    /** Whoever holds a key can sign anything: what comes after the signature is read as strictly. */
    @MethodSource("dev.assay.sandbox.receipt.ReceiptSeeds#statements")
    @FuzzTest // the last annotation, as Jazzer wants it
    void what_a_key_signed_is_read_or_refused(byte[] bytes) {
        JsonNode predicate;
        Statement statement;
        try {
            predicate = Json.read(bytes, 1 << 20);
            statement = new Statement(
                    List.of(
                            new Statement.Subject("a", ReceiptSeeds.digest(3)),
                            new Statement.Subject("b", ReceiptSeeds.digest(4))),
                    PredicateType.RECEIPT,
                    predicate);
            statement.bytes();
        } catch (ModelException e) {
            return;
        }
        ObjectNode file = Json.read(GOOD, GOOD.length).asObject();
        file.set("statement", Json.read(Signer.sign(statement, ReceiptSeeds.KEY).bytes(), 4 << 20));
        readOrRefused(file.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void readOrRefused(byte[] bytes) {
        Receipt receipt;
        try {
            receipt = Receipt.read(bytes);
        } catch (ReceiptException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        assertThat(receipt.refusal(List.of())).isPresent();
        Receipt again = Receipt.read(receipt.bytes());
        assertThat(again.link()).isEqualTo(receipt.link());
        assertThat(again.obstacle()).isEqualTo(receipt.obstacle());
        ChainCheck check = new ChainCheck(List.of());
        check.next("receipt", bytes);
        assertThat(check.count()).isEqualTo(1);
    }
}
