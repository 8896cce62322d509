package dev.assay.sandbox.compiled;

import dev.assay.model.Digest;
import java.nio.charset.StandardCharsets;

/**
 * What compiled code was made of, so that it is found for nothing else.
 *
 * @param module as it was admitted
 * @param metered as it was compiled: another instrumenter, or another limit in it, gives another
 * @param engine the compiler, its options, and the runtime that its code calls
 */
public record Origin(Digest module, Digest metered, String engine) {
    Digest digest() {
        return Digest.of((module.hex() + "\n" + metered.hex() + "\n" + engine).getBytes(StandardCharsets.UTF_8));
    }
}
