package dev.assay.sandbox.receipt;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A little of some bytes, safe to show. */
final class Excerpt {
    private static final int BEFORE = 20;
    private static final int BYTES = 100;

    private Excerpt() {}

    /** From a little before this place on, in quotes. */
    static String of(byte[] bytes, int at) {
        int from = Math.max(0, Math.min(at, bytes.length) - BEFORE);
        int to = Math.min(bytes.length, from + BYTES);
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return (from > 0 ? "…" : "") + Inert.quote(text) + (to < bytes.length ? "…" : "");
    }

    /** Where these differ, with digests and what stands there; empty if they do not. */
    static Optional<String> difference(String what, byte[] expected, byte[] found) {
        int at = Arrays.mismatch(expected, found);
        return at < 0
                ? Optional.empty()
                : Optional.of(what + " differs from byte " + at + ": " + Digest.of(found) + " " + of(found, at)
                        + ", and in the receipt " + Digest.of(expected) + " " + of(expected, at));
    }
}
