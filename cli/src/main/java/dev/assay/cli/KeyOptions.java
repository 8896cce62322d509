package dev.assay.cli;

import dev.assay.trust.Passphrase;
import dev.assay.trust.SigningKey;
import dev.assay.trust.token.TokenAddress;
import dev.assay.trust.token.TokenKeys;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The private key that a command signs with. Its passphrase comes from a file, never from the command line. */
public final class KeyOptions {
    @Option(
            names = "--key",
            paramLabel = "FILE",
            defaultValue = "${env:ASSAY_KEY_FILE}",
            description = "The private key that signs: a file (ASSAY_KEY_FILE), or a key on a token as"
                    + " pkcs11:object=LABEL;slot-id=N?module-path=/library.so, its PIN in the passphrase file.")
    private @Nullable String key;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            defaultValue = "${env:ASSAY_PASSPHRASE_FILE}",
            description = "Its passphrase, on the file's first line; mode 0600 (ASSAY_PASSPHRASE_FILE).")
    private @Nullable Path passphraseFile;

    /** The file of the key, where one was named. */
    public Optional<Path> path() {
        return Optional.ofNullable(key).map(Path::of);
    }

    /** Whether one was named. */
    public boolean isGiven() {
        return key != null;
    }

    public SigningKey load() {
        if (key == null) {
            throw new CommandException(
                    "no key: name one with --key or ASSAY_KEY_FILE. 'assay keys create FILE' makes one");
        }
        return TokenAddress.isOne(key) ? held(TokenAddress.parse(key), passphrase()) : load(Path.of(key), passphrase());
    }

    private static SigningKey held(TokenAddress address, char[] pin) {
        try {
            return TokenKeys.open(address, pin);
        } finally {
            Arrays.fill(pin, '\0');
        }
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
