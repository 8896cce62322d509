package dev.assay.registry.source;

import dev.assay.model.Version;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.http.Sink;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One of several places. Where it could not be reached with all attempts it is down for a while, and for longer each time: who has
 * others asks those first. Thread-safe.
 */
final class Watched implements Source {
    static final Duration FIRST = Duration.ofMinutes(1);
    /** By as much the newest index may come later from who alone has it. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private final Source source;
    private final Clock clock;
    private Instant until = Instant.MIN;
    private Duration next = FIRST;

    Watched(Source source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    static Watched of(Source source) {
        return source instanceof Watched watched ? watched : new Watched(source, Clock.systemUTC());
    }

    @Override
    public synchronized boolean isDown() {
        return clock.instant().isBefore(until);
    }

    /** Until when it is down; empty if it is not. */
    synchronized Optional<Instant> until() {
        return Optional.of(until).filter(_ -> isDown());
    }

    /** Another process did not reach it. */
    synchronized void recall(Instant other) {
        if (other.isAfter(until) && !other.isAfter(clock.instant().plus(LONGEST))) {
            until = other;
        }
    }

    private synchronized void failed() {
        // Those who asked at the same time fail together.
        if (!isDown()) {
            until = clock.instant().plus(next);
            next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        }
    }

    private synchronized void reached() {
        until = Instant.MIN;
        next = FIRST;
    }

    private <T> T asked(Supplier<T> asking) {
        try {
            T answer = asking.get();
            reached();
            return answer;
        } catch (RegistryException.Unreachable e) {
            failed();
            throw e;
        }
    }

    @Override
    public byte[] read(String path, int most) {
        return asked(() -> source.read(path, most));
    }

    @Override
    public byte[] read(String path, Blob blob) {
        return asked(() -> source.read(path, blob));
    }

    @Override
    public byte[] read(String path, Blob blob, Version version) {
        return asked(() -> source.read(path, blob, version));
    }

    @Override
    public boolean hasIndex() {
        return source.hasIndex();
    }

    @Override
    public boolean goesOn() {
        return source.goesOn();
    }

    @Override
    public void copy(String path, Blob blob, Path file) {
        asked(() -> {
            source.copy(path, blob, file);
            return file;
        });
    }

    @Override
    public void fetch(String path, Blob blob, Optional<Version> version, Sink sink) {
        asked(() -> {
            source.fetch(path, blob, version, sink);
            return sink;
        });
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
