package dev.assay.sandbox.receipt;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.Outcome;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.model.receipt.Link;
import dev.assay.model.receipt.ReceiptPredicate;
import dev.assay.trust.Bundle;
import dev.assay.trust.BundleVerifier;
import dev.assay.trust.TrustException;
import dev.assay.trust.Verification;
import dev.assay.trust.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The record of one run that lets it be run again: what the runtime signed, and beside it the content that its digests bind.
 * Content that does not fit the statement is refused when it is read; whether the signature is to be believed is another
 * question, {@link #refusal}. Immutable.
 */
public final class Receipt {
    /** Larger than any receipt. */
    public static final int MOST_BYTES = 56 << 20;

    private static final String NOUN = "assay.receipt";
    private static final int FORMAT = 1;
    private static final int SUBJECTS = 2;

    private final Bundle bundle;
    private final Digest module;
    private final Digest release;
    private final ReceiptPredicate statement;
    private final Content content;

    Receipt(Bundle bundle, Statement claimed, Content content) {
        this.bundle = bundle;
        this.module = claimed.subjects().getFirst().digest();
        this.release = claimed.subjects().getLast().digest();
        this.statement = predicate(claimed);
        this.content = content;
    }

    /**
     * Reads a receipt.
     *
     * @throws ReceiptException if it is none, or something in it is not what the statement is of; no other exception
     */
    public static Receipt read(byte[] bytes) {
        try {
            Fields fields = Fields.of(Json.read(bytes, MOST_BYTES), "receipt");
            Json.requireFormat(fields.whole(), NOUN, FORMAT);
            fields.text("format");
            Bundle bundle =
                    Bundle.read(Json.canonical(fields.object("statement").whole()));
            Statement claimed = bundle.claimed();
            Content content = Content.read(fields, predicate(claimed));
            fields.end();
            return new Receipt(bundle, claimed, content);
        } catch (ModelException | TrustException e) {
            throw new ReceiptException("this is no receipt, or it was changed: " + e.getMessage());
        }
    }

    private static ReceiptPredicate predicate(Statement claimed) {
        if (!claimed.predicateType().equals(PredicateType.RECEIPT)
                || claimed.subjects().size() != SUBJECTS) {
            throw new InvalidValueException("statement", "it is no statement of a run about a module and its release");
        }
        return ReceiptPredicate.fromJson(Fields.of(claimed.predicate(), "statement.predicate"));
    }

    /** The file. */
    public byte[] bytes() {
        ObjectNode out = Json.document(NOUN, FORMAT);
        out.set("statement", Json.read(bundle.bytes(), Bundle.MOST_BYTES));
        content.addTo(out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Why nobody with one of these keys signed it; empty if the holder of one did. */
    public Optional<String> refusal(List<VerificationKey> keys) {
        return switch (BundleVerifier.verify(bundle, keys)) {
            case Verification.Verified _ -> Optional.empty();
            case Verification.Refused refused -> Optional.of(refused.reason().toString());
        };
    }

    /** What was signed, and is passed on alone. */
    public Bundle bundle() {
        return bundle;
    }

    public ReceiptPredicate statement() {
        return statement;
    }

    /** Its place in the chain. */
    public Link link() {
        return new Link(statement.sequence(), bundle.digest());
    }

    public Digest module() {
        return module;
    }

    public Digest release() {
        return release;
    }

    /** Why it cannot be replayed: its outcome, or what is not in it; empty if it can. */
    public Optional<String> obstacle() {
        return obstacle(statement.outcome(), statement.memoryBytes(), content);
    }

    /** A worker that ran out of its heap could not say how much the guest held. */
    static Optional<String> obstacle(Outcome outcome, long memoryBytes, Content content) {
        boolean comesAgain = ReceiptPredicate.isRepeatable(outcome) && (outcome != Outcome.MEMORY || memoryBytes > 0);
        return comesAgain
                ? content.missing()
                : Optional.of("the run ended as " + outcome.id() + ", which another run of the same need not do");
    }

    Content content() {
        return content;
    }
}
