package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.ModelException;
import dev.assay.model.Reason;
import dev.assay.model.Statement;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.sigstore.ClaimedSigner;
import dev.assay.trust.sigstore.KeylessVerification;
import dev.assay.trust.sigstore.SignerIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Who of a trust policy made the statement in a bundle. */
public sealed interface Attribution {
    /**
     * This identity made exactly this statement. Whether its role may say so is {@link Admission}'s question.
     *
     * @param bundle the digest of the bundle's bytes
     * @param keyless what the certificate says of the signer; empty for a bare key
     * @param signed when a log or timestamp authority saw it; empty for a bare key, which has no time of its own
     */
    record Attributed(
            Statement statement,
            Identity by,
            Role role,
            Digest bundle,
            Optional<SignerIdentity> keyless,
            Optional<Instant> signed)
            implements Attribution {}

    /**
     * Nobody of the policy is known to have said it. Codes: those of {@link Verification.Refused} and
     * {@link KeylessVerification.Refused}.
     */
    record Refused(Reason reason) implements Attribution {}

    /** By bare key or keyless, as the bundle is. Never throws for any bytes. */
    static Attribution of(byte[] bundle, TrustPolicy policy) {
        return switch (BundleVerifier.verify(bundle, policy.keys())) {
            case Verification.Verified verified ->
                new Attributed(
                        verified.statement(),
                        policy.identityOf(verified.signer()).orElseThrow(),
                        policy.roleOf(verified.signer()).orElseThrow(),
                        verified.bundle(),
                        Optional.empty(),
                        Optional.empty());
            case Verification.Refused refused
            when refused.reason().code().equals("bundle-malformed") ->
                ClaimedSigner.of(bundle, Bundle.MOST_BYTES)
                        .map(claimed -> keyless(bundle, claimed, policy))
                        .orElseGet(() -> new Refused(refused.reason()));
            case Verification.Refused refused -> new Refused(refused.reason());
        };
    }

    /** What the bundle claims only chooses whom to verify it against: at most one, since identities do not overlap. */
    private static Attribution keyless(byte[] bundle, SignerIdentity claimed, TrustPolicy policy) {
        Optional<String> difference = Optional.empty();
        for (Role role : Role.values()) {
            for (Identity identity : policy.identities(role)) {
                if (identity.credential() instanceof Credential.Keyless credential && credential.names(claimed)) {
                    difference = credential.difference(claimed);
                    if (difference.isEmpty()) {
                        return verified(
                                policy.anchor().verify(bundle, credential.expected(claimed)), identity, role, bundle);
                    }
                }
            }
        }
        String signer = Inert.quote(claimed.name()) + " by "
                + Inert.quote(claimed.issuer().orElse("nobody"));
        return difference
                .map(
                        other -> refused(
                                "identity-differs",
                                "the statement is signed by " + signer + ", but " + other,
                                "Have it made by the run that the trust policy names, or let an administrator change the policy"))
                .orElseGet(() -> refused(
                        "unknown-signer",
                        "the statement is signed by " + signer + ", whom nobody here trusts",
                        "Have it signed by an identity of the trust policy, or let an administrator add this one"));
    }

    private static Attribution verified(KeylessVerification verification, Identity identity, Role role, byte[] bundle) {
        return switch (verification) {
            case KeylessVerification.Refused refused -> new Refused(refused.reason());
            case KeylessVerification.Verified verified
            when !verified.payloadType().equals(Statement.PAYLOAD_TYPE) ->
                refused(
                        "statement-malformed",
                        "the bundle holds " + Inert.quote(verified.payloadType()) + ", not a statement",
                        "Give a bundle with an in-toto statement");
            case KeylessVerification.Verified verified -> {
                try {
                    Statement statement = Statement.read(verified.payload().getBytes(StandardCharsets.UTF_8));
                    yield new Attributed(
                            statement,
                            identity,
                            role,
                            Digest.of(bundle),
                            Optional.of(verified.signer()),
                            Optional.of(verified.time()));
                } catch (ModelException e) {
                    yield refused(
                            "statement-malformed",
                            "the signed payload is no statement: " + e.getMessage(),
                            "Have an in-toto Statement v1 signed, with SHA-256 digests");
                }
            }
        };
    }

    private static Attribution refused(String code, String message, String remedy) {
        return new Refused(new Reason(code, message, remedy));
    }
}
