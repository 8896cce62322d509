package dev.assay.sandbox.receipt;

import dev.assay.model.Fields;
import dev.assay.model.ModelException;
import dev.assay.model.receipt.Checkpoint;
import dev.assay.model.receipt.Link;
import dev.assay.trust.DocumentKind;
import dev.assay.trust.Opening;
import dev.assay.trust.SignedDocument;
import dev.assay.trust.TrustException;
import dev.assay.trust.VerificationKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds receipts, one after the other, against the chain that they must be: each signed by the runtime, the next in number, and
 * naming the one before it. Every break is a fault of its own; what comes after it is checked on from there. For one thread.
 */
public final class ChainCheck {
    private final List<VerificationKey> keys;
    private final List<String> faults = new ArrayList<>();
    private @Nullable Checkpoint checkpoint;
    private @Nullable Link last;
    private @Nullable UUID runtime;
    private boolean sawHead;
    private long count;

    /** {@code keys}: of the runtime; with none, signatures are not checked. */
    public ChainCheck(List<VerificationKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** The chain's checkpoint, if there is one; before the first receipt. */
    public void checkpoint(byte[] bytes) {
        try {
            checkpoint = open(bytes);
            runtime = checkpoint.runtime();
            last = checkpoint.dropped().orElse(null);
        } catch (ModelException | TrustException | ReceiptException e) {
            faults.add("the checkpoint cannot be believed: " + e.getMessage());
        }
    }

    private Checkpoint open(byte[] bytes) {
        SignedDocument document = SignedDocument.read(DocumentKind.RECEIPT_CHECKPOINT, bytes);
        if (keys.isEmpty()) {
            return Checkpoint.fromJson(Fields.of(document.claimed(), "checkpoint"));
        }
        return switch (document.open(keys, Instant.EPOCH)) {
            case Opening.Opened opened -> Checkpoint.fromJson(Fields.of(opened.document(), "checkpoint"));
            case Opening.Refused refused ->
                throw new ReceiptException(refused.reason().toString());
        };
    }

    /** The next receipt, in the order of their names; {@code name} is told with what is wrong. */
    public void next(String name, byte[] bytes) {
        Receipt receipt;
        try {
            receipt = Receipt.read(bytes);
        } catch (ReceiptException e) {
            faults.add(name + ": " + e.getMessage());
            return;
        }
        if (!keys.isEmpty()) {
            receipt.refusal(keys).ifPresent(why -> faults.add(name + ": " + why));
        }
        Link link = receipt.link();
        if (checkpoint != null
                && checkpoint.dropped().stream().anyMatch(dropped -> link.sequence() <= dropped.sequence())) {
            return; // dropped already; a process that died had not deleted it yet
        }
        count++;
        follows(name, receipt);
        if (checkpoint != null && link.sequence() == checkpoint.head().sequence()) {
            sawHead = true;
            if (!link.equals(checkpoint.head())) {
                faults.add(name + ": the checkpoint knows another receipt of this number, "
                        + checkpoint.head().digest());
            }
        }
        last = link;
    }

    private void follows(String name, Receipt receipt) {
        if (runtime == null) {
            runtime = receipt.statement().runtime();
        } else if (!runtime.equals(receipt.statement().runtime())) {
            faults.add(name + ": it is of the runtime " + receipt.statement().runtime() + ", the others of " + runtime);
        }
        long sequence = receipt.statement().sequence();
        long due = last == null ? 1 : last.sequence() + 1;
        if (sequence > due) {
            faults.add(name + ": "
                    + (sequence == due + 1
                            ? "receipt " + due + " is"
                            : "receipts " + due + " to " + (sequence - 1) + " are")
                    + " missing before it");
        } else if (sequence < due) {
            faults.add(name + ": it has the number " + sequence + ", and " + due
                    + " is the next: receipts are doubled or out of order");
        } else if (last != null && !receipt.statement().previous().equals(Optional.of(last.digest()))) {
            faults.add(name + ": it follows another receipt " + last.sequence()
                    + " than the one here: the chain forks, or that one was put in its place");
        }
    }

    /** All that is wrong, each in one line; empty if the chain is whole. After the last receipt. */
    public List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        // A receipt is on the disk before the checkpoint names it: one more than it says is no fault.
        if (checkpoint != null && !sawHead) {
            all.add("the checkpoint says that there is a receipt " + checkpoint.head() + ", and it is not here");
        }
        return all;
    }

    /** What was dropped to make room, as the checkpoint says. */
    public Optional<Link> dropped() {
        return Optional.ofNullable(checkpoint).flatMap(Checkpoint::dropped);
    }

    /** The newest receipt. */
    public Optional<Link> head() {
        return Optional.ofNullable(last);
    }

    /** How many receipts could be read. */
    public long count() {
        return count;
    }

    /** Whether there was a checkpoint: without one nobody can tell that the newest receipts are not missing. */
    public boolean hasCheckpoint() {
        return checkpoint != null;
    }
}
