package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.model.Inert;
import dev.assay.trust.Revocation;
import dev.assay.trust.Severity;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
final class RevokeCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final IndexSigning signing = new IndexSigning();

    @Mixin
    private final RevocationTarget target = new RevocationTarget();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; people read it.")
    private String reason = "";

    @Option(names = "--severity", paramLabel = "S", description = "low, medium, high (default) or critical.")
    private String severity = "high";

    RevokeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        signing.open(console)
                .revoke(new Revocation(target.read(), reason, now(), Severity.parse(severity), Optional.empty()));
        console.out().println("Revoked " + target + ".");
        return ExitStatus.DONE.code();
    }

    /** Takes a revocation back. */
    @Command(
            name = "unrevoke",
            description = {
                "Take a revocation back. It stays in the list, with why it was taken back.",
                "Where that takes two people, both keys can be given at once; or one signs with --propose FILE, and the other, who",
                "names the same, with --accept FILE.",
            },
            mixinStandardHelpOptions = true)
    static final class Undo implements Callable<Integer> {
        private static final int MOST_BYTES = 16 << 20;

        private final Console console;

        @Mixin
        private final IndexSigning signing = new IndexSigning();

        @Mixin
        private final RevocationTarget target = new RevocationTarget();

        @ArgGroup(exclusive = true, multiplicity = "1")
        private By by = new By();

        @Option(names = "--propose", paramLabel = "FILE", description = "Publish nothing; write what was signed here.")
        private @Nullable Path propose;

        /** Whose words. */
        static final class By {
            @Option(names = "--reason", paramLabel = "TEXT", description = "Why; people read it.")
            private @Nullable String reason;

            @Option(
                    names = "--accept",
                    paramLabel = "FILE",
                    description = "What another proposed, with the reason in it.")
            private @Nullable Path accept;
        }

        Undo(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            if (by.accept != null) {
                if (propose != null) {
                    throw new CommandException("--accept publishes, --propose does not: give one of them");
                }
                Revocation.Undo undo =
                        signing.open(console).acceptUndo(target.read(), Inputs.read(by.accept, "proposal", MOST_BYTES));
                console.out()
                        .println("Took the revocation of " + target + " back, as was proposed at " + undo.time()
                                + ", because: " + Inert.line(undo.reason()));
                return ExitStatus.DONE.code();
            }
            Revocation.Undo undo = new Revocation.Undo(Objects.requireNonNull(by.reason), now());
            if (propose != null) {
                Inputs.write(propose, signing.open(console).proposeUndo(target.read(), undo));
                console.out()
                        .println("Proposed to take the revocation of " + target + " back. Hand " + propose
                                + " to another holder of a security key, for --accept.");
                return ExitStatus.DONE.code();
            }
            signing.open(console).unrevoke(target.read(), undo);
            console.out().println("Took the revocation of " + target + " back.");
            return ExitStatus.DONE.code();
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
