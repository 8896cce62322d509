package dev.assay.cli;

import dev.assay.cli.trust.InspectCommand;
import dev.assay.cli.trust.PassphraseCommand;
import dev.assay.cli.trust.RotateCommand;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates, shows and changes keys. */
@Command(
        name = "keys",
        description = "Create, inspect, lock and rotate the keys that sign statements and indexes.",
        mixinStandardHelpOptions = true,
        subcommands = {KeysCommand.Create.class, InspectCommand.class, PassphraseCommand.class, RotateCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example: a key that signs audit statements",
            "  (umask 077; head -c 24 /dev/urandom | base64 > auditor.passphrase)",
            "  assay keys create auditor.pem --passphrase-file auditor.passphrase",
        })
final class KeysCommand extends Group {
    /** Creates a key pair. */
    @Command(
            name = "create",
            description = "Create a key: FILE, encrypted, mode 0600, and its public half, FILE.pub.",
            mixinStandardHelpOptions = true)
    static final class Create implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "Where the private key goes; it must not exist.")
        private Path file = Path.of("");

        @Option(names = "--type", paramLabel = "TYPE", description = "p-256 (default) or ed25519.")
        private String type = "p-256";

        @Option(
                names = "--passphrase-file",
                paramLabel = "FILE",
                defaultValue = "${env:ASSAY_PASSPHRASE_FILE}",
                description = "Its passphrase, on the file's first line; mode 0600 (ASSAY_PASSPHRASE_FILE).")
        private @Nullable Path passphraseFile;

        Create(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            if (passphraseFile == null) {
                throw new CommandException(
                        "no passphrase: name a file that holds it with --passphrase-file or ASSAY_PASSPHRASE_FILE");
            }
            SecureRandom random = new SecureRandom();
            SigningKey key = SigningKey.create(KeyType.parse(type), random);
            char[] passphrase = dev.assay.trust.Passphrase.read(passphraseFile);
            try {
                key.save(file, passphrase, random);
            } finally {
                Arrays.fill(passphrase, '\0');
            }
            Path publicHalf = Path.of(file + ".pub");
            Inputs.write(publicHalf, key.verificationKey().pem().getBytes(StandardCharsets.US_ASCII));
            console.out().println("Created " + file + " and " + publicHalf + ", hint " + key.hint() + ".");
            return ExitStatus.DONE.code();
        }
    }
}
