package dev.assay.trust.artifact;

import dev.assay.model.Digest;
import dev.assay.model.Document;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.Reason;
import dev.assay.model.Statement;
import dev.assay.trust.BundleVerifier;
import dev.assay.trust.Credential;
import dev.assay.trust.CredentialReader;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.Verification;
import dev.assay.trust.VerificationKey;
import dev.assay.trust.sigstore.Artifact;
import dev.assay.trust.sigstore.ClaimedSigner;
import dev.assay.trust.sigstore.KeylessVerification;
import dev.assay.trust.sigstore.SignerIdentity;
import dev.assay.trust.sigstore.TrustAnchor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Who may have signed an artifact: some identities, by keys or logins, on one trusted root. 'Anyone' cannot be written. What an
 * attacker without one of their keys or logins cannot do: have any bundle verified for any artifact that they did not sign.
 * Pure and thread-safe.
 *
 * @param trustedRoot on what keyless signatures and logs stand; if empty, on Sigstore's public-good instance
 */
public record ArtifactPolicy(List<Identity> identities, Optional<TrustAnchor> trustedRoot) {
    /** The largest bundle that is read. */
    public static final int MOST_BUNDLE_BYTES = 1 << 20;

    private static final int MOST_IDENTITIES = 64;

    /** What became of a bundle. */
    public sealed interface Verdict {}

    /**
     * This identity signed exactly this artifact, or a statement about it.
     *
     * @param credential by what the signer was known
     * @param login what the certificate says of the signer; empty for a bare key
     * @param signed when a log or timestamp authority saw it; empty for a bare key, which has no time of its own
     * @param predicateType of the statement; empty where the artifact was signed as it is
     */
    public record Verified(
            String name,
            Credential credential,
            Optional<SignerIdentity> login,
            Optional<Instant> signed,
            Optional<String> predicateType)
            implements Verdict {}

    /** It does not show that. The codes are those of {@link KeylessVerification.Refused}, and {@code unknown-signer}. */
    public record Refused(Reason reason) implements Verdict {}

    public ArtifactPolicy {
        identities = List.copyOf(identities);
        if (identities.isEmpty() || identities.size() > MOST_IDENTITIES) {
            throw new InvalidValueException("identities", "there must be 1 to " + MOST_IDENTITIES);
        }
    }

    /** Reads a policy; faults are left in the document. {@code file} is the document's: paths in it are relative to it. */
    public static Optional<ArtifactPolicy> read(Document at, Path file) {
        List<Identity> identities = new ArrayList<>();
        List<Document> listed = at.mappings("identities");
        for (Document one : listed.subList(0, Math.min(listed.size(), MOST_IDENTITIES))) {
            Optional<String> name = one.required("name", ArtifactPolicy::name);
            Optional<Credential> credential = new CredentialReader(file).read(one);
            one.end();
            if (name.isPresent() && credential.isPresent()) {
                identities.add(new Identity(name.get(), credential.get()));
            }
        }
        if (listed.isEmpty() || listed.size() > MOST_IDENTITIES) {
            at.fault("identities", "there must be 1 to " + MOST_IDENTITIES + " identities", "name a key or a login");
        }
        Optional<TrustAnchor> root = at.optional(
                "trusted-root",
                path -> CredentialReader.sound(
                        "trusted-root", () -> CredentialReader.anchor(file.resolveSibling(path))));
        at.end();
        return identities.isEmpty() ? Optional.empty() : Optional.of(new ArtifactPolicy(identities, root));
    }

    private static String name(String text) {
        if (text.isBlank() || text.length() > 100 || !text.equals(Inert.line(text))) {
            throw new InvalidValueException("name", text, "one line of 1 to 100 visible characters");
        }
        return text;
    }

    /** By bare key or keyless, as the bundle is. Never throws for any bytes. */
    public Verdict verify(byte[] bundle, Artifact artifact) {
        Optional<SignerIdentity> claimed = ClaimedSigner.of(bundle, MOST_BUNDLE_BYTES);
        return claimed.isPresent() ? keyless(bundle, claimed.get(), artifact) : keyed(bundle, artifact);
    }

    private TrustAnchor anchor() {
        return trustedRoot.orElseGet(TrustAnchor::publicGood);
    }

    /** What the bundle claims only chooses whom to verify it against. */
    private Verdict keyless(byte[] bundle, SignerIdentity claimed, Artifact artifact) {
        Optional<String> difference = Optional.empty();
        for (Identity identity : identities) {
            if (identity.credential() instanceof Credential.Keyless credential && credential.names(claimed)) {
                difference = credential.difference(claimed);
                if (difference.isEmpty()) {
                    return verdict(identity, anchor().verify(bundle, credential.expected(claimed), artifact));
                }
            }
        }
        String signer = Inert.quote(claimed.name()) + " by "
                + Inert.quote(claimed.issuer().orElse("nobody"));
        return difference.isPresent()
                ? refused("identity-differs", "it is signed by " + signer + ", but " + difference.get())
                : refused("unknown-signer", "it is signed by " + signer + ", whom the policy does not name");
    }

    private static Verdict verdict(Identity identity, KeylessVerification verification) {
        return switch (verification) {
            case KeylessVerification.Refused refused -> new Refused(refused.reason());
            case KeylessVerification.Verified verified ->
                new Verified(
                        identity.name(),
                        identity.credential(),
                        Optional.of(verified.signer()),
                        Optional.of(verified.time()),
                        verified.payloadType().equals(Statement.PAYLOAD_TYPE)
                                ? predicateType(verified.payload().getBytes(StandardCharsets.UTF_8))
                                : Optional.empty());
        };
    }

    /** Of a statement that was verified: also another tool's, which may have other digests beside SHA-256. */
    private static Optional<String> predicateType(byte[] payload) {
        try {
            JsonNode type = Json.read(payload, Statement.MOST_BYTES).path("predicateType");
            return type.isString() ? Optional.of(type.stringValue()) : Optional.empty();
        } catch (ModelException e) {
            return Optional.empty();
        }
    }

    private Verdict keyed(byte[] bundle, Artifact artifact) {
        Reason last = new Reason("unknown-signer", "the bundle names no login, and the policy no key", "");
        for (Identity identity : identities) {
            Optional<VerificationKey> key = identity.key();
            if (key.isEmpty()) {
                continue;
            }
            // A statement with nothing but a signature, as Assay makes it; else with log entries, which must then be
            // right.
            if (BundleVerifier.verify(bundle, List.of(key.get())) instanceof Verification.Verified verified) {
                return isAbout(verified.statement(), artifact.digest())
                        ? new Verified(
                                identity.name(),
                                identity.credential(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(verified.statement().predicateType()))
                        : refused("artifact-differs", "the statement is about something else");
            }
            Optional<Reason> refusal = anchor().keyRefusal(bundle, key.get(), artifact);
            if (refusal.isEmpty()) {
                return new Verified(
                        identity.name(),
                        identity.credential(),
                        Optional.empty(),
                        Optional.empty(),
                        statementIn(bundle));
            }
            last = refusal.get();
        }
        return new Refused(last);
    }

    private static boolean isAbout(Statement statement, Digest artifact) {
        return statement.subjects().stream()
                .anyMatch(subject -> subject.digest().equals(artifact));
    }

    /** Of a bundle that was verified. */
    private static Optional<String> statementIn(byte[] bundle) {
        JsonNode envelope = Json.read(bundle, MOST_BUNDLE_BYTES).path("dsseEnvelope");
        return envelope.path("payloadType").asString("").equals(Statement.PAYLOAD_TYPE)
                ? predicateType(java.util.Base64.getDecoder()
                        .decode(envelope.path("payload").asString("")))
                : Optional.empty();
    }

    private static Verdict refused(String code, String message) {
        return new Refused(new Reason(code, message, ""));
    }
}
