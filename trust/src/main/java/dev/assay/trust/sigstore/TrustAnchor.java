package dev.assay.trust.sigstore;

import dev.assay.model.Digest;
import dev.assay.model.Reason;
import dev.assay.trust.VerificationKey;
import java.util.Optional;

/** A trusted root with a verifier that stands on it, known by the digest of its file. Immutable and thread-safe. */
public final class TrustAnchor {
    private final String name;
    private final KeylessVerifier verifier;
    private final KeyedVerifier keyed;

    private TrustAnchor(String name, TrustedRoot root) {
        this.name = name;
        this.verifier = new KeylessVerifier(root);
        this.keyed = new KeyedVerifier(root);
    }

    /** Read once, and only where somebody signs keyless: it holds many certificates. */
    private static final class PublicGood {
        static final TrustAnchor ANCHOR = new TrustAnchor("public-good", TrustedRoot.publicGood());
    }

    /** Sigstore's public-good instance, as {@link TrustedRoot#publicGood()}. */
    public static TrustAnchor publicGood() {
        return PublicGood.ANCHOR;
    }

    /** Of a file, as {@link TrustedRoot#read}. */
    public static TrustAnchor read(byte[] json) {
        return new TrustAnchor(Digest.of(json).toString(), TrustedRoot.read(json));
    }

    /** {@code public-good}, or the digest of the file. */
    public String name() {
        return name;
    }

    /** As {@link KeylessVerifier#verify(byte[], ExpectedSigner)}. */
    public KeylessVerification verify(byte[] bundle, ExpectedSigner expected) {
        return verifier.verify(bundle, expected);
    }

    /** As {@link KeylessVerifier#verify(byte[], ExpectedSigner, Artifact)}. */
    public KeylessVerification verify(byte[] bundle, ExpectedSigner expected, Artifact artifact) {
        return verifier.verify(bundle, expected, artifact);
    }

    /** As {@link KeyedVerifier#refusal}. */
    public Optional<Reason> keyRefusal(byte[] bundle, VerificationKey key, Artifact artifact) {
        return keyed.refusal(bundle, key, artifact);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustAnchor that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "trusted root " + name;
    }
}
