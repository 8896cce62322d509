package dev.assay.sandbox.host;

import dev.assay.model.Json;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs the commands of the host file: absolute path, fixed arguments, no shell, an environment of its own, nothing on
 * standard input. Nothing that a guest says becomes part of a command line. Thread-safe.
 */
final class ExecHost {
    /** Of each of standard output and standard error, in bytes. */
    static final int MOST_OUTPUT = 256 << 10;

    static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C", "HOME", "/");

    private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

    private final Map<String, List<String>> commands;

    ExecHost(Map<String, List<String>> commands) {
        this.commands = commands;
    }

    ObjectNode run(String name) throws InterruptedException {
        List<String> command = commands.get(name);
        if (command == null) {
            return Answer.error(Answer.NOT_FOUND, "this host has no command named " + name);
        }
        String program = command.getFirst();
        if (!Files.exists(Path.of(program))) {
            return Answer.error(Answer.NOT_FOUND, program + " is not installed on this host");
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(new File("/")).redirectInput(new File("/dev/null"));
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        try {
            return await(name, builder.start());
        } catch (IOException e) {
            return Answer.error(Answer.FAILED, program + " cannot be started: " + e.getMessage());
        }
    }

    private static ObjectNode await(String name, Process process) throws InterruptedException {
        CompletableFuture<byte[]> out =
                CompletableFuture.supplyAsync(() -> read(process, process.getInputStream()), VIRTUAL);
        CompletableFuture<byte[]> err =
                CompletableFuture.supplyAsync(() -> read(process, process.getErrorStream()), VIRTUAL);
        long end = System.nanoTime() + LONGEST.toNanos();
        try {
            byte[] stdout = out.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            byte[] stderr = err.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (stdout.length > MOST_OUTPUT || stderr.length > MOST_OUTPUT) {
                return Answer.error(Answer.TOO_LARGE, name + " wrote more than " + MOST_OUTPUT + " bytes");
            }
            if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return Answer.ok(Json.object()
                    .put("status", process.exitValue())
                    .put("stdout", new String(stdout, StandardCharsets.UTF_8))
                    .put("stderr", new String(stderr, StandardCharsets.UTF_8)));
        } catch (TimeoutException e) {
            return Answer.error(Answer.TIMEOUT, name + " took longer than " + LONGEST.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Answer.error(Answer.FAILED, name + " could not be read: " + e.getCause());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** One byte over the cap is enough to know; a program that wrote it is not waited for. */
    private static byte[] read(Process process, InputStream in) {
        try {
            byte[] bytes = in.readNBytes(MOST_OUTPUT + 1);
            if (bytes.length > MOST_OUTPUT) {
                process.destroyForcibly();
            }
            return bytes;
        } catch (IOException e) {
            return new byte[0]; // killed meanwhile, because its time is over or the other stream is too long
        }
    }
}
