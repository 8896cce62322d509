package dev.assay.cli.demo;

import dev.assay.cli.Explain;
import dev.assay.model.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The folders of one demonstration, made afresh each time.
 *
 * @param sources where {@code plugins/} and {@code e2e/guests/} are
 * @param root everything that the demonstration writes
 */
record Stage(Path sources, Path root) {
    /** Marks a folder that the demonstration made, and may therefore clear. */
    private static final String MARK = "assay-demo";

    static Stage fresh(Path sources, Path root) {
        try {
            if (Files.exists(root) && !Files.exists(root.resolve(MARK)) && !isEmpty(root)) {
                throw new DemoException(
                        root + " is not empty, and no earlier demo made it. Give a new folder with --dir");
            }
            delete(root);
            Files.createDirectories(root);
            Files.writeString(root.resolve(MARK), "The demo clears this folder each time it starts.\n");
            Stage stage = new Stage(sources, root);
            Files.createDirectories(stage.keys());
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Files.createFile(
                    stage.passphrase(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(stage.passphrase(), Base64.getEncoder().encodeToString(random) + "\n");
            return stage;
        } catch (IOException e) {
            throw new DemoException("cannot make the demo's folder " + root + ": " + Explain.message(e), e);
        }
    }

    Path plugin(String name) {
        return sources.resolve("plugins").resolve(name);
    }

    Path guest(String name) {
        return sources.resolve("e2e").resolve("guests").resolve(name);
    }

    /** A copy of a guest whose manifest is changed so, with what its sources lean on beside it. */
    Path copyGuest(String name, UnaryOperator<String> change) {
        Path guests = root.resolve("e2e").resolve("guests");
        Path to = guests.resolve(name);
        copy(guest(name), to);
        copy(guest("shared"), guests.resolve("shared"));
        copy(sources.resolve("sdk").resolve("c"), root.resolve("sdk").resolve("c"));
        try {
            Path manifest = to.resolve(Manifest.FILE);
            Files.writeString(manifest, change.apply(Files.readString(manifest)));
            return to;
        } catch (IOException e) {
            throw new DemoException("cannot change the manifest in " + to + ": " + Explain.message(e), e);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new DemoException("cannot copy " + from + ": " + Explain.message(e), e);
        }
    }

    Path keys() {
        return root.resolve("keys");
    }

    Path key(String role) {
        return keys().resolve(role + ".pem");
    }

    Path publicKey(String role) {
        return keys().resolve(role + ".pem.pub");
    }

    Path passphrase() {
        return keys().resolve("passphrase");
    }

    Path trust() {
        return root.resolve("trust.yaml");
    }

    Path registry() {
        return root.resolve("registry");
    }

    Path release(String plugin) {
        return root.resolve("releases").resolve(plugin);
    }

    Path runtime(String name) {
        return root.resolve("runtimes").resolve(name);
    }

    /** Writes a small file of the demonstration's own, and answers its path. */
    Path write(String name, String text) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files that are named by numbers, in their order. */
    List<Path> numbered(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9]+\\.json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DemoException("cannot read " + folder + ": " + Explain.message(e), e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException problem) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
