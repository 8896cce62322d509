package dev.assay.runtime;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.ModelException;
import dev.assay.model.fleet.RuntimeStatus.Receipts;
import dev.assay.model.receipt.Checkpoint;
import dev.assay.model.receipt.Link;
import dev.assay.registry.Folder;
import dev.assay.registry.RegistryException;
import dev.assay.sandbox.Keeping;
import dev.assay.sandbox.receipt.Draft;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.sandbox.receipt.ReceiptException;
import dev.assay.trust.DocumentKind;
import dev.assay.trust.Opening;
import dev.assay.trust.SignedDocument;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The chain of this runtime's receipts, on its disk. A receipt that was appended is there after any crash, and its number is
 * never given to another. A receipt is written first and then the checkpoint that names it; the checkpoint keeps the chain from
 * forking even where receipts are lost or damaged, which is told as a problem. The oldest are dropped to keep to the bounds, the
 * newest never. For the process that holds the home's lock; thread-safe.
 */
final class Ledger {
    /** Its place in the home. */
    static final String FOLDER = "receipts";

    private static final String CHECKPOINT = "checkpoint.json";
    private static final String PUBLIC_KEY = "runtime.pem";
    private static final int MOST_CHECKPOINT_BYTES = 64 << 10;

    private final Folder folder;
    private final LedgerFiles files;
    private final UUID runtime;
    private final SigningKey key;
    private final Keeping keeping;
    private final Clock clock;
    private long next = 1;
    private @Nullable Link head;
    private @Nullable Link dropped;
    private Optional<String> problem = Optional.empty();
    private Optional<String> undeleted = Optional.empty();

    /**
     * Takes up what is there.
     *
     * @throws AssessmentRuntimeException when nobody could say how the chain goes on from what is there
     */
    Ledger(Folder folder, UUID runtime, SigningKey key, Keeping keeping, Clock clock) {
        this.folder = folder;
        this.files = new LedgerFiles(folder);
        this.runtime = runtime;
        this.key = key;
        this.keeping = keeping;
        this.clock = clock;
        // For people who verify: whether it is the runtime's they must know from elsewhere.
        if (!Files.exists(folder.root().resolve(PUBLIC_KEY), LinkOption.NOFOLLOW_LINKS)) {
            folder.write(PUBLIC_KEY, key.verificationKey().pem().getBytes(StandardCharsets.US_ASCII));
        }
        takeUp();
    }

    private void takeUp() {
        checkpoint().ifPresent(known -> {
            head = known.head();
            dropped = known.dropped().orElse(null);
            next = head.sequence() + 1;
        });
        if (dropped != null) {
            makeRoom(dropped); // a process that died had not come to it
        }
        if (head != null) {
            checkHead(head);
        }
        files.numbersFrom(next).forEach(this::adopt);
        if (head == null && next > 1) {
            throw new AssessmentRuntimeException("the receipts in " + folder.root()
                    + " cannot be read and there is no checkpoint, so that nobody knows how their chain goes on: "
                    + problem.orElse("") + ". Restore them, or move that folder to another place");
        }
    }

    private Optional<Checkpoint> checkpoint() {
        if (!Files.exists(folder.root().resolve(CHECKPOINT), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            SignedDocument document = SignedDocument.read(
                    DocumentKind.RECEIPT_CHECKPOINT, folder.source().read(CHECKPOINT, MOST_CHECKPOINT_BYTES));
            return switch (document.open(List.of(key.verificationKey()), Instant.EPOCH)) {
                case Opening.Opened opened -> Optional.of(ours(Fields.of(opened.document(), "checkpoint")));
                case Opening.Refused refused ->
                    throw new ReceiptException(refused.reason().message());
            };
        } catch (ModelException | TrustException | RegistryException | ReceiptException e) {
            // With a guess instead, a number could be given twice.
            throw new AssessmentRuntimeException(
                    folder.root().resolve(CHECKPOINT) + " cannot be used: " + e.getMessage()
                            + ". Restore it, or move the folder of receipts to another place: a new chain begins then",
                    e);
        }
    }

    private Checkpoint ours(Fields fields) {
        Checkpoint checkpoint = Checkpoint.fromJson(fields);
        if (!checkpoint.runtime().equals(runtime)) {
            throw new ReceiptException("it is of the runtime " + checkpoint.runtime());
        }
        return checkpoint;
    }

    private void checkHead(Link known) {
        try {
            Link found = files.read(known.sequence()).link();
            if (!found.equals(known)) {
                tell(known.sequence(), "it is not the one that was written, " + known.digest());
            }
        } catch (RegistryException | ReceiptException e) {
            tell(known.sequence(), String.valueOf(e.getMessage()));
        }
    }

    /** A receipt that the checkpoint does not name yet, since the process died in between: it counts if it follows. */
    private void adopt(long number) {
        next = number + 1;
        try {
            Receipt receipt = files.read(number);
            Optional<String> refusal = receipt.refusal(List.of(key.verificationKey()));
            long sequence = receipt.statement().sequence();
            if (refusal.isPresent()
                    || sequence != number
                    || !receipt.statement().runtime().equals(runtime)) {
                throw new ReceiptException(refusal.orElse("it is another receipt, of number " + sequence));
            }
            if (head == null && sequence > 1) {
                dropped = new Link(sequence - 1, receipt.statement().previous().orElseThrow());
            } else if (!receipt.statement()
                    .previous()
                    .equals(Optional.ofNullable(head).map(Link::digest))) {
                throw new ReceiptException("it does not follow the receipt before it");
            }
            head = receipt.link();
        } catch (RegistryException | ReceiptException e) {
            tell(number, String.valueOf(e.getMessage()));
        }
    }

    private void tell(long number, String why) {
        problem = Optional.of("the receipt " + files.path(number) + " is damaged or lost: " + Inert.line(why, 300));
    }

    /**
     * Gives the draft the next place, signs it and writes it; then, before another can be appended, {@code use} has it. When
     * this returns, the receipt is on the disk.
     *
     * @throws RegistryException when it cannot be written; nothing was used then
     */
    synchronized <T> T append(Draft draft, Function<Receipt, T> use) {
        Receipt receipt = draft.sign(runtime, next, Optional.ofNullable(head).map(Link::digest), key);
        files.write(next, receipt.bytes());
        next++;
        head = receipt.link();
        Optional<Link> over = files.excess(keeping, clock.instant());
        if (over.isPresent()) {
            dropped = over.get();
        }
        folder.writeSecret(
                CHECKPOINT,
                SignedDocument.sign(
                                DocumentKind.RECEIPT_CHECKPOINT,
                                new Checkpoint(runtime, clock.instant(), head, Optional.ofNullable(dropped)).toJson(),
                                key)
                        .bytes());
        over.ifPresent(this::makeRoom);
        return use.apply(receipt);
    }

    /** What is in the way then is no reason to withhold the result: it is tried again with the next receipt. */
    private void makeRoom(Link through) {
        try {
            files.deleteThrough(through.sequence());
            undeleted = Optional.empty();
        } catch (AssessmentRuntimeException e) {
            undeleted = Optional.of("old receipts are not dropped: " + Inert.line(String.valueOf(e.getMessage()), 300));
        }
    }

    /** How the chain stands; empty before the first receipt. */
    synchronized Optional<Receipts> status() {
        return Optional.ofNullable(head).map(link -> new Receipts(link, files.count(), Optional.ofNullable(dropped)));
    }

    /** What was found damaged or lost when it was taken up, or cannot be deleted now. */
    synchronized Optional<String> problem() {
        return problem.or(() -> undeleted);
    }
}
