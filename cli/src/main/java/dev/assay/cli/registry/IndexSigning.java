package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.Registries;
import dev.assay.registry.Publisher;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.tuf.Anchor;
import dev.assay.trust.tuf.Quorum;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that signs a registry's index needs. */
final class IndexSigning {
    @Parameters(index = "0", paramLabel = "REGISTRY", description = "The registry's directory.")
    private Path registry = Path.of("");

    @Mixin
    private final RoleKeys keys = new RoleKeys();

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "The trust policy, whose publishers made the registry (default: the key of --key made it).")
    private @Nullable Path trust;

    @Mixin
    private final Validity validity = new Validity();

    Path registry() {
        return registry;
    }

    RoleKeys keys() {
        return keys;
    }

    /** With the memory of this place, so that nobody who can write there has an older state signed as the newest. */
    Publisher open(Console console) {
        if (trust == null && keys.areSeparate()) {
            throw new CommandException(
                    "keys of roles were given, and not whose registry it is. Name the trust policy whose"
                            + " publishers made it, with --trust");
        }
        Anchor anchor = trust == null
                ? new Anchor(Quorum.of(1, List.of(keys.publisher().verificationKey())))
                : Publisher.anchor(TrustPolicy.read(trust));
        return Publisher.open(
                registry,
                anchor,
                trust == null ? List.of(keys.publisher()) : keys.all(),
                validity(),
                Clock.systemUTC(),
                Registries.published(registry, console));
    }

    Duration validity() {
        return validity.duration();
    }

    /** How long an index counts that a command signs. */
    static final class Validity {
        @Option(
                names = "--validity",
                paramLabel = "DAYS",
                description = "For how many days the index counts before it must be signed anew (default: 7).")
        private int days = 7;

        Duration duration() {
            if (days < 1 || days > 366) {
                throw new CommandException("--validity " + days + " is out of range. Give 1 to 366 days");
            }
            return Duration.ofDays(days);
        }
    }
}
