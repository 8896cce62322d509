package dev.assay.sandbox;

import dev.assay.model.Capabilities;
import dev.assay.model.Effective;
import dev.assay.model.Inert;
import dev.assay.model.Limits;
import dev.assay.sandbox.compiled.CompileCache;
import dev.assay.sandbox.host.Host;
import dev.assay.sandbox.host.LiveHost;
import dev.assay.sandbox.worker.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Runs modules, each in a worker process of its own, under limits and typed capabilities.
 *
 * <p>The worker holds no capability: it asks this process, which checks every call against manifest, grant and host file and
 * performs it. Time is kept by this process's clock. When a run ends, for whatever reason, nothing of it is left: no process, no
 * file, no thread. Where workers are kept ready, that of a run that ended well may still be on its way out, killed. What a worker
 * says is bounded and checked; a worker that is taken over can make its own run worthless, and no more. Thread-safe; runs are
 * independent of each other. Who opens it closes it.
 */
public final class Sandbox implements AutoCloseable {
    /** The kinds of capability that this version performs. */
    public static final SortedSet<String> CAPABILITIES =
            sorted("dns", "env", "exec", "file", "http", "kubernetes", "tls", "verify");

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

    /** Of compiled plugins on disk: some thousand small ones, some tens of large ones. */
    private static final long MOST_COMPILED_BYTES = 512L << 20;

    private final HostFile file;
    private final Workers workers;
    private final Workers forCompiled;
    private final MeteredModules modules = new MeteredModules();
    private final CompiledModules compiled;
    private final Confinement confinement;
    private final Host host;
    private final Clock clock;

    /** One whose plugins are interpreted. */
    Sandbox(HostFile file, Workers workers, Confinement confinement, Host host, Clock clock) {
        this(file.with(Engine.INTERPRETER), workers, workers, Optional.empty(), confinement, host, clock);
    }

    private Sandbox(
            HostFile file,
            Workers workers,
            Workers forCompiled,
            Optional<CompileCache> cache,
            Confinement confinement,
            Host host,
            Clock clock) {
        this.file = file;
        this.workers = workers;
        this.forCompiled = forCompiled;
        this.compiled =
                new CompiledModules(file.engine(), modules, forCompiled, new Compiling(file.confinement()), cache);
        this.confinement = confinement;
        this.host = host;
        this.clock = clock;
    }

    /**
     * The same without a folder for compiled plugins, for who runs a few and ends: what is not asked for by name is not compiled,
     * since no later run would gain by it.
     */
    public static Sandbox open(HostFile file, List<Path> own) {
        return open(file.engine() == Engine.AUTO ? file.with(Engine.INTERPRETER) : file, own, Optional.empty());
    }

    /**
     * Prepares to run under this host file, and has a worker prove that it is confined as the file demands; takes about as long
     * as one run. Each run starts a worker. Throws {@link SandboxException} if that cannot be had, or the folder is not private.
     *
     * @param own this runtime's directories and files, which no plugin may read whatever is granted
     * @param compiledPlugins where compiled plugins are kept, which is one of {@code own} or in one; it is made if it is not there
     */
    public static Sandbox open(HostFile file, List<Path> own, Optional<Path> compiledPlugins) {
        // One pool where all run compiled: what has to be interpreted can be there as well.
        List<String> command =
                command(file, file.engine() == Engine.COMPILER ? Launcher.Role.RUN_COMPILED : Launcher.Role.INTERPRET);
        Confinement confinement = Trial.of(file.confinement(), command);
        Clock clock = Clock.systemUTC();
        Host host = new LiveHost(file.means(), own, System.getenv(), clock, new SecureRandom());
        Optional<CompileCache> cache = file.engine() == Engine.INTERPRETER
                ? Optional.empty()
                : compiledPlugins.map(folder -> cache(folder, clock));
        Workers workers = new Workers(command, file.pool());
        Workers forCompiled = file.engine() == Engine.AUTO
                ? new Workers(command(file, Launcher.Role.RUN_COMPILED), HostFile.Pool.of(0))
                : workers;
        return new Sandbox(file, workers, forCompiled, cache, confinement, host, clock);
    }

    private static List<String> command(HostFile file, Launcher.Role role) {
        return Launcher.command(file.confinement().kind(), Launcher.bubblewrap(), role, file.heapBytes());
    }

    private static CompileCache cache(Path folder, Clock clock) {
        try {
            return CompileCache.open(folder, MOST_COMPILED_BYTES, clock, new SecureRandom());
        } catch (IOException e) {
            throw new SandboxException("compiled plugins cannot be kept: " + e.getMessage(), e);
        }
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

    /** For a process that stays: from now on keeps as many workers ready as the host file says, each for one run. */
    public void keepWorkersReady() {
        workers.keepReady(file.pool().ready());
    }

    /**
     * Tells that this will be run soon: a worker that waits reads its module ahead of time, if one can be had, and is then used for
     * nothing else. Takes no time; what cannot be done ahead, the run does.
     */
    public void expect(Assessment assessment) {
        Effective effective = Effective.of(assessment.manifest().capabilities(), assessment.grant(), file.ceiling());
        Attempt.prepare(workers, modules, compiled, limits(assessment), assessment, effective);
    }

    private Limits limits(Assessment assessment) {
        return assessment.limits().least(assessment.manifest().limits()).least(file.limits());
    }

    /** Why fewer workers are ready than should be; empty if all is well. Runs go on: they start their own. */
    public Optional<String> problem() {
        return workers.problem()
                .map(why -> "workers are not kept ready, so each run starts its own: " + Inert.line(why));
    }

    /** Which engine plugins run on, in one line for a status. */
    public String engine() {
        return Inert.line(compiled.status());
    }

    /** What is wrong with compiled plugins on this host. Runs go on without them. */
    public List<String> compileProblems() {
        return compiled.problems().stream().map(Inert::line).toList();
    }

    /** Runs the assessment to its end. Every ending is a {@link Run}; nothing is thrown for what a guest or a worker does. */
    public Run run(Assessment assessment) throws InterruptedException {
        return run(assessment, Observer.NONE);
    }

    /** The same, while somebody looks on. */
    public Run run(Assessment assessment, Observer observer) throws InterruptedException {
        return run(
                assessment,
                host,
                Effective.of(assessment.manifest().capabilities(), assessment.grant(), file.ceiling()),
                observer);
    }

    /** The same, with this host in place of the machine. */
    Run run(Assessment assessment, Host performing, Effective effective) throws InterruptedException {
        return run(assessment, performing, effective, Observer.NONE);
    }

    private Run run(Assessment assessment, Host performing, Effective effective, Observer observer)
            throws InterruptedException {
        return run(assessment, limits(assessment), performing, effective, observer);
    }

    /** Under exactly these limits and layers, and told by this host: a run that is to be like an earlier one. */
    public Run run(Assessment assessment, Limits limits, Host performing, Effective effective)
            throws InterruptedException {
        return run(assessment, limits, performing, effective, Observer.NONE);
    }

    private Run run(Assessment assessment, Limits limits, Host performing, Effective effective, Observer observer)
            throws InterruptedException {
        Instant started = clock.instant();
        long begin = System.nanoTime();
        Recorder recorder = new Recorder(limits.outputBytes(), observer);
        Host inRun = performing.forRun(assessment.manifest().name(), effective);
        Attempt.End end =
                new Attempt(workers, modules, compiled, limits, assessment, effective, inRun, recorder).make();
        return new Run(
                end.outcome(),
                Inert.line(end.detail(), Ending.LONGEST_DETAIL),
                end.response(),
                recorder.logs(),
                recorder.calls(),
                started,
                Duration.ofNanos(System.nanoTime() - begin),
                end.peakMemoryBytes(),
                end.fuel(),
                recorder.endedBy(),
                new Conditions(
                        recorder.isCompiled() ? EngineIdentity.ofCompiler() : EngineIdentity.get(),
                        recorder.metered(),
                        effective,
                        limits));
    }

    /** Ends the workers that wait for a run. A run that goes on keeps its own, and ends it. */
    @Override
    public void close() {
        compiled.close();
        workers.close();
        forCompiled.close();
    }

    private static SortedSet<String> sorted(String... names) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(names)));
    }
}
