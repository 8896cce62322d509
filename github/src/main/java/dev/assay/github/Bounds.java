package dev.assay.github;

/**
 * How much an archive may hold.
 *
 * @param entries files and folders
 * @param bytes of all files together, unpacked
 * @param ratio how many times the archive's own size they may be, above 1 MiB
 * @param depth how many names a path may have
 */
record Bounds(int entries, long bytes, int ratio, int depth) {
    static final Bounds OF_A_RELEASE = new Bounds(1000, 256L << 20, 100, 8);

    private static final long SMALL = 1 << 20;

    /** How many bytes may come out of an archive of this size. */
    long from(long packed) {
        return Math.min(bytes, Math.max(SMALL, packed * ratio));
    }
}
