package dev.assay.sandbox;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.CapabilityRequest;
import dev.assay.sandbox.host.HostCall;
import dev.assay.sandbox.host.LogLine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what a run logs and asks, and ends the run when that is more than its limits allow. For one thread. */
final class Recorder {
    static final int MOST_CALLS = 10_000;
    static final long MOST_CALL_BYTES = 32L << 20;

    private static final int MOST_LINES = 10_000;

    private final long mostLogBytes;
    private final Observer observer;
    private final List<LogLine> logs = new ArrayList<>();
    private final List<HostCall> calls = new ArrayList<>();
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private long logBytes;
    private long callBytes;
    private Optional<HostCall> endedBy = Optional.empty();
    private Optional<Digest> metered = Optional.empty();
    private boolean compiled;

    Recorder(long mostLogBytes) {
        this(mostLogBytes, Observer.NONE);
    }

    /** Tells this observer of all that it keeps. */
    Recorder(long mostLogBytes, Observer observer) {
        this.mostLogBytes = mostLogBytes;
        this.observer = observer;
    }

    boolean wantsProfile() {
        return observer.wantsProfile();
    }

    void profiled(Profile profile) {
        observer.profiled(profile);
    }

    /** What the guest wrote to a standard stream: each line a message. */
    void wrote(byte[] text) throws RunOver {
        count(text.length);
        for (byte b : text) {
            if (b == '\n') {
                endLine();
            } else {
                unfinished.write(b);
            }
        }
    }

    private void endLine() throws RunOver {
        if (logs.size() >= MOST_LINES) {
            throw tooMuchLog();
        }
        keepUnfinished();
    }

    private void keepUnfinished() {
        keep(LogLine.Level.INFO, unfinished.toString(StandardCharsets.UTF_8));
        unfinished.reset();
    }

    void logged(CapabilityRequest.Log log) throws RunOver {
        count(log.message().getBytes(StandardCharsets.UTF_8).length + 1);
        keep(log.level(), log.message());
    }

    private void count(int bytes) throws RunOver {
        logBytes += bytes;
        if (logBytes > mostLogBytes || logs.size() >= MOST_LINES) {
            throw tooMuchLog();
        }
    }

    private RunOver tooMuchLog() {
        return new RunOver(
                Outcome.OUTPUT, "the log is more than " + mostLogBytes + " bytes or " + MOST_LINES + " lines");
    }

    private void keep(LogLine.Level level, String message) {
        LogLine line = new LogLine(level, Inert.line(message));
        logs.add(line);
        observer.logged(line);
    }

    void called(HostCall call, Duration took) throws RunOver {
        callBytes += (long) call.request().length + call.answer().length;
        if (calls.size() >= MOST_CALLS || callBytes > MOST_CALL_BYTES) {
            ended(call);
            throw new RunOver(
                    Outcome.OUTPUT, "more than " + MOST_CALLS + " host calls or " + MOST_CALL_BYTES + " bytes of them");
        }
        calls.add(call);
        observer.called(call, took);
    }

    /** This call ended the run. */
    void ended(HostCall by) {
        endedBy = Optional.of(by);
    }

    /** The module as it goes to the engine. */
    void metered(Digest module, boolean runsCompiled) {
        metered = Optional.of(module);
        compiled = runsCompiled;
    }

    Optional<HostCall> endedBy() {
        return endedBy;
    }

    /** Whether the run was the compiler's code, and not the interpreter's. */
    boolean isCompiled() {
        return compiled;
    }

    Optional<Digest> metered() {
        return metered;
    }

    List<LogLine> logs() {
        if (unfinished.size() > 0) {
            keepUnfinished();
        }
        return List.copyOf(logs);
    }

    List<HostCall> calls() {
        return List.copyOf(calls);
    }
}
