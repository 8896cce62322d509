package dev.assay.cli.trust;

import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.KeyOptions;
import dev.assay.trust.Passphrase;
import dev.assay.trust.SigningKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Locks a key with another passphrase. */
@Command(
        name = "passphrase",
        description = {
            "Encrypt a key under another passphrase, in place. The key stays the same, and so does who trusts it.",
            "Copies of the file made before still open with the old passphrase: if that one is known to others, rotate.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay keys passphrase auditor.pem --passphrase-file old.passphrase --new-passphrase-file new.passphrase",
        })
public final class PassphraseCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The private key.")
    private Path file = Path.of("");

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            required = true,
            description = "Its passphrase now, on the file's first line; mode 0600.")
    private Path passphraseFile = Path.of("");

    @Option(
            names = "--new-passphrase-file",
            paramLabel = "FILE",
            required = true,
            description = "Its passphrase from now on; mode 0600.")
    private Path newPassphraseFile = Path.of("");

    public PassphraseCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        SigningKey key = KeyOptions.load(file, Passphrase.read(passphraseFile));
        char[] next = Passphrase.read(newPassphraseFile);
        try {
            key.resave(file, next, new SecureRandom());
        } finally {
            Arrays.fill(next, '\0');
        }
        console.out().println("Encrypted " + file + " anew; it is still the key " + key.hint() + ".");
        return ExitStatus.DONE.code();
    }
}
