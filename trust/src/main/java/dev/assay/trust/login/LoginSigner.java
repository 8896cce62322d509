package dev.assay.trust.login;

import dev.assay.model.Statement;
import dev.assay.trust.login.Draft.Envelope;
import dev.assay.trust.sigstore.Artifact;
import dev.assay.trust.sigstore.ClaimedSigner;
import dev.assay.trust.sigstore.ExpectedSigner;
import dev.assay.trust.sigstore.KeylessVerification;
import dev.assay.trust.sigstore.KeylessVerification.Refused;
import dev.assay.trust.sigstore.KeylessVerification.Verified;
import dev.assay.trust.sigstore.KeylessVerifier;
import dev.assay.trust.sigstore.SignerIdentity;
import dev.assay.trust.sigstore.TrustedRoot;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Function;

/**
 * Signs by a login, with a key that signs once and is never kept. What the services answer is believed only as far as it
 * verifies against the trusted root: a bundle that {@link KeylessVerifier} would refuse is never handed out. Thread-safe.
 */
public final class LoginSigner {
    private final Services services;
    private final KeylessVerifier verifier;
    private final TokenSource tokens;
    private final Caller caller;
    private final SecureRandom random = new SecureRandom();

    /**
     * Signs with these services.
     *
     * @param root of the same instance
     */
    public LoginSigner(Services services, TrustedRoot root, TokenSource tokens) {
        this(services, root, tokens, Patience.STANDARD);
    }

    /** The same with another patience. */
    LoginSigner(Services services, TrustedRoot root, TokenSource tokens, Patience patience) {
        this.services = services;
        this.verifier = new KeylessVerifier(root);
        this.tokens = tokens;
        this.caller = new Caller(patience);
    }

    /**
     * Signs a statement.
     *
     * @throws dev.assay.trust.TrustException with a code of {@link TokenSource#token}; {@code service-failed} or
     *     {@code service-answer-malformed}, with the service's name; or {@code signature-unverified} if the whole does not
     *     verify
     */
    public Signed sign(Statement statement) {
        return envelope(Statement.PAYLOAD_TYPE, statement.bytes());
    }

    /** Signs a payload, whatever it is, in an envelope of DSSE. Throws as {@link #sign}. */
    public Signed envelope(String payloadType, byte[] payload) {
        byte[] bundle = bundle(key -> Draft.of(new Envelope(payloadType, payload.clone()), key));
        return verified(bundle, expected -> verifier.verify(bundle, expected));
    }

    /** Signs a file as it is, without an envelope. Throws as {@link #sign}. */
    public Signed file(byte[] file) {
        byte[] content = file.clone();
        byte[] bundle = bundle(key -> Draft.of(content, key));
        return verified(bundle, expected -> verifier.verify(bundle, expected, Artifact.of(content)));
    }

    private byte[] bundle(Function<CertifiedKey, Draft> sign) {
        CertifiedKey key = new Fulcio(services.authority(), caller, random).certify(tokens.token());
        Draft draft = sign.apply(key);
        // Timestamps first: a log keeps for ever what is put into it, and asking for the time leaves nothing behind.
        services.timestamps()
                .forEach(
                        address -> draft.add(new TimestampAuthority(address, caller, random).stamp(draft.signature())));
        services.logs().forEach(log -> draft.add(Rekor.of(log, caller).log(draft)));
        return draft.bundle();
    }

    private static Signed verified(byte[] bundle, Function<ExpectedSigner, KeylessVerification> verify) {
        SignerIdentity claimed =
                ClaimedSigner.of(bundle, bundle.length).orElseThrow(() -> unverified("the certificate names nobody"));
        // Who it is, is the authority's word: the trust policy says whether that somebody may say this.
        ExpectedSigner expected = new ExpectedSigner(claimed.name(), claimed.issuer(), Map.of());
        return switch (verify.apply(expected)) {
            case Verified verified -> new Signed(bundle, verified.signer(), verified.time());
            case Refused refused ->
                throw unverified(
                        refused.reason().code() + ": " + refused.reason().message());
        };
    }

    private static RuntimeException unverified(String why) {
        return Failure.of(
                "signature-unverified",
                "what the services made does not verify, so it is not handed out: " + why,
                "Check that the signing config and the trusted root are of one instance, and current");
    }
}
