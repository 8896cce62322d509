package dev.assay.sandbox;

import dev.assay.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The classes of a worker, parsed and linked ahead of time (JEP 514), in a file beside this room's jar: with it workers are ready
 * sooner, without it they work the same. A Java that it was not made for ignores it.
 *
 * <p>Its name says which jars and which Java it was made of, by path, size and time: JDK 25 does not compare the jars of the class
 * path, and would run the classes of old ones.
 *
 * <p>Such a file is code. It is used where nobody but the owner of the jar could have written it.
 */
public final class WorkerCache {
    private static final Duration TO_MAKE = Duration.ofMinutes(2);

    private WorkerCache() {}

    /** The cache for workers of this class path, if there is one that may be used. Folders have none. */
    static Optional<Path> of(List<Path> classPath) {
        if (!classPath.stream().allMatch(Files::isRegularFile)) {
            return Optional.empty();
        }
        try {
            Path jar = classPath.getFirst();
            Path file = file(classPath);
            UserPrincipal owner = Files.getOwner(jar);
            Path folder = file.toRealPath().getParent();
            return folder != null && isOnlyOf(owner, file, true) && isOnlyOf(owner, folder, false)
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private static Path file(List<Path> classPath) throws IOException {
        StringBuilder made = new StringBuilder(Runtime.version() + " " + System.getProperty("java.home"));
        for (Path jar : classPath) {
            made.append('\n')
                    .append(jar)
                    .append(' ')
                    .append(Files.size(jar))
                    .append(' ')
                    .append(Files.getLastModifiedTime(jar));
        }
        String of = Digest.of(made.toString().getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, 16);
        return classPath.getFirst().resolveSibling("worker-" + of + ".aot");
    }

    private static boolean isOnlyOf(UserPrincipal owner, Path path, boolean asFile) throws IOException {
        PosixFileAttributes is = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return (asFile ? is.isRegularFile() : is.isDirectory())
                && is.owner().equals(owner)
                && !is.permissions().contains(PosixFilePermission.GROUP_WRITE)
                && !is.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    }

    /** The options of a Java that uses it, if it fits. */
    static List<String> options(Path cache) {
        return List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=auto", "-Xlog:disable");
    }

    /**
     * Makes it, by letting one worker warm up; takes a few seconds. For whoever installs the jars. Another is made for workers that
     * compile.
     *
     * @return where it is, which is beside the jars
     * @throws SandboxException if it cannot be made; nothing of it is left then
     */
    public static Path make() {
        if (!Launcher.compiler().isEmpty()) {
            make(Launcher.Role.COMPILE, Launcher.classPath(Launcher.Role.COMPILE));
        }
        return make(Launcher.classPath());
    }

    static Path make(List<Path> classPath) {
        return make(Launcher.Role.INTERPRET, classPath);
    }

    private static Path make(Launcher.Role role, List<Path> classPath) {
        if (!classPath.stream().allMatch(Files::isRegularFile)) {
            throw new SandboxException("a cache of workers is made for jars, and their classes are in folders");
        }
        Path made = classPath.getFirst().resolveSibling("worker.aot.new");
        try {
            Path file = file(classPath);
            train(Launcher.training(role, classPath, made));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (IOException e) {
            throw new SandboxException(
                    "the cache of workers cannot be made beside " + classPath.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while the cache of workers was made", e);
        } finally {
            delete(made);
        }
    }

    private static void train(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        Process process = builder.start();
        try {
            process.getOutputStream().close(); // a worker ends when its parent has nothing more to say
            if (!process.waitFor(TO_MAKE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("the worker to be recorded did not come to its end");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static void delete(Path made) {
        try {
            Files.deleteIfExists(made);
        } catch (IOException e) {
            // of no use to anybody, and in nobody's way: the next one takes its place
        }
    }
}
