package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signing keys that the command made, each once for all tests: to lock a key with a passphrase is slow by intent. Safe for
 * concurrent use.
 */
final class Keyring {
    /** The file with the passphrase of every key. */
    static final String PASSPHRASE = "pass";

    private static final Map<String, Path> MADE = new ConcurrentHashMap<>();

    private Keyring() {}

    /** Puts {@code NAME.pem} and {@code NAME.pem.pub} of each name, and {@link #PASSPHRASE}, into a folder. */
    static void into(Path folder, String... names) {
        try {
            passphrase(folder);
            for (String name : names) {
                Path made = MADE.computeIfAbsent(name, Keyring::make);
                for (String file : new String[] {name + ".pem", name + ".pem.pub"}) {
                    Files.copy(made.resolve(file), folder.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path make(String name) {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "keys-");
            passphrase(folder);
            Assay.Ended ended = new Assay(folder.toAbsolutePath())
                    .run("keys", "create", name + ".pem", "--passphrase-file", PASSPHRASE);
            assertThat(ended.status()).as(ended.err()).isZero();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void passphrase(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve(PASSPHRASE), "a passphrase for tests\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
