package dev.assay.build;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The private folders of one build.
 *
 * @param base holds all the others but {@code kept}
 * @param source the copy of the inputs: the folder that has everything
 * @param plugin where in it the compiler starts
 * @param kept what this build may keep for the next one with the same toolchain: compiled standard libraries and fetched
 *     packages. The two builds that are compared have one each, so that neither sees the other's work.
 */
record Workplace(Path base, Path source, Path plugin, Path kept) {
    Path home() {
        return base.resolve("home");
    }

    Path temporary() {
        return base.resolve("tmp");
    }

    Path output() {
        return base.resolve("out");
    }

    /** The packages that were fetched: written by the fetching step, read by the build. */
    Path packages() {
        return kept.resolve("packages");
    }

    /** What the compiler keeps. */
    Path compiled() {
        return kept.resolve("compiled");
    }

    void create() throws IOException {
        for (Path folder : new Path[] {source, home(), temporary(), output(), packages(), compiled()}) {
            Files.createDirectories(folder);
        }
    }

    /** Deletes a folder and all in it; links are deleted, not followed. */
    static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                directory.toFile().setWritable(true);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
