package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Group;
import dev.assay.cli.Inputs;
import dev.assay.cli.Registries;
import dev.assay.model.Reason;
import dev.assay.model.Word;
import dev.assay.registry.Index;
import dev.assay.registry.TufIndex;
import dev.assay.trust.SigningKey;
import dev.assay.trust.VerificationKey;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.TopLevel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps the TUF repository beside a registry's head. */
@Command(
        name = "tuf",
        description =
                "Keep the registry's index as a TUF repository too, in its folder 'tuf', with keys of separate roles.",
        mixinStandardHelpOptions = true,
        subcommands = {
            TufInitCommand.class,
            TufIndexCommand.Update.class,
            TufIndexCommand.Rotate.class,
            TufIndexCommand.Verify.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example:",
            "  assay registry tuf init registry --key publisher.pem --passphrase-file passphrase --online-key online.pem \\",
            "      --root-key root-1.pem --root-key root-2.pem --root-key root-3.pem \\",
            "      --targets-key targets-1.pem --targets-key targets-2.pem --security-key security.pem",
            "  assay registry tuf update registry --key publisher.pem --passphrase-file passphrase --online-key online.pem",
            "  assay registry tuf verify registry --root first-root.json --trust trust.yaml",
        })
final class TufIndexCommand extends Group {
    static final int MOST_ROOT_BYTES = 512_000;

    /** Follows the head. */
    @Command(
            name = "update",
            description = {
                "Say what the head says now: after each change of the registry, and before the timestamp expires. Revocations that",
                "changed take --security-key; with --targets-key, the top-level targets are signed anew too."
            },
            mixinStandardHelpOptions = true)
    static final class Update implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", paramLabel = "REGISTRY", description = "The registry's directory.")
        private Path registry = Path.of("");

        @Mixin
        private final RoleKeys keys = new RoleKeys();

        @Mixin
        private final IndexSigning.Validity validity = new IndexSigning.Validity();

        Update(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            SigningKey publisher = keys.publisher();
            TufIndex.update(
                    registry,
                    publisher,
                    all(List.of(
                            keys.targets(),
                            keys.security(),
                            needed(keys.online(), "--online-key"),
                            List.of(publisher))),
                    validity.duration(),
                    Clock.systemUTC());
            console.out()
                    .println("Signed the TUF repository of " + registry + " for "
                            + validity.duration().toDays() + " days.");
            return ExitStatus.DONE.code();
        }
    }

    /** Rotates keys, changes a threshold. */
    @Command(
            name = "rotate",
            description = {
                "Give a role other keys, or another threshold, by a new root that old and new root keys sign. Then run 'update'",
                "with the new keys at once: what the old ones signed counts no longer."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:",
                "  assay registry tuf rotate registry --role root --threshold 2 --public root-1.pem.pub \\",
                "      --public root-2.pem.pub --public root-4.pem.pub \\",
                "      --root-key root-1.pem --root-key root-2.pem --passphrase-file passphrase",
            })
    static final class Rotate implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", paramLabel = "REGISTRY", description = "The registry's directory.")
        private Path registry = Path.of("");

        @Mixin
        private final RoleKeys keys = new RoleKeys();

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                description = "root, targets, snapshot or timestamp.")
        private String role = "";

        @Option(
                names = "--public",
                paramLabel = "FILE",
                required = true,
                description = "A public key of the role from now on; give all.")
        private List<Path> publics = List.of();

        @Option(
                names = "--threshold",
                paramLabel = "N",
                required = true,
                description = "How many of them must sign from now on.")
        private int threshold;

        Rotate(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            if (threshold < 1) {
                throw new CommandException("--threshold " + threshold + " is out of range. Give 1 or more");
            }
            Quorum quorum = Quorum.of(
                    threshold, publics.stream().map(VerificationKey::read).toList());
            long version = TufIndex.rotate(
                    registry,
                    Word.parse(TopLevel.class, role),
                    quorum,
                    needed(keys.root(), "--root-key"),
                    Clock.systemUTC());
            console.out().println("Published root " + version + ". Now run 'assay registry tuf update'.");
            return ExitStatus.DONE.code();
        }
    }

    /** Reads it as a client does. */
    @Command(
            name = "verify",
            description = {
                "Follow the TUF repository from its first root as a client does, and compare each document with the head's. What was",
                "seen is remembered, so that it cannot go back later."
            },
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {
        private static final int MOST_SHOWN = 20;

        private final Console console;

        @Parameters(index = "0", paramLabel = "REGISTRY", description = "A directory or an https address.")
        private String registry = "";

        @Option(
                names = "--root",
                paramLabel = "FILE",
                required = true,
                description = "The first root, which came by another way.")
        private Path root = Path.of("");

        @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
        private Path trust = Path.of("");

        Verify(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            byte[] first = Inputs.read(root, "root", MOST_ROOT_BYTES);
            Index index = Registries.open(registry, trust, console).current();
            List<Reason> differences = Registries.tuf(registry, first, console).differences(index);
            differences.stream()
                    .limit(MOST_SHOWN)
                    .forEach(reason -> console.err().println("assay: " + reason));
            if (!differences.isEmpty()) {
                console.err().println("assay: " + differences.size() + " differences between TUF metadata and head");
                return ExitStatus.REFUSED.code();
            }
            console.out()
                    .println("Verified by TUF: the revocations and the documents of "
                            + index.plugins().size() + " plugins are those of index " + index.number() + ".");
            return ExitStatus.DONE.code();
        }
    }

    static List<SigningKey> all(List<List<SigningKey>> keys) {
        return keys.stream().flatMap(List::stream).toList();
    }

    static List<SigningKey> needed(List<SigningKey> keys, String option) {
        if (keys.isEmpty()) {
            throw new CommandException("no key: name one with " + option);
        }
        return keys;
    }
}
