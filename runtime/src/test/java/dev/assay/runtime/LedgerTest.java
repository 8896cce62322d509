package dev.assay.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.receipt.Link;
import dev.assay.registry.Folder;
import dev.assay.sandbox.Keeping;
import dev.assay.sandbox.receipt.ChainCheck;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts are a chain on the disk: nothing that happens to the process or to the files makes it fork or hides that one is gone. */
class LedgerTest {
    private static final UUID RUNTIME = Drafts.RUNTIME;
    private static final SigningKey KEY = Drafts.KEY;

    @TempDir
    Path folder;

    private Ledger open(Keeping keeping, Clock clock) {
        return new Ledger(new Folder(folder), RUNTIME, KEY, keeping, clock);
    }

    private Ledger open() {
        return open(Keeping.DEFAULT, Clock.systemUTC());
    }

    private List<Link> append(Ledger ledger, int count) {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            links.add(ledger.append(Drafts.draft("{}"), Receipt::link));
        }
        return links;
    }

    private List<Path> files() throws IOException {
        return Drafts.files(folder);
    }

    private Path file(long number) {
        return folder.resolve(String.format("%016d.json", number));
    }

    private ChainCheck check() throws IOException {
        return Drafts.check(folder);
    }

    @Test
    void eachFollowsTheOneBeforeAlsoAfterARestart() throws IOException {
        List<Link> first = append(open(), 3);
        List<Link> then = append(open(), 2);
        assertThat(first).extracting(Link::sequence).containsExactly(1L, 2L, 3L);
        assertThat(then).extracting(Link::sequence).containsExactly(4L, 5L);
        ChainCheck check = check();
        assertThat(check.faults()).isEmpty();
        assertThat(check.head()).contains(then.getLast());
        assertThat(check.count()).isEqualTo(5);
        assertThat(open().problem()).isEmpty();
        assertThat(open().status().orElseThrow().head()).isEqualTo(then.getLast());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(1))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(folder.resolve("runtime.pem")))
                .isEqualTo(KEY.verificationKey().pem());
    }

    @Test
    void aReceiptThatTheCheckpointDoesNotNameYetIsTakenUp() throws IOException {
        Ledger ledger = open();
        append(ledger, 2);
        byte[] before = Files.readAllBytes(folder.resolve("checkpoint.json"));
        append(ledger, 1);
        Files.write(folder.resolve("checkpoint.json"), before);
        assertThat(check().faults()).isEmpty();
        Ledger again = open();
        assertThat(again.problem()).isEmpty();
        assertThat(append(again, 1).getFirst().sequence()).isEqualTo(4);
        assertThat(check().faults()).isEmpty();
    }

    @Test
    void withoutACheckpointTheFilesSayHowItGoesOn() throws IOException {
        append(open(), 3);
        Files.delete(folder.resolve("checkpoint.json"));
        assertThat(append(open(), 1).getFirst().sequence()).isEqualTo(4);
        assertThat(check().faults()).isEmpty();
    }

    @Test
    void aTornReceiptIsNamedAndItsNumberIsNotGivenAgain() throws IOException {
        append(open(), 3);
        Files.write(file(3), java.util.Arrays.copyOf(Files.readAllBytes(file(3)), 500));
        Ledger again = open();
        assertThat(again.problem().orElseThrow()).contains("0000000000000003.json is damaged or lost");
        assertThat(append(again, 1).getFirst().sequence()).isEqualTo(4);
        assertThat(check().faults())
                .hasSize(2)
                .anySatisfy(fault ->
                        assertThat(fault).startsWith("0000000000000003.json: this is no receipt, or it was changed"))
                .anySatisfy(
                        fault -> assertThat(fault).startsWith("0000000000000004.json: receipt 3 is missing before it"));
    }

    @Test
    void aTornReceiptThatNoCheckpointNamesIsPassedOver() throws IOException {
        append(open(), 2);
        Files.writeString(file(3), "{\"format\":");
        Ledger again = open();
        assertThat(again.problem().orElseThrow()).contains("0000000000000003.json");
        assertThat(append(again, 1).getFirst().sequence()).isEqualTo(4);
        Files.delete(folder.resolve("checkpoint.json"));
        Files.delete(file(1));
        Files.delete(file(2));
        Files.delete(file(4));
        assertThatThrownBy(this::open)
                .isInstanceOf(AssessmentRuntimeException.class)
                .hasMessageContaining("0000000000000003.json")
                .hasMessageContaining("there is no checkpoint");
    }

    @Test
    void newestReceiptsThatAreTakenAwayAreMissedAndNotMadeAgain() throws IOException {
        append(open(), 4);
        Files.delete(file(3));
        Files.delete(file(4));
        assertThat(check().faults()).singleElement().asString().contains("there is a receipt 4 ", "it is not here");
        Ledger again = open();
        assertThat(again.problem().orElseThrow()).contains("0000000000000004.json");
        assertThat(append(again, 1).getFirst().sequence()).isEqualTo(5);
        assertThat(check().faults())
                .singleElement()
                .asString()
                .startsWith("0000000000000005.json: receipts 3 to 4 are missing");
    }

    @Test
    void everyBreakOfAChainIsNamed() throws IOException {
        append(open(), 5);
        byte[] two = Files.readAllBytes(file(2));
        byte[] three = Files.readAllBytes(file(3));

        Files.delete(file(2));
        assertThat(check().faults()).containsExactly("0000000000000003.json: receipt 2 is missing before it");
        Files.write(file(2), three);
        Files.write(file(3), two);
        assertThat(check().faults())
                .anySatisfy(fault -> assertThat(fault).contains("0000000000000002.json: receipt 2 is missing"))
                .anySatisfy(fault -> assertThat(fault).contains("receipts are doubled or out of order"));
        Files.write(file(2), two);
        Receipt fork = Drafts.draft("another")
                .sign(RUNTIME, 3, Optional.of(Receipt.read(two).link().digest()), KEY);
        Files.write(file(3), fork.bytes());
        assertThat(check().faults())
                .singleElement()
                .asString()
                .startsWith("0000000000000004.json: it follows another receipt 3 than the one here");
        SigningKey other = SigningKey.create(KeyType.ED25519, new SecureRandom());
        Receipt forged = Drafts.draft("{}")
                .sign(RUNTIME, 3, Optional.of(Receipt.read(two).link().digest()), other);
        Files.write(file(3), forged.bytes());
        assertThat(check().faults())
                .anySatisfy(fault -> assertThat(fault).startsWith("0000000000000003.json: unknown-signer"));
        Receipt anothers = Drafts.draft("{}")
                .sign(new UUID(8, 8), 3, Optional.of(Receipt.read(two).link().digest()), KEY);
        Files.write(file(3), anothers.bytes());
        assertThat(check().faults())
                .anySatisfy(fault -> assertThat(fault).contains("it is of the runtime " + new UUID(8, 8)));
        Files.write(file(3), three);
        assertThat(check().faults()).isEmpty();
    }

    @Test
    void theOldestAreDroppedAndTheCheckpointSaysSo() throws IOException {
        Keeping three = new Keeping(3, 1L << 30, Duration.ofDays(1));
        List<Link> links = append(open(three, Clock.systemUTC()), 5);
        assertThat(files()).hasSize(3);
        assertThat(open().status().orElseThrow().dropped()).contains(links.get(1));
        assertThat(check().faults()).isEmpty();
        assertThat(check().dropped()).contains(links.get(1));
        Files.delete(file(3));
        assertThat(check().faults()).containsExactly("0000000000000004.json: receipt 3 is missing before it");
    }

    @Test
    void whatIsTooLargeOrTooOldIsDroppedButNeverTheNewest() throws IOException {
        append(open(), 3);
        long size = Files.size(file(1));
        append(open(new Keeping(100, 2 * size + size / 2, Duration.ofDays(1)), Clock.systemUTC()), 1);
        assertThat(files()).hasSize(2);
        append(open(new Keeping(100, 1, Duration.ofDays(1)), Clock.systemUTC()), 1);
        assertThat(files()).hasSize(1);
        append(open(), 1);
        Files.setLastModifiedTime(file(5), FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Keeping day = new Keeping(100, 1L << 30, Duration.ofDays(1));
        append(open(day, Clock.systemUTC()), 1);
        assertThat(files()).hasSize(2);
        assertThat(check().faults()).isEmpty();
        assertThat(check().head().orElseThrow().sequence()).isEqualTo(7);
    }

    @Test
    void whatAProcessThatDiedHadNotDeletedYetGoesAtTheNextStart() throws IOException {
        append(open(), 3);
        byte[] first = Files.readAllBytes(file(1));
        append(open(new Keeping(2, 1L << 30, Duration.ofDays(1)), Clock.systemUTC()), 1);
        Files.write(file(1), first);
        assertThat(check().faults()).isEmpty();
        open();
        assertThat(file(1)).doesNotExist();
    }

    @Test
    void whatCannotBeDeletedIsToldAndKeepsNoReceiptBack() throws IOException {
        append(open(), 3);
        Files.delete(file(1));
        Path inTheWay = Files.createDirectories(file(1).resolve("in-the-way"));
        Keeping two = new Keeping(2, 1L << 30, Duration.ofDays(1));
        Ledger ledger = open(two, Clock.systemUTC());

        assertThat(append(ledger, 1)).hasSize(1);
        assertThat(ledger.problem().orElseThrow()).startsWith("old receipts are not dropped: cannot delete " + file(1));
        assertThat(open(two, Clock.systemUTC()).problem()).isPresent();

        Files.delete(inTheWay);
        append(ledger, 1);
        assertThat(ledger.problem()).isEmpty();
        assertThat(files()).hasSize(2);
        assertThat(check().faults()).isEmpty();
    }

    @Test
    void aCheckpointThatCannotBeBelievedIsNotReplacedByAGuess() throws IOException {
        append(open(), 2);
        Path checkpoint = folder.resolve("checkpoint.json");
        byte[] good = Files.readAllBytes(checkpoint);
        Files.writeString(checkpoint, "{");
        assertThatThrownBy(this::open)
                .isInstanceOf(AssessmentRuntimeException.class)
                .hasMessageContaining("checkpoint.json cannot be used")
                .hasMessageContaining("move the folder of receipts");
        Files.write(checkpoint, good);
        assertThatThrownBy(
                        () -> new Ledger(new Folder(folder), new UUID(8, 8), KEY, Keeping.DEFAULT, Clock.systemUTC()))
                .hasMessageContaining("it is of the runtime");
        assertThatThrownBy(() -> new Ledger(
                        new Folder(folder),
                        RUNTIME,
                        SigningKey.create(KeyType.ED25519, new SecureRandom()),
                        Keeping.DEFAULT,
                        Clock.systemUTC()))
                .hasMessageContaining("which nobody here trusts");
    }
}
