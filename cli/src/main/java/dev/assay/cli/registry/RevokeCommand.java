package dev.assay.cli.registry;

import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.trust.Revocation;
import dev.assay.trust.Severity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        signing.open().revoke(new Revocation(target.read(), reason, now(), Severity.parse(severity), Optional.empty()));
        console.out().println("Revoked " + target + ".");
        return ExitStatus.DONE.code();
    }

    /** Takes a revocation back. */
    @Command(
            name = "unrevoke",
            description = "Take a revocation back. It stays in the list, with who took it back and why.",
            mixinStandardHelpOptions = true)
    static final class Undo implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final IndexSigning signing = new IndexSigning();

        @Mixin
        private final RevocationTarget target = new RevocationTarget();

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; people read it.")
        private String reason = "";

        Undo(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            signing.open().unrevoke(target.read(), new Revocation.Undo(reason, now()));
            console.out().println("Took the revocation of " + target + " back.");
            return ExitStatus.DONE.code();
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
