package dev.assay.sandbox;

import dev.assay.sandbox.worker.Ending;
import dev.assay.sandbox.worker.Job;
import dev.assay.sandbox.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where runs get their worker from: one that has read their module, one that was started, greeted and warmed up beforehand, or,
 * where none is ready, a new one. Nobody waits for another's worker, and each is given away once, unless the host file lets it serve
 * more runs of one plugin version.
 *
 * <p>One that ends while it is kept ready is replaced; where workers do not start, or end while
 * they wait, the next is tried ever later, and {@link #problem} tells why. Closing it leaves no process. Thread-safe.
 */
final class Workers implements AutoCloseable {
    /** Before a job a worker has nothing to say but its greeting. */
    private static final int GREETING_BYTES = Ending.LONGEST_DETAIL * 8;

    private static final Duration SHORTEST_REST = Duration.ofMillis(200);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private static final int AT_ONCE = Runtime.getRuntime().availableProcessors();

    private final List<String> command;
    private final HostFile.Pool pool;
    private final Kept kept;
    private final Departures departures = new Departures();
    private final Deque<WorkerProcess> ready = new ArrayDeque<>();
    private final Set<WorkerProcess> greeting = new HashSet<>();
    private int most;
    private int starting;
    private int failures;
    private boolean resting;
    private boolean closed;
    private Optional<String> problem = Optional.empty();

    /** Keeps none ready yet. {@code command} starts a worker. */
    Workers(List<String> command) {
        this(command, HostFile.Pool.of(0));
    }

    Workers(List<String> command, HostFile.Pool pool) {
        this.command = command;
        this.pool = pool;
        this.kept = new Kept(Math.max(pool.ready(), pool.runs() > 1 ? AT_ONCE : 0), pool.age());
    }

    /** From now on so many are kept ready. */
    synchronized void keepReady(int workers) {
        most = workers;
        refill();
    }

    /**
     * A greeted worker that is the caller's alone, to be closed by it. The message of the exception says why there is none.
     *
     * @param longestPayload of the frames that will be read from it
     */
    WorkerProcess take(int longestPayload) throws IOException, InterruptedException {
        Optional<WorkerProcess> found = takeReady();
        if (found.isEmpty()) {
            return start(longestPayload);
        }
        found.get().channel().limit(longestPayload);
        return found.get();
    }

    /** The same for a run of this use, or of none that would ever come again. */
    Lease lease(Optional<Use> use, int longestPayload) throws IOException, InterruptedException {
        Optional<Kept.Held> held = use.flatMap(kept::take);
        if (held.isEmpty()) {
            return Lease.fresh(take(longestPayload), pool.runs() > 1 ? use : Optional.empty(), this);
        }
        held.get().worker().channel().limit(longestPayload);
        return Lease.of(held.get(), this);
    }

    /** Of a run that ended well. */
    void giveBack(Kept.Held held) {
        if (held.runs() < pool.runs() && !held.isOlderThan(pool.age())) {
            kept.keep(held);
        } else {
            dismiss(held.worker());
        }
    }

    /** Ends one that is no longer wanted; where workers are kept ready, without waiting until it is gone. */
    void dismiss(WorkerProcess worker) {
        if (stays()) {
            departures.dismiss(worker);
        } else {
            worker.close();
        }
    }

    private synchronized boolean stays() {
        return most > 0;
    }

    /**
     * Has one that is ready read this module, so that its next run need not wait for that. Does nothing where one has, or none is
     * ready, or as many as are kept ready wait for a run already.
     */
    void prepare(Use use, Job.Load load) {
        if (kept.expect(use)) {
            takeReady().ifPresentOrElse(worker -> kept.load(worker, use, load), () -> kept.forget(use));
        }
    }

    /** How many have read a module and wait for a run of it. */
    int prepared() {
        return kept.count();
    }

    private Optional<WorkerProcess> takeReady() {
        List<WorkerProcess> dead = new ArrayList<>();
        Optional<WorkerProcess> found = Optional.empty();
        synchronized (this) {
            while (found.isEmpty() && !ready.isEmpty()) {
                WorkerProcess next = ready.removeFirst();
                if (next.isAlive()) {
                    found = Optional.of(next);
                    failures = 0;
                } else {
                    dead.add(next);
                }
            }
            refill();
        }
        dead.forEach(WorkerProcess::close);
        return found;
    }

    private WorkerProcess start(int longestPayload) throws IOException, InterruptedException {
        WorkerProcess worker;
        try {
            worker = WorkerProcess.start(command, longestPayload);
        } catch (IOException e) {
            throw new IOException("no worker could be started: " + e.getMessage(), e);
        }
        try {
            greet(worker);
        } catch (IOException | InterruptedException e) {
            worker.close();
            throw e;
        }
        return worker;
    }

    private static void greet(WorkerProcess worker) throws IOException, InterruptedException {
        try {
            worker.greet(Attempt.TO_START);
        } catch (IOException e) {
            worker.kill();
            throw new IOException("the worker did not start: " + e.getMessage() + "; " + worker.lastWords(), e);
        }
    }

    /** Why fewer are ready than should be; empty if all is well. */
    synchronized Optional<String> problem() {
        return problem;
    }

    /** How many wait for a run. */
    synchronized int ready() {
        return ready.size();
    }

    private synchronized void refill() {
        while (!closed && !resting && starting < AT_ONCE && ready.size() + starting < most) {
            starting++;
            Thread.ofPlatform().daemon().name("assay-workers").start(this::startOne);
        }
    }

    private void startOne() {
        try {
            WorkerProcess worker = WorkerProcess.start(warm(), GREETING_BYTES);
            try {
                if (isAwaited(worker)) {
                    greet(worker);
                    keep(worker);
                }
            } catch (IOException | InterruptedException e) {
                forget(worker);
                worker.close();
                throw e;
            }
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            failed("its start was interrupted");
        } finally {
            started();
        }
    }

    private List<String> warm() {
        return Stream.concat(command.stream(), Stream.of(Worker.WARM)).toList();
    }

    /** False if nobody wants it any more; it is closed then. */
    private boolean isAwaited(WorkerProcess worker) {
        synchronized (this) {
            if (!closed) {
                greeting.add(worker);
                return true;
            }
        }
        worker.close();
        return false;
    }

    /** One that did not greet: where workers never start, those that did not would else be held for ever. */
    private synchronized void forget(WorkerProcess worker) {
        greeting.remove(worker);
    }

    private void keep(WorkerProcess worker) {
        boolean kept;
        synchronized (this) {
            greeting.remove(worker);
            kept = !closed;
            if (kept) {
                ready.addLast(worker);
                problem = Optional.empty();
            }
        }
        if (kept) {
            worker.whenEnded(() -> ended(worker));
        } else {
            worker.close();
        }
    }

    /** Of itself, or because it was given away and its run is over. */
    private void ended(WorkerProcess worker) {
        synchronized (this) {
            if (closed || !ready.remove(worker)) {
                return;
            }
        }
        String words;
        try {
            words = worker.lastWords();
        } catch (InterruptedException e) {
            words = "";
        }
        worker.close();
        failed("a worker ended while it waited for a run: " + words);
        refill();
    }

    private synchronized void failed(String why) {
        if (closed) {
            return;
        }
        Duration rest = SHORTEST_REST.multipliedBy(1L << Math.min(failures++, 10));
        rest = rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
        problem = Optional.of(why);
        if (!resting) {
            resting = true;
            CompletableFuture.delayedExecutor(rest.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::goOn);
        }
    }

    private synchronized void goOn() {
        resting = false;
        refill();
    }

    private synchronized void started() {
        starting--;
        notifyAll();
        refill();
    }

    /** Ends those that wait. Whoever took one still has it; later takers get new ones. */
    @Override
    public void close() {
        List<WorkerProcess> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(ready);
            ready.clear();
            greeting.forEach(WorkerProcess::kill);
        }
        left.forEach(WorkerProcess::kill); // all at once, then each is waited for
        left.forEach(WorkerProcess::close);
        kept.close();
        departures.close();
        awaitStarting();
    }

    private synchronized void awaitStarting() {
        boolean interrupted = false;
        while (starting > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true; // their processes are killed: this ends soon, and must be seen to
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
