package dev.assay.trust.tuf;

import dev.assay.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a client kept. */
record Disk(Path folder) {
    byte[] bytes(String role) throws IOException {
        return Files.readAllBytes(folder.resolve(role + ".json"));
    }

    /** The version on disk; 0 without. */
    long version(String role) {
        return new TufStore(folder)
                .read(role, 1 << 20)
                .map(bytes -> Json.read(bytes, bytes.length)
                        .path("signed")
                        .path("version")
                        .longValue())
                .orElse(0L);
    }
}
