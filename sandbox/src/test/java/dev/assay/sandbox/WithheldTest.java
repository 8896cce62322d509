package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.receipt.ReceiptPredicate;
import dev.assay.sandbox.receipt.Draft;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.sandbox.receipt.Replay;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;

/** What must not be kept of a run is not in its receipt, and the receipt is no less signed. */
class WithheldTest {
    private static final Capabilities ALL = Capabilities.of(new Capability.Env("PATH"), new Capability.Exec("counter"));

    private static final Sandbox SANDBOX =
            Sandbox.open(Guests.hostFile(ALL, Map.of("counter", List.of("/bin/date", "+%N"))), List.<Path>of());

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    private static Receipt read(Receipt receipt) {
        return Receipt.read(receipt.bytes());
    }

    private static Replay.Verdict replay(Receipt receipt, String guest) throws InterruptedException {
        return new Replay(SANDBOX).of(read(receipt), Guests.module(guest));
    }

    private static Receipt withholding(String guest, String request, String... withheld) throws InterruptedException {
        Capabilities grant = new Capabilities(ALL.all(), new TreeSet<>(List.of(withheld)));
        return Receipted.of(
                SANDBOX,
                new Assessment(
                        Guests.module(guest),
                        Guests.manifest(ALL),
                        grant,
                        Guests.LIMITS,
                        Operation.ASSESS,
                        request.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"env", "request"})
    void whatTheGrantWithholdsIsNotKeptAndTheReceiptSaysSo(String kind) throws InterruptedException {
        Receipt receipt = withholding("ask-env", "{\"name\":\"PATH\"}", kind, "response", "log");
        assertThat(new String(receipt.bytes(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain(kind.equals("env") ? System.getenv("PATH") : "salt\":\"request");
        assertThat(receipt.statement().replayable()).isFalse();
        assertThat(read(receipt).refusal(List.of(Receipted.KEY.verificationKey())))
                .isEmpty();
        Replay.Undecided undecided = (Replay.Undecided) replay(receipt, "ask-env");
        assertThat(undecided.why())
                .isEqualTo(kind.equals("env") ? "call 1 of 1, env, was withheld" : "the request was withheld");
    }

    @Test
    void whatIsWithheldAndWasNotUsedOrIsNotNeededChangesNothing() throws InterruptedException {
        Receipt receipt = withholding("ask-env", "{\"name\":\"PATH\"}", "exec", "response", "log");
        assertThat(receipt.statement().replayable()).isTrue();
        assertThat(replay(receipt, "ask-env")).isEqualTo(new Replay.Same(List.of()));
    }

    @Test
    void anAnswerThatIsTakenOutLaterLeavesTheSignatureWhole() throws InterruptedException {
        Receipt receipt = Receipted.ask(SANDBOX, "ask-exec", ALL, " {\"name\":\"counter\"}");
        Receipt redacted = Receipt.read(Receipted.changed(
                receipt, file -> ((ArrayNode) file.path("kept").path("calls")).remove(1)));
        assertThat(redacted.refusal(List.of(Receipted.KEY.verificationKey()))).isEmpty();
        assertThat(redacted.link()).isEqualTo(receipt.link());
        assertThat(((Replay.Undecided) replay(redacted, "ask-exec")).why())
                .isEqualTo("call 2 of 2, exec, was withheld");
    }

    @Test
    void theSameContentHasAnotherDigestInEachReceipt() throws InterruptedException {
        Assessment assessment = Guests.assess("ask-env", ALL, Guests.LIMITS, "{\"name\":\"PATH\"}");
        Run run = SANDBOX.run(assessment);
        Draft one = Receipted.draft(assessment, run);
        Draft two = Receipted.draft(assessment, run);
        ReceiptPredicate first = Receipted.sign(one, Optional.empty()).statement();
        ReceiptPredicate second = Receipted.sign(two, Optional.empty()).statement();
        assertThat(first.request()).isNotEqualTo(second.request());
        assertThat(first.transcript()).isNotEqualTo(second.transcript());
        assertThat(first.response()).isEqualTo(second.response());
    }
}
