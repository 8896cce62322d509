package dev.assay.audit.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recognises memory-hard hashes by the texts that their implementations carry. */
final class MemoryHard {
    private static final List<String> TEXTS = List.of("RandomX\u0003", "argon2d", "argon2i", "argon2id");

    private MemoryHard() {}

    static @Nullable Trace at(byte[] bytes, int at, int to) {
        if (to - at < 7 || (bytes[at + 1] != 'r' && bytes[at + 1] != 'a')) {
            return null;
        }
        return TEXTS.stream()
                .filter(text -> ByteScan.hasText(bytes, at, to, text))
                .findFirst()
                .map(text -> new Trace(
                        Trace.Kind.MEMORY_HARD_HASH,
                        at,
                        at + text.length(),
                        "the text '" + text.replaceAll("[^a-zA-Z0-9]", "") + "'"))
                .orElse(null);
    }
}
