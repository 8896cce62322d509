package dev.assay.cli.registry;

import dev.assay.cli.Console;
import dev.assay.registry.http.Patience;
import dev.assay.registry.http.Watcher;
import dev.assay.registry.oci.Access;
import dev.assay.registry.oci.Logins;
import dev.assay.registry.oci.Place;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How OCI registries are reached. */
final class AccessOptions {
    @Option(
            names = "--plain-http",
            description = "The registry has no TLS (default: on this machine only). The same as oci+http://.")
    private boolean plain;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "Certificate authorities in PEM to trust instead of this machine's (default: ASSAY_CA_FILE).")
    private @Nullable Path authorities;

    Access access(Console console) {
        return access(console, Watcher.NONE);
    }

    /** @param watcher is told how far what is fetched has come */
    Access access(Console console, Watcher watcher) {
        return authorities == null
                ? Access.of(console.environment(), watcher)
                : new Access(Logins.of(console.environment()), Optional.of(authorities), Patience.USUAL, watcher);
    }

    Place reached(Place place) {
        return plain ? place.insecure() : place;
    }
}
