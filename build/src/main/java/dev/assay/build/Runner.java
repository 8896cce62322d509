package dev.assay.build;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a process with nothing on its standard input, under a time limit and an output limit, and leaves nothing behind. */
final class Runner {
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Command command;
    private final Consumer<String> lines;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private volatile boolean flooded;

    private Runner(Command command, Consumer<String> lines) {
        this.command = command;
        this.lines = lines;
    }

    /**
     * How it ended.
     *
     * @param output standard output and error as they came, read as UTF-8
     */
    record Ended(int status, String output) {}

    /**
     * Runs it to its end. {@code lines} is given each line while it is written, from another thread, made inert. Throws
     * {@link BuildException} where the program cannot be started, takes too long or writes too much; it and its
     * descendants are then killed.
     */
    static Ended run(Command command, Consumer<String> lines) {
        return new Runner(command, lines).run();
    }

    private Ended run() {
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread keeper = Thread.ofPlatform().daemon().name("assay-build").start(() -> attend(started));
        Process process = started(started);
        boolean inTime;
        try {
            inTime = process.waitFor(command.limit().toMillis(), TimeUnit.MILLISECONDS);
            if (inTime) {
                keeper.join(LAST_WORDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildException(command.what() + " was interrupted", e);
        } finally {
            kill(process);
        }
        String said = said();
        if (flooded) {
            throw BuildException.quoting(
                    command.what() + " wrote more than " + command.mostOutput()
                            + " bytes of output and was stopped; make it say less",
                    said);
        }
        if (!inTime) {
            throw BuildException.quoting(
                    command.what() + " did not end within " + command.limit().toSeconds()
                            + " s and was stopped; find what it waits for",
                    said);
        }
        return new Ended(process.exitValue(), said);
    }

    /** Not interrupted while it starts, which is soon over: a process that nobody knows of could not be killed. */
    private Process started(CompletableFuture<Process> started) {
        try {
            return started.join();
        } catch (CompletionException e) {
            throw new BuildException("cannot start " + command.what() + ": " + e.getCause(), e);
        }
    }

    /**
     * Starts the process and stays until it ends: the kernel's parent-death signal, by which bubblewrap dies with its
     * parent, is tied to the thread that started it, and the threads under virtual ones come and go.
     */
    private void attend(CompletableFuture<Process> started) {
        Process process;
        try {
            process = start();
        } catch (IOException | RuntimeException e) {
            started.completeExceptionally(e);
            return;
        }
        started.complete(process);
        read(process);
        boolean ended = false;
        while (!ended) {
            try {
                process.waitFor();
                ended = true;
            } catch (InterruptedException e) {
                kill(process); // nobody interrupts this thread; if somebody did, the process must go with it
            }
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.line())
                .directory(command.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        return builder.start();
    }

    private void read(Process process) {
        byte[] buffer = new byte[8192];
        try (InputStream in = process.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!keep(buffer, n)) {
                    flooded = true;
                    kill(process);
                    return;
                }
            }
        } catch (IOException e) {
            return; // the process was killed, and with it the pipe
        }
    }

    private synchronized boolean keep(byte[] bytes, int count) {
        int room = Math.min(count, command.mostOutput() - output.size());
        output.write(bytes, 0, room);
        for (int i = 0; i < room; i++) {
            if (bytes[i] == '\n') {
                lines.accept(Excerpt.line(line.toString(StandardCharsets.UTF_8)));
                line.reset();
            } else if (line.size() < 4 * Excerpt.MOST_COLUMNS) {
                line.write(bytes[i]);
            }
        }
        return room == count;
    }

    private synchronized String said() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
