package dev.assay.cli;

import dev.assay.model.Digest;
import dev.assay.registry.Publisher;
import dev.assay.registry.Registry;
import dev.assay.registry.Source;
import dev.assay.registry.oci.Access;
import dev.assay.registry.partial.Partials;
import dev.assay.trust.Role;
import dev.assay.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

/** Opens registries for reading, with the memory that keeps them from being taken back in time. */
public final class Registries {
    private static final long MOST_PARTIAL_BYTES = 256L << 20;

    private Registries() {}

    /** What was seen is remembered for each place and its publishers: who else a policy names changes nothing of it. */
    public static Registry open(String registry, Path trust, Console console) {
        return open(Source.of(registry, Access.of(console.environment())), registry, trust, console);
    }

    /** The same for a source that people do not name as such: an archive. */
    public static Registry open(Source source, String registry, Path trust, Console console) {
        TrustPolicy policy = TrustPolicy.read(trust);
        String first = Source.several(registry).getFirst();
        String place = Source.isRemote(first) ? first : place(Path.of(first));
        Digest memory = Digest.of((place + "\n" + publishers(policy)).getBytes(StandardCharsets.UTF_8));
        return Registry.open(
                source,
                policy,
                Places.data(console.environment()).resolve("registries").resolve(memory.hex()),
                Clock.systemUTC());
    }

    /** Where what is fetched of others' artifacts is until it is whole. */
    public static Partials partials(Console console) {
        return new Partials(Places.cache(console.environment()).resolve("partial"), MOST_PARTIAL_BYTES);
    }

    /** Where a publisher remembers what it saw in this directory. */
    public static Path published(Path registry, Console console) {
        Digest memory = Digest.of(place(registry).getBytes(StandardCharsets.UTF_8));
        return Places.data(console.environment()).resolve("published").resolve(memory.hex());
    }

    private static String place(Path registry) {
        return registry.toAbsolutePath().normalize().toString();
    }

    /** Without any, the registry is refused when it is opened. */
    private static String publishers(TrustPolicy policy) {
        return policy.rule(Role.PUBLISHER).isEmpty()
                ? ""
                : Publisher.anchor(policy).id();
    }
}
