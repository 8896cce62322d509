package dev.assay.sandbox;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What runs on this machine that a run should have taken with it. */
public final class Leftovers {
    private Leftovers() {}

    /** This process's descendants, in the words of their command lines, that contain this text. */
    public static List<String> commandsOf(String text) {
        return ProcessHandle.current()
                .descendants()
                .map(process -> commandLine(process.pid()))
                .filter(line -> line.contains(text))
                .toList();
    }

    public static String commandLine(long pid) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
            return new String(line, StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    /** Names of the threads that this room starts. */
    public static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("assay-"))
                .toList();
    }

    /** How many file descriptors this process holds. */
    public static int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        }
    }

    /** The temporary files that this room, or a Java that crashes, makes. */
    public static Set<String> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir", "/tmp")))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("assay-canary") || name.startsWith("hs_err"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    public static void awaitNoThreads() {
        await().until(() -> threads().isEmpty());
    }
}
