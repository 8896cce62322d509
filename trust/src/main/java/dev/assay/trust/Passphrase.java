package dev.assay.trust;

import java.nio.file.Path;
import java.util.Arrays;

/** Where the passphrase of a key comes from without passing through an argument or the environment. */
public final class Passphrase {
    private static final int LEAST = 8;

    private Passphrase() {}

    /**
     * The first line of a file that only its owner may access. The caller clears the array after use.
     *
     * @throws TrustException if the file cannot be read, others may access it, or the line is empty
     */
    public static char[] read(Path file) {
        char[] text = KeyFile.readSecret(file, "passphrase file");
        int end = 0;
        while (end < text.length && text[end] != '\n' && text[end] != '\r') {
            end++;
        }
        char[] line = Arrays.copyOf(text, end);
        Arrays.fill(text, '\0');
        if (line.length == 0) {
            throw new TrustException(
                    "passphrase", KeyFile.named("passphrase file", file) + " has no first line", "Write one");
        }
        return line;
    }

    static void requireStrength(char[] passphrase) {
        if (passphrase.length < LEAST) {
            throw new TrustException(
                    "passphrase", "the passphrase has fewer than " + LEAST + " characters", "Choose a longer one");
        }
    }
}
