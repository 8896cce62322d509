package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.Reason;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON document in a DSSE envelope: the index, a desired state, a decision. Well-formed, but not yet believed:
 * {@link #open} decides. Immutable and thread-safe.
 */
public final class SignedDocument {
    /** Larger than any signed document. */
    public static final int MOST_BYTES = 32 << 20;

    private final DocumentKind kind;
    private final byte[] bytes;
    private final Envelope envelope;

    private SignedDocument(DocumentKind kind, byte[] bytes, Envelope envelope) {
        this.kind = kind;
        this.bytes = bytes;
        this.envelope = envelope;
    }

    /**
     * Signs the canonical form of a document.
     *
     * @throws TrustException with code {@code document-malformed} if it is not of this kind, or lacks {@code expires}
     *     where its kind must expire
     */
    public static SignedDocument sign(DocumentKind kind, ObjectNode document, SigningKey key) {
        try {
            expiry(kind, document);
            Envelope envelope = Envelope.sign(kind.payloadType(), Json.canonical(document), key);
            return new SignedDocument(kind, Json.canonical(envelope.toJson(true)), envelope);
        } catch (ModelException e) {
            throw malformed(kind, e);
        }
    }

    /**
     * Reads the envelope of a document of this kind.
     *
     * @throws TrustException with code {@code document-malformed} that names the field, and no other exception
     */
    public static SignedDocument read(DocumentKind kind, byte[] bytes) {
        try {
            Envelope envelope = Envelope.fromJson(Fields.of(Json.read(bytes, MOST_BYTES), "envelope"));
            if (!envelope.payloadType().equals(kind.payloadType())) {
                throw new InvalidValueException(
                        "envelope.payloadType", envelope.payloadType(), "'" + kind.payloadType() + "'");
            }
            return new SignedDocument(kind, bytes.clone(), envelope);
        } catch (ModelException e) {
            throw malformed(kind, e);
        }
    }

    /** The envelope: exactly the bytes that were read or made. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The digest of {@link #bytes()}. */
    public Digest digest() {
        return Digest.of(bytes);
    }

    /**
     * The document, if one of these keys signed it and it has not expired. A caller that grants a grace gives the time
     * minus the grace. The version in {@code format} is for the reader of the document to check.
     */
    public Opening open(Collection<VerificationKey> keys, Instant now) {
        String keyid = envelope.keyid().orElse("");
        VerificationKey signer = keys.stream()
                .filter(key -> key.hint().equals(keyid))
                .findFirst()
                .orElse(null);
        if (signer == null) {
            return refused(
                    "unknown-signer",
                    "is signed by the key " + Inert.quote(keyid) + ", which nobody here trusts",
                    "Check the trust policy, or where the document came from");
        }
        if (!envelope.isSignedBy(signer)) {
            return refused(
                    "signature-invalid",
                    "was changed after the key " + keyid + " signed it",
                    "Fetch it again; if it stays so, do not use its source");
        }
        try {
            JsonNode document = Json.read(envelope.payload(), MOST_BYTES);
            Optional<Instant> expires = expiry(kind, document);
            if (expires.isPresent() && !now.isBefore(expires.get())) {
                return refused(
                        kind.id() + "-expired", "expired at " + expires.get(), "Fetch a newer one, or have it renewed");
            }
            return new Opening.Opened(document, signer, expires);
        } catch (ModelException e) {
            return new Opening.Refused(malformed(kind, e).reason());
        }
    }

    /**
     * What it says, whoever signed it: to be shown as a claim, and never to be believed.
     *
     * @throws TrustException with code {@code document-malformed} if that is no document of this kind
     */
    public JsonNode claimed() {
        try {
            JsonNode document = Json.read(envelope.payload(), MOST_BYTES);
            expiry(kind, document);
            return document;
        } catch (ModelException e) {
            throw malformed(kind, e);
        }
    }

    /** Also checks that the document says it is of this kind. */
    private static Optional<Instant> expiry(DocumentKind kind, JsonNode document) {
        Fields fields = Fields.of(document, kind.id());
        Json.requireFormat(document, kind.noun(), Integer.MAX_VALUE);
        return kind.mustExpire() ? Optional.of(fields.instant("expires")) : fields.optionalInstant("expires");
    }

    private Opening refused(String code, String message, String remedy) {
        return new Opening.Refused(new Reason(code, "the " + words(kind) + " " + message, remedy));
    }

    private static TrustException malformed(DocumentKind kind, ModelException e) {
        return new TrustException(
                "document-malformed",
                "this is no signed " + words(kind) + ": " + e.getMessage(),
                "Fetch it again; if it stays so, do not use its source");
    }

    private static String words(DocumentKind kind) {
        return kind.id().replace('-', ' ');
    }
}
