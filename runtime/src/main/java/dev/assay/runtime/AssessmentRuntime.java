package dev.assay.runtime;

import dev.assay.model.Inert;
import dev.assay.model.Version;
import dev.assay.model.fleet.DesiredState;
import dev.assay.model.fleet.Result;
import dev.assay.model.fleet.RuntimeProfile;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.registry.Folder;
import dev.assay.registry.Lock;
import dev.assay.registry.Registry;
import dev.assay.registry.Source;
import dev.assay.registry.http.Watcher;
import dev.assay.registry.oci.Access;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.Sandbox;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The Assessment Runtime: runs the plugins that its Configuration Service requires, and those alone; each only while it is
 * admitted by this runtime's own trust policy. When the service is gone it goes on with the last desired state it verified;
 * when the registry is gone, with what it fetched, until the index expires. Every assigned plugin gives a result at each
 * interval: what it found, or the finding that it did not assess. One process at a time works in a home. Thread-safe.
 */
public final class AssessmentRuntime implements AutoCloseable {
    private static final int MOST_WAITING = 10_000;
    private static final long MOST_WAITING_BYTES = 512L << 20;
    private static final Duration FOR_THE_LOCK = Duration.ofSeconds(2);

    /** For a worker to read a module before its run is due. */
    private static final Duration AHEAD = Duration.ofSeconds(2);

    private static final Duration TO_END = Duration.ofSeconds(10);

    private final Folder home;
    private final Lock lock;
    private final Identity identity;
    private final RuntimeProfile profile;
    private final Sandbox sandbox;
    private final Registry registry;
    private final ControlClient client;
    private final Requirements requirements;
    private final Plugins plugins;
    private final Ledger ledger;
    private final Runner runner;
    private final ResultQueue queue;
    private final Delivery delivery;
    private final Clock clock;
    private final Problems problems = new Problems();

    // Platform threads: bubblewrap ends a worker when the thread that started it ends, as carriers of virtual ones may.
    // Two pools: long runs must not keep a revocation from being seen.
    private final ExecutorService preparing = pool();
    private final ExecutorService running = pool();

    private volatile Basis basis;

    private static ExecutorService pool() {
        return Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    /** What one round gave. */
    public record Round(RuntimeStatus status, List<Result> results) {
        public Round {
            results = List.copyOf(results);
        }
    }

    private AssessmentRuntime(
            Settings settings, Folder home, Lock lock, Identity identity, HostFile host, Watcher watcher, Clock clock) {
        this.home = home;
        this.lock = lock;
        this.identity = identity;
        this.clock = clock;
        this.profile = Settings.profile(host, settings.version());
        TrustPolicy policy = TrustPolicy.read(settings.trust());
        this.registry = Registry.open(
                Source.of(settings.registry(), Access.of(System.getenv(), watcher)),
                policy,
                home.root().resolve("registry"),
                settings.cache(),
                settings.grace(),
                clock);
        this.queue = new ResultQueue(new Folder(home.root().resolve("results")), MOST_WAITING, MOST_WAITING_BYTES);
        this.sandbox = Sandbox.open(
                host,
                List.of(home.root(), settings.trust(), settings.host()),
                Optional.of(home.root().resolve("compiled")));
        this.client = new ControlClient(identity.enrolled().control(), clock);
        this.requirements = new Requirements(home, identity, client);
        this.plugins = new Plugins(new Preparation(policy, sandbox, profile, identity.signer()));
        this.ledger = new Ledger(
                new Folder(home.root().resolve(Ledger.FOLDER)),
                identity.runtime(),
                identity.signer(),
                host.receipts(),
                clock);
        this.runner = new Runner(identity.runtime(), plugins, sandbox, ledger, queue, clock, UUID::randomUUID);
        this.delivery = new Delivery(client, identity, queue);
        this.basis = new Basis.Nothing(Prepared.Refused.because("not-synced", "nothing was read yet", "")
                .reasons()
                .getFirst());
    }

    /**
     * Makes a new runtime known to a Configuration Service: its key is made here and its private half stays here.
     *
     * @param home a directory without a runtime
     * @param token what an administrator was given, to be used once
     * @param host the host file, whose ceiling and limits are told to the service
     * @return the runtime's name and identifier, for people
     * @throws AssessmentRuntimeException when it was not enrolled; then nothing is kept
     */
    public static String enrol(Path home, String token, Path host, Version version, Clock clock) {
        EnrolmentToken parsed = EnrolmentToken.parse(token);
        HostFile file = new Settings(home, home, host, "", Duration.ZERO, Settings.CACHE, version).hostFile();
        Folder folder = new Folder(home);
        try (Lock _ = Lock.take(folder, FOR_THE_LOCK)) {
            return new Enrolment(folder, clock, new SecureRandom())
                    .enrol(parsed, Settings.profile(file, version))
                    .toString();
        }
    }

    /**
     * Opens an enrolled runtime and has the sandbox prove its confinement. Asks nobody anything yet.
     *
     * @throws AssessmentRuntimeException when the home holds no runtime, is damaged, or its files are readable by others.
     *     The exceptions of the rooms {@code registry}, {@code sandbox} and {@code trust} tell of their own files
     */
    public static AssessmentRuntime open(Settings settings, Clock clock) {
        return open(settings, Watcher.NONE, clock);
    }

    /**
     * The same.
     *
     * @param watcher is told how far what is fetched from the registry has come
     */
    public static AssessmentRuntime open(Settings settings, Watcher watcher, Clock clock) {
        HostFile host = settings.hostFile();
        if (!Files.isDirectory(settings.home())) {
            throw new AssessmentRuntimeException(
                    settings.home() + " holds no enrolled runtime. Enrol it: assay runtime enrol");
        }
        Folder home = new Folder(settings.home());
        Lock lock = Lock.take(home, FOR_THE_LOCK);
        boolean opened = false;
        try {
            StatusFile.requireNotNewer(settings.home());
            AssessmentRuntime runtime =
                    new AssessmentRuntime(settings, home, lock, Identity.load(home), host, watcher, clock);
            opened = true;
            return runtime;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** The identifier that the Configuration Service knows it by. */
    public UUID id() {
        return identity.runtime();
    }

    /**
     * Takes over what is desired now, refreshes the index, and prepares every plugin. Whatever cannot be had is a problem in
     * the status, never an exception.
     */
    public RuntimeStatus sync() throws InterruptedException {
        return sync(Duration.ZERO);
    }

    /** The same, waiting so long for something new. */
    RuntimeStatus sync(Duration wait) throws InterruptedException {
        problems.control = requirements.refresh(wait, clock);
        return prepare();
    }

    private synchronized RuntimeStatus prepare() throws InterruptedException {
        requirements.known().ifPresent(plugins::desire);
        basis = Basis.of(registry, requirements.known(), clock.instant());
        problems.cache = basis.hold(registry, requirements.known());
        plugins.prepare(basis, clock.instant(), preparing);
        RuntimeStatus status = status();
        StatusFile.write(home, status);
        if (problems.control.isEmpty()) {
            problems.control = tell(status);
        }
        return status;
    }

    private Optional<String> tell(RuntimeStatus status) {
        try {
            Reply reply = client.post(identity, "api/v1/runtimes/" + id() + "/status", status.toJson());
            return reply.isSuccess()
                    ? Optional.empty()
                    : Optional.of("the status was not taken: " + ControlClient.problem(reply));
        } catch (AssessmentRuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** One round: syncs, runs every plugin once whatever its interval, and delivers what waits. */
    public Round once() throws InterruptedException {
        sync();
        List<Result> results = new ArrayList<>();
        List<Callable<Result>> tasks = plugins.all().stream()
                .filter(standing -> begins(standing, true))
                .<Callable<Result>>map(standing -> () -> runBegun(standing))
                .toList();
        for (Future<Result> done : running.invokeAll(tasks)) {
            results.add(result(done));
        }
        deliver();
        return new Round(prepare(), results);
    }

    private static Result result(Future<Result> done) throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new AssessmentRuntimeException("running a plugin failed: " + e.getMessage(), e);
        }
    }

    /** With no room for its result nothing is run: evidence is not dropped to make some. */
    private boolean begins(Standing standing, boolean anyway) {
        return queue.hasRoom() && standing.tryStart(clock.instant(), anyway);
    }

    private Result runBegun(Standing standing) throws InterruptedException {
        try {
            return runner.run(standing, basis.at(requirements.known(), clock.instant()), revision());
        } finally {
            standing.finish();
        }
    }

    /**
     * Syncs, runs each plugin at its interval and delivers, until the latch is released or the thread is interrupted. What
     * goes wrong in one round is in the status, and the next round comes.
     */
    public void run(CountDownLatch end) throws InterruptedException {
        sandbox.keepWorkersReady();
        new Loops(this, problems, identity.enrolled().heartbeat()).run(end);
    }

    /** Of the desired state that is worked by; 0 before the first. */
    long revision() {
        return requirements.known().map(DesiredState::revision).orElse(0L);
    }

    boolean hearsItsService() {
        return requirements.source() == RuntimeStatus.Source.CONTROL;
    }

    void startWhatIsDue() {
        for (Standing standing : plugins.all()) {
            if (begins(standing, false)) {
                running.execute(() -> telling("has no result", standing, () -> runBegun(standing)));
            } else if (standing.isExpected(clock.instant(), AHEAD)) {
                running.execute(() -> telling("cannot be made ready for", standing, () -> expect(standing)));
            }
        }
    }

    private void expect(Standing standing) throws InterruptedException {
        runner.expect(standing, basis.at(requirements.known(), clock.instant()));
    }

    /** Whether nothing that can be delivered waits any more. */
    boolean deliver() {
        problems.delivery = delivery.deliver();
        return problems.delivery.isEmpty();
    }

    private interface Step {
        void take() throws InterruptedException;
    }

    private void telling(String what, Standing standing, Step step) {
        try {
            step.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            problems.run = Optional.of(
                    "a run of " + standing.desired().plugin() + " " + what + ": " + Inert.line(e.toString(), 300));
        }
    }

    /** How it stands now. */
    public RuntimeStatus status() {
        List<String> told = new ArrayList<>(problems.all());
        told.addAll(basis.problems());
        if (!queue.hasRoom()) {
            told.add("the queue of results is full with " + queue.size() + ": nothing is run until some are delivered");
        }
        int aside = queue.setAside();
        if (aside > 0) {
            told.add(aside + " results could not be read, or were refused by the Configuration Service, and were set"
                    + " aside in " + home.root().resolve("results"));
        }
        sandbox.problem().ifPresent(told::add);
        told.addAll(sandbox.compileProblems());
        ledger.problem().ifPresent(told::add);
        queue.problem().ifPresent(problem -> told.add("a result could not be read: " + problem));
        return new RuntimeStatus(
                id(),
                clock.instant(),
                revision(),
                requirements.source(),
                sandbox.confinement() + "; engine: " + sandbox.engine(),
                profile,
                plugins.status(),
                told,
                ledger.status());
    }

    /** How the runtime of this home stood when it last wrote that down, also while it runs; empty if it never did. */
    public static Optional<RuntimeStatus> lastStatus(Path home) {
        return StatusFile.read(home);
    }

    /** Ends what runs and gives the home free. Results that wait stay on the disk. */
    @Override
    public void close() {
        preparing.shutdownNow();
        running.shutdownNow();
        try {
            if (!running.awaitTermination(TO_END.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssessmentRuntimeException(
                        "a plugin did not end within " + TO_END.toSeconds() + " s; its worker ends with this process");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sandbox.close();
            client.close();
            lock.close();
        }
    }
}
