package dev.assay.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Changes to plugins in C, the toolchain that compiles fastest, of which pull requests are made. */
final class PluginChange {
    private static final String EXAMPLE = "plugins/example-clang";

    private static final String DESCRIBE = "ASSAY_EXPORT(assay_describe) uint64_t assay_describe(void) {";

    private PluginChange() {}

    /** As GUIDE.md has it: the example with its next version. */
    static void nextVersion(Path files) throws IOException {
        replace(files.resolve(EXAMPLE + "/plugin.yaml"), "version: 0.1.0", "version: 0.1.1");
        replace(files.resolve(EXAMPLE + "/main.c"), "\"0.1.0\"", "\"0.1.1\"");
    }

    /** A plugin of its own, {@code example/KEY}, that does what the example does and carries these bytes besides. */
    static void carrying(Path files, String key, byte[] bytes) throws IOException {
        Path plugin = files.resolve("plugins/" + key);
        copy(files.resolve(EXAMPLE), plugin);
        try (Stream<Path> all = Files.walk(plugin)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, Files.readString(file).replace("example/shared-folders", "example/" + key));
            }
        }
        String array = IntStream.range(0, bytes.length)
                .mapToObj(i -> String.valueOf(bytes[i]))
                .collect(Collectors.joining(","));
        // A volatile read, since a compiler leaves out what nobody reads.
        replace(
                plugin.resolve("main.c"),
                DESCRIBE,
                "static volatile const signed char carried[] = {" + array + "};\n" + DESCRIBE + " (void)carried[0];");
    }

    /** The header of another program: the audit wants a person to look. */
    static byte[] elfHeader() {
        byte[] header = new byte[64];
        byte[] start = {0x7f, 'E', 'L', 'F', 2, 1, 1};
        System.arraycopy(start, 0, header, 0, start.length);
        header[16] = 2;
        header[18] = 62;
        header[20] = 1;
        header[52] = 64;
        header[54] = 56;
        header[58] = 64;
        return header;
    }

    /** A private key, made for this: the audit rejects whatever carries one. */
    static byte[] privateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            return ("-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n")
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void replace(Path file, String from, String to) throws IOException {
        String before = Files.readString(file);
        if (!before.contains(from)) {
            throw new AssertionError(file + " has no " + from);
        }
        Files.writeString(file, before.replace(from, to));
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path copy = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        }
    }
}
