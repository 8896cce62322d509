package dev.assay.cli;

import dev.assay.registry.Registry;
import dev.assay.registry.Source;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Clock;

/** Opens registries for reading, with the memory that keeps them from being taken back in time. */
final class Registries {
    private Registries() {}

    static Registry open(String registry, Path trust, Console console) {
        return Registry.open(
                Source.of(registry),
                TrustPolicy.read(trust),
                Places.data(console.environment()).resolve("registries"),
                Clock.systemUTC());
    }
}
