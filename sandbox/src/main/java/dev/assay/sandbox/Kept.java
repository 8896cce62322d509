package dev.assay.sandbox;

import dev.assay.model.Effective;
import dev.assay.sandbox.host.RecordedHost;
import dev.assay.sandbox.worker.Ending;
import dev.assay.sandbox.worker.Job;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Workers that have read a module and wait for a run of it: the first, if it was read ahead of time, or a further one. Those that get
 * too old, or are too many, are ended, the one that waited longest first. Closing it leaves no process. Thread-safe.
 */
final class Kept implements AutoCloseable {
    /** For a worker to read a module that nobody waits for. */
    private static final Duration TO_LOAD = Duration.ofSeconds(10);

    private static final Duration SWEEP = Duration.ofSeconds(10);

    /**
     * One that waits.
     *
     * @param runs how many it served
     * @param born by {@link System#nanoTime}
     */
    record Held(WorkerProcess worker, Use use, int runs, long born) {
        boolean isOlderThan(Duration age) {
            return System.nanoTime() - born > age.toNanos();
        }
    }

    private final int most;
    private final Duration age;
    private final Deque<Held> waiting = new ArrayDeque<>();
    private final Map<Use, Optional<WorkerProcess>> expected = new HashMap<>(); // and who reads their modules now
    private boolean sweeping;
    private boolean closed;

    Kept(int most, Duration age) {
        this.most = most;
        this.age = age;
    }

    /** One for this use, which is the caller's alone from now on. */
    Optional<Held> take(Use use) {
        List<Held> dead = new ArrayList<>();
        Optional<Held> found = Optional.empty();
        synchronized (this) {
            Iterator<Held> latest = waiting.descendingIterator();
            while (found.isEmpty() && latest.hasNext()) {
                Held next = latest.next();
                if (next.use().equals(use)) {
                    latest.remove();
                    if (next.worker().isAlive() && !next.isOlderThan(age)) {
                        found = Optional.of(next);
                    } else {
                        dead.add(next);
                    }
                }
            }
        }
        end(dead);
        return found;
    }

    void keep(Held held) {
        List<Held> over = new ArrayList<>();
        synchronized (this) {
            if (closed || most == 0) {
                over.add(held);
            } else {
                waiting.addLast(held);
                while (waiting.size() > most) {
                    over.add(waiting.removeFirst());
                }
                sweepLater();
            }
        }
        end(over);
    }

    /** Whether a worker is to read ahead for this use: not if one has or does, nor if so many wait already. */
    synchronized boolean expect(Use use) {
        boolean waits = waiting.stream()
                .anyMatch(held -> held.use().equals(use) && held.worker().isAlive());
        return !closed
                && !waits
                && waiting.size() + expected.size() < most
                && expected.putIfAbsent(use, Optional.empty()) == null;
    }

    synchronized void forget(Use use) {
        expected.remove(use);
        notifyAll();
    }

    /** Has this worker read ahead; what comes of it is kept. */
    void load(WorkerProcess worker, Use use, Job.Load load) {
        synchronized (this) {
            if (!closed) {
                expected.put(use, Optional.of(worker));
                Thread.ofPlatform().daemon().name("assay-workers").start(() -> read(worker, use, load));
                return;
            }
        }
        worker.close();
        forget(use);
    }

    private void read(WorkerProcess worker, Use use, Job.Load load) {
        boolean done = false;
        try (Deadline deadline = Deadline.after(TO_LOAD, worker)) {
            Ending ending = new Conversation(
                            worker, deadline, new Effective(List.of()), RecordedHost.NOTHING, new Recorder(0))
                    .hold(load);
            done = ending.kind() == Ending.Kind.ANSWERED && deadline.callOff();
        } catch (IOException | RunOver | InterruptedException e) {
            // the run will find out in a worker of its own, and say so
        } finally {
            if (done) {
                keep(new Held(worker, use, 0, System.nanoTime()));
            } else {
                worker.close();
            }
            forget(use);
        }
    }

    synchronized int count() {
        return waiting.size();
    }

    private void sweepLater() {
        if (!sweeping) {
            sweeping = true;
            Duration pause = age.compareTo(SWEEP) < 0 ? age : SWEEP;
            CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::sweep);
        }
    }

    private void sweep() {
        List<Held> over = new ArrayList<>();
        synchronized (this) {
            sweeping = false;
            for (Iterator<Held> each = waiting.iterator(); each.hasNext(); ) {
                Held held = each.next();
                if (held.isOlderThan(age) || !held.worker().isAlive()) {
                    each.remove();
                    over.add(held);
                }
            }
            if (!waiting.isEmpty()) {
                sweepLater();
            }
        }
        end(over);
    }

    private static void end(List<Held> held) {
        held.forEach(one -> one.worker().kill()); // all at once, then each is waited for
        held.forEach(one -> one.worker().close());
    }

    @Override
    public void close() {
        List<Held> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiting);
            waiting.clear();
            expected.values().forEach(reader -> reader.ifPresent(WorkerProcess::kill));
        }
        end(left);
        awaitReaders();
    }

    private synchronized void awaitReaders() {
        boolean interrupted = false;
        while (!expected.isEmpty()) {
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
