package dev.assay.cli;

import dev.assay.model.Digest;
import dev.assay.registry.Registry;
import dev.assay.registry.Source;
import dev.assay.registry.TufReading;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.tuf.TufStore;
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

    /**
     * The index of a registry by its TUF metadata, refreshed.
     *
     * @param first the root that came by another way; under another one it is another repository
     */
    public static TufReading tuf(String registry, byte[] first, Console console) {
        TufStore store = new TufStore(Places.data(console.environment())
                .resolve("tuf")
                .resolve(Digest.of(first).hex()));
        if (!store.isInitialized()) {
            store.initialize(first);
        }
        return TufReading.refresh(Source.of(registry), store, Clock.systemUTC());
    }
}
