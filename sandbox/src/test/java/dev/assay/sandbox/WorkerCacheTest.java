package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.sandbox.worker.Worker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCacheTest {
    private static final long HEAP = 256L << 20;

    @TempDir
    private Path folder;

    @BeforeEach
    void onlyOursToWrite() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The class path of a worker as it is when installed: jars. */
    private List<Path> jars() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path entry : Launcher.classPath()) {
            Path jar = folder.resolve(jars.size() + ".jar");
            if (Files.isDirectory(entry)) {
                pack(entry, jar);
            } else {
                Files.copy(entry, jar);
            }
            jars.add(jar);
        }
        return jars;
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
            }
        }
    }

    /** Starts a worker of these options; throws if it does not greet. */
    private static void greets(List<Path> classPath, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Launcher.java(HEAP, classPath, options));
        command.add(Worker.WARM);
        try (WorkerProcess worker = WorkerProcess.start(command, 1000)) {
            worker.greet(Duration.ofSeconds(20));
        }
    }

    private static List<String> only(Path cache) {
        return WorkerCache.options(cache).stream()
                .map(option -> option.equals("-XX:AOTMode=auto") ? "-XX:AOTMode=on" : option)
                .toList();
    }

    @Test
    void whatWasMadeIsUsedAndForOtherJarsItIsNot() throws Exception {
        List<Path> jars = jars();
        assertThat(WorkerCache.of(jars)).isEmpty();
        Path cache = WorkerCache.make(jars);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rw-r--r--");
        assertThat(WorkerCache.of(jars)).contains(cache);
        greets(jars, only(cache)); // a Java that may do without it would start in any case
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(jars.get(0), jars.get(1), jars.get(2), cache);
        }
        Files.setLastModifiedTime(jars.getLast(), FileTime.fromMillis(0));
        assertThat(WorkerCache.of(jars)).isEmpty();
    }

    @Test
    void oneThatIsNoneIsPassedOver() throws Exception {
        Path cache = Files.writeString(folder.resolve("worker.aot"), "no cache");
        greets(Launcher.classPath(), WorkerCache.options(cache));
        assertThatThrownBy(() -> greets(Launcher.classPath(), only(cache))).isInstanceOf(IOException.class);
    }

    @Test
    void oneThatOthersCouldHaveWrittenIsNotUsed() throws Exception {
        List<Path> jars = jars();
        Path cache = WorkerCache.make(jars);
        assertThat(WorkerCache.of(jars)).contains(cache);
        for (String writable : List.of("rw-rw-r--", "rw-r--rw-")) {
            Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString(writable));
            assertThat(WorkerCache.of(jars)).as(writable).isEmpty();
        }
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rw-r--r--"));
        for (String writable : List.of("rwxrwxr-x", "rwxr-xrwx")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(writable));
            assertThat(WorkerCache.of(jars)).as(writable).isEmpty();
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path elsewhere = Files.move(cache, folder.resolve("elsewhere"));
        Files.createSymbolicLink(cache, elsewhere);
        assertThat(WorkerCache.of(jars)).isEmpty();
    }

    @Test
    void foldersHaveNone() throws Exception {
        List<Path> folders = List.of(folder);
        assertThat(WorkerCache.of(folders)).isEmpty();
        assertThatThrownBy(() -> WorkerCache.make(folders))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("made for jars");
    }

    @Test
    void whatCannotBeMadeLeavesNothing() throws Exception {
        List<Path> jars = new ArrayList<>(jars());
        Files.writeString(jars.getLast(), "no jar");
        assertThatThrownBy(() -> WorkerCache.make(jars))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("cannot be made");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrderElementsOf(jars);
        }
    }
}
