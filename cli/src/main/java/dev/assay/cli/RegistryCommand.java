package dev.assay.cli;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.VersionRange;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.Publisher;
import dev.assay.registry.Publishing;
import dev.assay.trust.Revocation;
import dev.assay.trust.Severity;
import dev.assay.trust.VerificationKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps a registry. */
@Command(
        name = "registry",
        description = "Keep a registry: a directory that any web server can serve and nobody can forge.",
        mixinStandardHelpOptions = true,
        subcommands = {
            RegistryCommand.Init.class,
            RegistryCommand.Publish.class,
            RegistryCommand.Listing.class,
            RegistryCommand.Revoke.class,
            RegistryCommand.Unrevoke.class,
            RegistryCommand.Refresh.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example:",
            "  assay registry init registry --key publisher.pem --passphrase-file publisher.passphrase",
            "  assay registry publish registry ssh-hardening.release --key publisher.pem \\",
            "      --passphrase-file publisher.passphrase",
            "  assay registry list registry --trust trust.yaml",
        })
final class RegistryCommand extends Group {
    /** What every command that signs the index needs. */
    static final class Signing {
        @Parameters(index = "0", paramLabel = "REGISTRY", description = "The registry's directory.")
        private Path registry = Path.of("");

        @Mixin
        private final KeyOptions key = new KeyOptions();

        @Option(
                names = "--validity",
                paramLabel = "DAYS",
                description = "For how many days the index counts before it must be signed anew (default: 7).")
        private int days = 7;

        Publisher open() {
            return Publisher.open(registry, key.load(), validity(), Clock.systemUTC());
        }

        Duration validity() {
            if (days < 1 || days > 366) {
                throw new CommandException("--validity " + days + " is out of range. Give 1 to 366 days");
            }
            return Duration.ofDays(days);
        }
    }

    /** Makes an empty registry. */
    @Command(name = "init", description = "Make an empty registry.", mixinStandardHelpOptions = true)
    static final class Init implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final Signing signing = new Signing();

        Init(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Publisher.create(signing.registry, signing.key.load(), signing.validity(), Clock.systemUTC());
            console.out().println("Made the registry " + signing.registry + ".");
            return ExitStatus.DONE.code();
        }
    }

    /** Publishes a release. */
    @Command(
            name = "publish",
            description = "Publish a release with its statements. A version never changes once it is published.",
            mixinStandardHelpOptions = true)
    static final class Publish implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final Signing signing = new Signing();

        @Parameters(index = "1", paramLabel = "RELEASE", description = "The folder that 'assay build' made.")
        private Path release = Path.of("");

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Publish(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            return switch (signing.open().publish(ReleaseFolder.open(release).publication())) {
                case Publishing.Published published -> done("Published", published.entry());
                case Publishing.Unchanged unchanged -> done("Nothing to do, already published:", unchanged.entry());
                case Publishing.Refused refused -> {
                    console.err().println("assay: not published: " + refused.reason());
                    yield ExitStatus.REFUSED.code();
                }
            };
        }

        private int done(String what, Entry entry) {
            if (json) {
                console.out().print(Json.pretty(json(entry)));
            } else {
                console.out()
                        .println(what + " " + entry.plugin() + " " + entry.version() + ", release "
                                + entry.release().digest() + ", verdict " + verdict(entry) + ".");
            }
            return ExitStatus.DONE.code();
        }
    }

    /** Lists what a registry holds. */
    @Command(name = "list", description = "List the releases of a registry.", mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", paramLabel = "REGISTRY", description = "A directory or an https address.")
        private String registry = "";

        @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
        private Path trust = Path.of("");

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Listing(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Index index = Registries.open(registry, trust, console).index();
            index.problem().ifPresent(problem -> console.note("assay: this is the last index known: " + problem));
            ArrayNode all = Json.array();
            for (PluginName plugin : index.plugins()) {
                for (Entry entry : index.releases(plugin)) {
                    Optional<Revocation> revoked = index.revocation(entry);
                    all.add(json(entry).put("revoked", revoked.isPresent()));
                    if (!json) {
                        console.out()
                                .println(plugin + " " + entry.version() + "  " + verdict(entry) + "  "
                                        + entry.release().digest()
                                        + revoked.map(r -> "  REVOKED: " + Inert.line(r.reason(), 200))
                                                .orElse(""));
                    }
                }
            }
            if (json) {
                console.out().print(Json.pretty(all));
            }
            return ExitStatus.DONE.code();
        }
    }

    /** What a revocation names. */
    static final class Target {
        @ArgGroup(exclusive = true, multiplicity = "1")
        private What what = new What();

        /** One of three. */
        static final class What {
            @Option(names = "--digest", paramLabel = "DIGEST", description = "A module or a release.")
            private @Nullable String digest;

            @Option(names = "--plugin", paramLabel = "NAME@RANGE", description = "Versions, such as acme/x@<1.4.")
            private @Nullable String plugin;

            @Option(names = "--signer", paramLabel = "KEY", description = "Everything that this public key signed.")
            private @Nullable Path signer;
        }

        Revocation.Target read() {
            if (what.digest != null) {
                return new Revocation.Target.Content(Digest.parse(what.digest));
            }
            if (what.signer != null) {
                return new Revocation.Target.Signer(
                        VerificationKey.read(what.signer).hint());
            }
            String text = String.valueOf(what.plugin);
            int at = text.indexOf('@');
            return new Revocation.Target.Versions(
                    PluginName.parse(at < 0 ? text : text.substring(0, at)),
                    VersionRange.parse(at < 0 ? "*" : text.substring(at + 1)));
        }
    }

    /** Revokes. */
    @Command(
            name = "revoke",
            description = "Revoke a digest, versions or a signer: runtimes stop what it names at their next refresh.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:",
                "  assay registry revoke registry --plugin acme/ssh@1.4.0 --reason 'reads the wrong file' \\",
                "      --key publisher.pem --passphrase-file publisher.passphrase",
            })
    static final class Revoke implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final Signing signing = new Signing();

        @Mixin
        private final Target target = new Target();

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; people read it.")
        private String reason = "";

        @Option(names = "--severity", paramLabel = "S", description = "low, medium, high (default) or critical.")
        private String severity = "high";

        Revoke(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            signing.open()
                    .revoke(new Revocation(target.read(), reason, now(), Severity.parse(severity), Optional.empty()));
            console.out().println("Revoked " + target.read() + ".");
            return ExitStatus.DONE.code();
        }
    }

    /** Takes a revocation back. */
    @Command(
            name = "unrevoke",
            description = "Take a revocation back. It stays in the list, with who took it back and why.",
            mixinStandardHelpOptions = true)
    static final class Unrevoke implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final Signing signing = new Signing();

        @Mixin
        private final Target target = new Target();

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; people read it.")
        private String reason = "";

        Unrevoke(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            signing.open().unrevoke(target.read(), new Revocation.Undo(reason, now()));
            console.out().println("Took the revocation of " + target.read() + " back.");
            return ExitStatus.DONE.code();
        }
    }

    /** Signs the index anew. */
    @Command(name = "refresh", description = "Sign the index anew, before it expires.", mixinStandardHelpOptions = true)
    static final class Refresh implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final Signing signing = new Signing();

        Refresh(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            signing.open().refresh();
            console.out().println("Signed the index of " + signing.registry + " for " + signing.days + " days.");
            return ExitStatus.DONE.code();
        }
    }

    private static ObjectNode json(Entry entry) {
        ObjectNode out = Json.object()
                .put("name", entry.plugin().toString())
                .put("version", entry.version().toString())
                .put("release", entry.release().digest().toString())
                .put("verdict", verdict(entry))
                .put("published", entry.published().toString());
        ArrayNode variants = out.putArray("variants");
        entry.variants()
                .forEach(v -> variants.addObject()
                        .put("name", v.name())
                        .put("module", v.module().digest().toString()));
        out.set("capabilities", entry.capabilities().toJson());
        return out;
    }

    private static String verdict(Entry entry) {
        return entry.verdict().map(v -> v.id()).orElse("none");
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
