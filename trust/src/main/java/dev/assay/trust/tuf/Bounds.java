package dev.assay.trust.tuf;

/** The limits that stand where the metadata announce none: enough for large repositories, and no more. */
final class Bounds {
    /** New roots in one refresh (section 5.3.3 leaves the number to the client). */
    static final int ROTATIONS = 256;
    /** Delegated roles that one search visits (section 5.6.7.1). */
    static final int VISITED_ROLES = 32;

    static final int ROOT_BYTES = 512_000;
    static final int TIMESTAMP_BYTES = 16_384;
    static final int SNAPSHOT_BYTES = 2_000_000;
    static final int TARGETS_BYTES = 5_000_000;
    static final int TARGET_BYTES = 256 << 20;

    static final int SIGNATURES = 256;
    static final int SIGNATURE_BYTES = 2048;
    static final int KEYS = 1024;
    static final int KEYS_OF_A_ROLE = 64;
    static final int KEY_ID = 128;
    static final int PUBLIC_KEY = 8192;
    static final int ROLES = 1024;
    static final int ROLE_NAME = 200;
    static final int PATHS_OF_A_ROLE = 32_768;
    static final int PATH = 1024;
    static final int SNAPSHOT_FILES = 65_536;
    static final int TARGET_FILES = 65_536;
    static final int HASHES = 8;

    private Bounds() {}
}
