package dev.assay.trust.tuf;

import java.util.Optional;

/** Metadata that were verified once and need not be fetched again; each is verified anew when it is read. */
interface Kept {
    /** Keeps none: for who reads a repository once, or it is on this disk. */
    Kept NONE = new Kept() {
        @Override
        public Optional<byte[]> read(String role, int most) {
            return Optional.empty();
        }

        @Override
        public void write(String role, byte[] bytes) {
            // It is read where it is.
        }
    };

    /** What is kept of this role, unless it is longer. */
    Optional<byte[]> read(String role, int most);

    void write(String role, byte[] bytes);
}
