package dev.assay.trust.login;

import dev.assay.trust.Bundle;
import dev.assay.trust.sigstore.SignerIdentity;
import java.time.Instant;

/** What a login signed, verified. Immutable. */
public final class Signed {
    private final byte[] bytes;
    private final SignerIdentity signer;
    private final Instant time;

    Signed(byte[] bytes, SignerIdentity signer, Instant time) {
        this.bytes = bytes;
        this.signer = signer;
        this.time = time;
    }

    /** The file: a Sigstore bundle v0.3. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The same, to be kept with a release: of an envelope only. */
    public Bundle bundle() {
        return Bundle.readAny(bytes);
    }

    /** Whom the certificate names. */
    public SignerIdentity signer() {
        return signer;
    }

    /** When a log or timestamp authority saw it first. */
    public Instant time() {
        return time;
    }
}
