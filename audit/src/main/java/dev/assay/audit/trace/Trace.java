package dev.assay.audit.trace;

/**
 * Something that the scan recognised in the bytes outside the code.
 *
 * @param offset where it begins in the file
 * @param end where the scan goes on, after it
 * @param what for the message; never the secret itself
 */
public record Trace(Kind kind, int offset, int end, String what) {
    /** What it is. */
    public enum Kind {
        /** A file of another format, with a header that holds together. */
        EMBEDDED_FILE,
        /** A secret whose own structure or checksum says it is one. */
        SECRET,
        /** The shape of a secret, without proof. */
        POSSIBLE_SECRET,
        /** Where others are paid for work that this machine would do: a pool, a wallet, a hidden service, a bare address. */
        PAID_WORK,
        /** The name of a hash that fills a large memory. */
        MEMORY_HARD_HASH,
        /** A host inside somebody's network. */
        INTERNAL_HOST,
        /** The place of a source file on the machine that built the module. */
        BUILD_PATH
    }
}
