package dev.assay.cli;

import dev.assay.trust.Passphrase;
import dev.assay.trust.SigningKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The private key that a command signs with. Its passphrase comes from a file, never from the command line. */
public final class KeyOptions {
    @Option(names = "--key", paramLabel = "FILE", description = "The private key that signs.")
    private @Nullable Path key;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            defaultValue = "${env:ASSAY_PASSPHRASE_FILE}",
            description = "Its passphrase, on the file's first line; mode 0600 (ASSAY_PASSPHRASE_FILE).")
    private @Nullable Path passphraseFile;

    /** Where the key is, where one was named. */
    public Optional<Path> path() {
        return Optional.ofNullable(key);
    }

    public SigningKey load() {
        return load(
                path().orElseThrow(() ->
                        new CommandException("no key: name one with --key. 'assay keys create FILE' makes one")),
                passphrase());
    }

    /** Clears the passphrase. */
    public static SigningKey load(Path file, char[] passphrase) {
        try {
            return SigningKey.load(file, passphrase);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** The caller clears it. */
    public char[] passphrase() {
        return Passphrase.read(Optional.ofNullable(passphraseFile)
                .orElseThrow(() -> new CommandException(
                        "no passphrase: name a file that holds it with --passphrase-file or ASSAY_PASSPHRASE_FILE")));
    }
}
