package dev.assay.audit;

import dev.assay.model.Inert;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Audits files in the order given, several at a time. One that cannot be read, or that breaks something, is told and
 * never stops the rest; at most a few files are in memory at once.
 */
public final class AuditedFiles {
    /** Larger files are not read. */
    public static final long MOST_BYTES = 256L << 20;

    private final Auditor auditor;
    private final BiFunction<String, byte[], AuditRequest> request;
    private final LongSupplier nanoTime;
    private final int threads;

    /**
     * @param request makes the request for a file, from its path as given and its bytes
     * @param nanoTime measures the time of each audit, such as {@link System#nanoTime}
     * @param threads how many files are audited at once, from 1
     */
    public AuditedFiles(
            Auditor auditor, BiFunction<String, byte[], AuditRequest> request, LongSupplier nanoTime, int threads) {
        this.auditor = auditor;
        this.request = request;
        this.nanoTime = nanoTime;
        this.threads = threads;
    }

    /** Audits each and hands it on, in order, as soon as it and all before it are done. */
    public void each(Iterable<String> paths, Consumer<AuditedFile> sink) {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            Deque<Running> running = new ArrayDeque<>();
            Iterator<String> rest = paths.iterator();
            while (rest.hasNext() || !running.isEmpty()) {
                while (rest.hasNext() && running.size() < 2 * threads) {
                    String path = rest.next();
                    running.add(new Running(path, pool.submit(() -> one(path))));
                }
                sink.accept(running.remove().outcome());
            }
        }
    }

    private record Running(String path, Future<AuditedFile> future) {
        AuditedFile outcome() {
            try {
                return future.get();
            } catch (ExecutionException e) {
                String what = e.getCause() instanceof OutOfMemoryError ? "there is not enough memory" : e.toString();
                return new AuditedFile.Unread(path, refusal(path, what, "look at it alone"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new AuditedFile.Unread(path, refusal(path, "the audit was interrupted", "start it again"));
            }
        }
    }

    private AuditedFile one(String path) {
        long start = nanoTime.getAsLong();
        try {
            Path file = Path.of(path);
            if (Files.isDirectory(file)) {
                return new AuditedFile.Unread(path, refusal(path, "it is a directory", "name a .wasm file"));
            }
            // a pipe or device would keep the reader waiting for ever
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                return new AuditedFile.Unread(path, refusal(path, "it is no regular file", "name a .wasm file"));
            }
            byte[] bytes = read(file);
            if (bytes.length > MOST_BYTES) {
                return new AuditedFile.Unread(
                        path, refusal(path, "it is larger than " + MOST_BYTES + " bytes", "no plugin is that large"));
            }
            Report report = auditor.audit(request.apply(path, bytes));
            return new AuditedFile.Judged(report, Duration.ofNanos(nanoTime.getAsLong() - start));
        } catch (NoSuchFileException e) {
            return new AuditedFile.Unread(path, refusal(path, "there is no such file", "check the path"));
        } catch (IOException | InvalidPathException e) {
            return new AuditedFile.Unread(path, refusal(path, Inert.line(e.toString(), 200), "check the file"));
        }
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes((int) MOST_BYTES + 1);
        }
    }

    private static String refusal(String path, String problem, String fix) {
        return "cannot audit " + Inert.quote(path) + ": " + problem + "; " + fix;
    }
}
