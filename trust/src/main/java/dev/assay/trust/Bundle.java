package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.Statement;
import dev.assay.trust.sigstore.ClaimedSigner;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A signed statement as it is kept and passed on: a Sigstore bundle v0.3, signed with a bare key or by a login. Well-formed,
 * but not yet believed: that is for {@link Attribution}. Immutable; equal if the bytes are.
 */
public final class Bundle {
    /** The media type of the file, and of its layer in an OCI registry. */
    public static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /** Larger than any bundle of ours. */
    public static final int MOST_BYTES = 2 << 20;

    private final byte[] bytes;
    private final String hint;
    private final Optional<Envelope> envelope;

    private Bundle(byte[] bytes, String hint, Optional<Envelope> envelope) {
        this.bytes = bytes;
        this.hint = hint;
        this.envelope = envelope;
    }

    static Bundle of(Envelope envelope, String hint) {
        ObjectNode out = Json.object().put("mediaType", MEDIA_TYPE);
        ObjectNode material = out.putObject("verificationMaterial");
        material.putObject("publicKey").put("hint", hint);
        material.putArray("tlogEntries");
        out.set("dsseEnvelope", envelope.toJson(false));
        return new Bundle(Json.canonical(out), hint, Optional.of(envelope));
    }

    /**
     * Reads a bundle of either kind, to keep it and pass it on: one with a bare key as {@link #read}, one with a certificate
     * as the verifier of such reads it. Only those with an envelope, in version 0.3, are kept.
     *
     * @throws TrustException with code {@code bundle-malformed}, and no other exception
     */
    public static Bundle readAny(byte[] bytes) {
        try {
            return read(bytes);
        } catch (TrustException e) {
            if (ClaimedSigner.of(bytes, MOST_BYTES).isEmpty()) {
                throw e;
            }
            ClaimedSigner.requireEnvelope(bytes);
            String mediaType = Json.read(bytes, MOST_BYTES).path("mediaType").asString("");
            if (!mediaType.equals(MEDIA_TYPE)) {
                throw new TrustException(
                        "bundle-malformed",
                        "the bundle is of " + Inert.quote(mediaType) + ", and only " + MEDIA_TYPE + " is kept",
                        "Have the statement signed anew");
            }
            return new Bundle(bytes.clone(), "", Optional.empty());
        }
    }

    /**
     * Reads a bundle with a bare key. Every field is checked: one that is unknown, missing, doubled, of another type or not in its one
     * form is refused, as are several signatures.
     *
     * @throws TrustException with code {@code bundle-malformed} that names the field, and no other exception
     */
    public static Bundle read(byte[] bytes) {
        try {
            Fields fields = Fields.of(Json.read(bytes, MOST_BYTES), "bundle");
            if (!fields.text("mediaType").equals(MEDIA_TYPE)) {
                throw new InvalidValueException("bundle.mediaType", fields.text("mediaType"), "'" + MEDIA_TYPE + "'");
            }
            String hint = hint(fields.object("verificationMaterial"));
            Envelope envelope = Envelope.fromJson(fields.object("dsseEnvelope"));
            fields.end();
            if (envelope.keyid().isPresent() && !envelope.keyid().get().equals(hint)) {
                throw new InvalidValueException(
                        "bundle.dsseEnvelope.signatures[0].keyid", "it names another key than the bundle's hint");
            }
            return new Bundle(bytes.clone(), hint, Optional.of(envelope));
        } catch (ModelException e) {
            throw new TrustException(
                    "bundle-malformed",
                    "this is no bundle of the accepted form: " + e.getMessage(),
                    "Fetch it again, or sign the statement anew with 'assay sign'");
        }
    }

    private static String hint(Fields material) {
        Fields key = material.object("publicKey");
        String hint = key.text("hint");
        key.end();
        if (hint.isEmpty() || hint.length() > 256) {
            throw new InvalidValueException(key.path() + ".hint", hint, "base64 of the key's SHA-256");
        }
        requireNone(material, "tlogEntries");
        material.optionalObject("timestampVerificationData").ifPresent(stamps -> {
            requireNone(stamps, "rfc3161Timestamps");
            stamps.end();
        });
        material.end();
        return hint;
    }

    /** A log entry or timestamp that nobody checks must not look like one that was checked. */
    private static void requireNone(Fields fields, String name) {
        if (!fields.objects(name, 64).isEmpty()) {
            throw new InvalidValueException(
                    fields.path() + "." + name, "a bundle with a bare key is accepted only without these");
        }
    }

    /** The file: exactly the bytes that were read or made. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The statement's name in the index and in reviews: the digest of {@link #bytes()}. */
    public Digest digest() {
        return Digest.of(bytes);
    }

    /** The hint of the key that claims to have signed; empty where a login does. */
    public String hint() {
        return hint;
    }

    /**
     * What it says, whoever signed it: to be shown as a claim, and never to be believed.
     *
     * @throws TrustException with code {@code bundle-malformed} if it holds no statement, or a login signed it
     */
    public Statement claimed() {
        try {
            Envelope held = envelope.orElseThrow(() -> new InvalidValueException("bundle", "a login signed it"));
            if (!held.payloadType().equals(Statement.PAYLOAD_TYPE)) {
                throw new InvalidValueException("payloadType", held.payloadType(), "'" + Statement.PAYLOAD_TYPE + "'");
            }
            return Statement.read(held.payload());
        } catch (ModelException e) {
            throw new TrustException(
                    "bundle-malformed",
                    "the bundle holds no statement that can be read: " + e.getMessage(),
                    "Fetch it again");
        }
    }

    /** Empty where a login signed: its bundle is read by the verifier of such. */
    Optional<Envelope> envelope() {
        return envelope;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bundle that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "bundle " + digest();
    }
}
