package dev.assay.trust;

import dev.assay.model.Statement;

/** Signs statements. */
public final class Signer {
    private Signer() {}

    /** The statement in a bundle, signed by this key. An Ed25519 key gives the same bytes each time. */
    public static Bundle sign(Statement statement, SigningKey key) {
        return Bundle.of(Envelope.sign(Statement.PAYLOAD_TYPE, statement.bytes(), key), key.hint());
    }
}
