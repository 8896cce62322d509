package dev.assay.cli;

import dev.assay.model.Digest;
import dev.assay.registry.Registry;
import dev.assay.registry.Source;
import dev.assay.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

/** Opens registries for reading, with the memory that keeps them from being taken back in time. */
public final class Registries {
    private Registries() {}

    /** What was seen is remembered for each place and each policy: under other keys it is another registry. */
    public static Registry open(String registry, Path trust, Console console) {
        TrustPolicy policy = TrustPolicy.read(trust);
        String place = registry.matches("https?://.*")
                ? registry
                : Path.of(registry).toAbsolutePath().normalize().toString();
        Digest memory = Digest.of((place + "\n" + policy.digest()).getBytes(StandardCharsets.UTF_8));
        return Registry.open(
                Source.of(registry),
                policy,
                Places.data(console.environment()).resolve("registries").resolve(memory.hex()),
                Clock.systemUTC());
    }
}
