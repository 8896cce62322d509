package dev.assay.sandbox;

import dev.assay.model.Inert;
import dev.assay.sandbox.worker.Channel;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A worker as its parent holds it: a process with an empty environment whose standard streams are its only channel. Closing
 * it kills it and waits until it, and every process it may have had, is gone.
 *
 * <p>One thread of its own starts the process and stays with it to the end: bubblewrap's tie to its parent, like the kernel's
 * parent-death signal under it, is to the thread that started it, not to the process.
 */
final class WorkerProcess implements AutoCloseable {
    /** Exit status of a Java that ran out of heap, with {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_HEAP = 3;

    private static final int MOST_STDERR = 16 << 10;
    private static final Duration TO_EXIT = Duration.ofMillis(300);

    private final Process process;
    private final Thread keeper;
    private final Channel channel;
    private final ByteArrayOutputStream stderr;

    private WorkerProcess(Process process, Thread keeper, ByteArrayOutputStream stderr, int longestPayload) {
        this.process = process;
        this.keeper = keeper;
        this.stderr = stderr;
        this.channel = new Channel(
                new BufferedInputStream(process.getInputStream(), 1 << 16),
                new BufferedOutputStream(process.getOutputStream(), 1 << 16),
                longestPayload);
    }

    /** Starts the command; nothing has been read from it yet. */
    static WorkerProcess start(List<String> command, int longestPayload) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
        builder.environment().clear();
        CompletableFuture<Process> started = new CompletableFuture<>();
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        Thread keeper = Thread.ofPlatform().daemon().name("assay-worker").start(() -> keep(builder, started, stderr));
        try {
            return new WorkerProcess(started.get(), keeper, stderr, longestPayload);
        } catch (ExecutionException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void keep(ProcessBuilder builder, CompletableFuture<Process> started, ByteArrayOutputStream stderr) {
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            started.completeExceptionally(e);
            return;
        }
        started.complete(process);
        try (InputStream errors = process.getErrorStream()) {
            byte[] buffer = new byte[1024];
            for (int n = errors.read(buffer); n >= 0; n = errors.read(buffer)) {
                stderr.write(buffer, 0, Math.max(0, Math.min(n, MOST_STDERR - stderr.size())));
            }
        } catch (IOException e) {
            // the process is gone, and with it what it wanted to say
        }
        awaitExit(process);
    }

    private static void awaitExit(Process process) {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Channel channel() {
        return channel;
    }

    /** Waits for the worker's greeting; kills it if that takes longer than this. */
    void greet(Duration time) throws IOException {
        try (Deadline deadline = Deadline.after(time, this)) {
            channel.expectHello();
            if (deadline.passed()) {
                throw new IOException("the worker was too slow to start");
            }
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Has this run once the process has ended, whatever for; at once if it has. */
    void whenEnded(Runnable then) {
        var _ = process.onExit().thenRun(then);
    }

    /** Kills the process at once; does not wait. The streams stay open until it is really gone. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Whether the worker ended by running out of heap. A worker whose channel has ended is about to exit; it is waited for. */
    boolean ranOutOfHeap() throws InterruptedException {
        return exitStatus().equals(OptionalInt.of(OUT_OF_HEAP));
    }

    /** How the worker ended and what it said last, for a person. */
    String lastWords() throws InterruptedException {
        OptionalInt status = exitStatus();
        String words = stderr.toString(StandardCharsets.UTF_8).strip();
        return (status.isPresent() ? "exit status " + status.getAsInt() : "it is still running")
                + (words.isEmpty() ? "" : ": " + Inert.line(words, 600));
    }

    private OptionalInt exitStatus() throws InterruptedException {
        keeper.join(TO_EXIT);
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    @Override
    public void close() {
        kill();
        boolean interrupted = false;
        while (true) {
            try {
                keeper.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // the process is killed: this ends soon, and must be seen to
            }
        }
        closeQuietly(process.getInputStream());
        closeQuietly(process.getOutputStream());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // nothing is lost: the process is gone
        }
    }
}
