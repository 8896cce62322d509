package dev.assay.trust.sigstore;

import dev.assay.model.Digest;

/** A trusted root with a verifier that stands on it, known by the digest of its file. Immutable and thread-safe. */
public final class TrustAnchor {
    private final String name;
    private final KeylessVerifier verifier;

    private TrustAnchor(String name, TrustedRoot root) {
        this.name = name;
        this.verifier = new KeylessVerifier(root);
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
