package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.model.Inert;
import dev.assay.model.PluginName;
import dev.assay.model.Version;
import dev.assay.registry.Publishing;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Yanks. */
@Command(
        name = "yank",
        description = {
            "Leave a version out of what is chosen from now on.",
            "Where it is required it goes on, and who names exactly this version still gets it. What must stop everywhere is",
            "revoked.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay registry yank registry acme/ssh@1.4.0 --reason 'finds nothing on Debian 13' \\",
            "      --key publisher.pem --passphrase-file publisher.passphrase",
        })
final class YankCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final IndexSigning signing = new IndexSigning();

    @Parameters(index = "1", paramLabel = "PLUGIN@VERSION", description = "Such as acme/ssh@1.4.0.")
    private String named = "";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; people read it.")
    private String reason = "";

    YankCommand(Console console) {
        this.console = console;
    }

    /** One version of a plugin. */
    record Named(PluginName plugin, Version version) {
        static Named parse(String text) {
            int at = text.indexOf('@');
            if (at < 0) {
                throw new CommandException(
                        Inert.quote(text) + " names no version. Give plugin and version, such as acme/ssh@1.4.0");
            }
            return new Named(PluginName.parse(text.substring(0, at)), Version.parse(text.substring(at + 1)));
        }
    }

    @Override
    public Integer call() {
        Named version = Named.parse(named);
        return told(
                console,
                signing.open(console).yank(version.plugin(), version.version(), reason),
                "Yanked",
                "is yanked already");
    }

    private static int told(Console console, Publishing came, String done, String already) {
        return switch (came) {
            case Publishing.Published(var entry) -> {
                console.out().println(done + " " + entry.plugin() + " " + entry.version() + ".");
                yield ExitStatus.DONE.code();
            }
            case Publishing.Unchanged(var entry) -> {
                console.out().println("Nothing to do: " + entry.plugin() + " " + entry.version() + " " + already + ".");
                yield ExitStatus.DONE.code();
            }
            case Publishing.Refused refused -> {
                console.err().println("assay: " + refused.reason());
                yield ExitStatus.FAILED.code();
            }
        };
    }

    /** Takes a yank back. */
    @Command(name = "unyank", description = "Let a version be chosen again.", mixinStandardHelpOptions = true)
    static final class Undo implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final IndexSigning signing = new IndexSigning();

        @Parameters(index = "1", paramLabel = "PLUGIN@VERSION", description = "Such as acme/ssh@1.4.0.")
        private String named = "";

        Undo(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Named version = Named.parse(named);
            return told(
                    console,
                    signing.open(console).unyank(version.plugin(), version.version()),
                    "Took the yank back of",
                    "is not yanked");
        }
    }
}
