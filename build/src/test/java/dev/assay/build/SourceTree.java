package dev.assay.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A copy of the fixture source tree (plugins and the SDKs beside them) that a test may change. */
record SourceTree(Path root) {
    private static final Path ORIGINAL = Path.of("src/test/resources/tree");

    static SourceTree at(Path folder) {
        try (Stream<Path> files = Files.walk(ORIGINAL)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(ORIGINAL.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
            return new SourceTree(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path plugin(String name) {
        return root.resolve("plugins").resolve(name);
    }

    SourceTree write(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SourceTree replace(String path, String old, String with) {
        try {
            String text = Files.readString(root.resolve(path));
            if (!text.contains(old)) {
                throw new IllegalArgumentException(path + " does not contain " + old);
            }
            return write(path, text.replace(old, with));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
