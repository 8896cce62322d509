package dev.assay.sandbox;

import dev.assay.model.Capabilities;
import dev.assay.model.Effective;
import dev.assay.model.Inert;
import dev.assay.model.Limits;
import dev.assay.sandbox.worker.Ending;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Runs modules, each in a worker process of its own, under limits and typed capabilities.
 *
 * <p>The worker holds no capability: it asks this process, which checks every call against manifest, grant and host file and
 * performs it. Time is kept by this process's clock. When a run ends, for whatever reason, nothing of it is left: no process, no
 * file, no thread. What a worker says is bounded and checked; a worker that is taken over can make its own run worthless, and no
 * more. Thread-safe; runs are independent of each other.
 */
public final class Sandbox {
    /** The kinds of capability that this version performs. */
    public static final SortedSet<String> CAPABILITIES = sorted("env", "exec", "file", "tls");

    /**
     * The WebAssembly features that a module may need, by the names of the room {@code wasm}. Not tail calls: the interpreter
     * of Endive 1.2.0 fails where a function that is called so declares a local.
     */
    public static final SortedSet<String> FEATURES = sorted(
            "bulk-memory",
            "extended-const",
            "multi-value",
            "mutable-global",
            "reference-types",
            "saturating-float-to-int",
            "sign-extension",
            "simd");

    /** The contracts that this version serves. */
    public static final SortedSet<String> CONTRACTS = sorted("assessment/1");

    private final HostFile file;
    private final List<String> command;
    private final Confinement confinement;
    private final Host host;
    private final Clock clock;

    Sandbox(HostFile file, List<String> command, Confinement confinement, Host host, Clock clock) {
        this.file = file;
        this.command = command;
        this.confinement = confinement;
        this.host = host;
        this.clock = clock;
    }

    /**
     * Prepares to run under this host file, and has a worker prove that it is confined as the file demands; takes about as long
     * as one run. Throws {@link SandboxException} if that cannot be had.
     *
     * @param own this runtime's directories and files, which no plugin may read whatever is granted
     */
    public static Sandbox open(HostFile file, List<Path> own) {
        List<String> command = Launcher.command(file, Launcher.bubblewrap());
        Confinement confinement = Trial.of(file.confinement(), command);
        Clock clock = Clock.systemUTC();
        Host host = new LiveHost(file, own, System.getenv(), clock, new SecureRandom());
        return new Sandbox(file, command, confinement, host, clock);
    }

    /** What workers are shut in by, as one of them found. */
    public Confinement confinement() {
        return confinement;
    }

    /** What any plugin may touch here. */
    public Capabilities ceiling() {
        return file.ceiling();
    }

    /** What any plugin may use here. */
    public Limits limits() {
        return file.limits();
    }

    /** Runs the assessment to its end. Every ending is a {@link Run}; nothing is thrown for what a guest or a worker does. */
    public Run run(Assessment assessment) throws InterruptedException {
        return run(
                assessment,
                host,
                Effective.of(assessment.manifest().capabilities(), assessment.grant(), file.ceiling()));
    }

    /** The same, with this host in place of the machine. */
    Run run(Assessment assessment, Host performing, Effective effective) throws InterruptedException {
        Instant started = clock.instant();
        long begin = System.nanoTime();
        Limits limits =
                assessment.limits().least(assessment.manifest().limits()).least(file.limits());
        Recorder recorder = new Recorder(limits.outputBytes());
        Attempt.End end = new Attempt(command, limits, assessment, effective, performing, recorder).make();
        return new Run(
                end.outcome(),
                Inert.line(end.detail(), Ending.LONGEST_DETAIL),
                end.response(),
                recorder.logs(),
                recorder.calls(),
                started,
                Duration.ofNanos(System.nanoTime() - begin),
                end.peakMemoryBytes(),
                end.fuel());
    }

    private static SortedSet<String> sorted(String... names) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(names)));
    }
}
