package dev.assay.runtime;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.Version;
import dev.assay.model.fleet.DesiredState;
import dev.assay.model.fleet.Result;
import dev.assay.model.fleet.RuntimeProfile;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.registry.Folder;
import dev.assay.registry.Lock;
import dev.assay.registry.Registry;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.Sandbox;
import dev.assay.trust.Admission;
import dev.assay.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    private static final String STATUS = "status.json";
    private static final int MOST_STATUS_BYTES = 8 << 20;
    private static final int MOST_WAITING = 10_000;
    private static final long MOST_WAITING_BYTES = 512L << 20;
    private static final Duration FOR_THE_LOCK = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Duration TICK = Duration.ofMillis(200);

    private final Folder home;
    private final Lock lock;
    private final Identity identity;
    private final RuntimeProfile profile;
    private final Sandbox sandbox;
    private final Registry registry;
    private final ControlClient client;
    private final Requirements requirements;
    private final Plugins plugins;
    private final Runner runner;
    private final ResultQueue queue;
    private final Delivery delivery;
    private final Clock clock;
    // Platform threads: bubblewrap ends a worker when the thread that started it ends, and carriers of virtual ones
    // may.
    // Two pools: long runs must not keep a revocation from being seen.
    private final ExecutorService preparing = pool();
    private final ExecutorService running = pool();

    private volatile Basis basis;
    private volatile Optional<String> controlProblem = Optional.empty();
    private volatile Optional<String> deliveryProblem = Optional.empty();
    private volatile Optional<String> runProblem = Optional.empty();

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
            Settings settings, Folder home, Lock lock, Identity identity, HostFile host, Clock clock) {
        this.home = home;
        this.lock = lock;
        this.identity = identity;
        this.clock = clock;
        this.profile = Settings.profile(host, settings.version());
        TrustPolicy policy = TrustPolicy.read(settings.trust());
        this.registry = Registry.open(
                Source.of(settings.registry()), policy, home.root().resolve("registry"), clock);
        this.queue = new ResultQueue(new Folder(home.root().resolve("results")), MOST_WAITING, MOST_WAITING_BYTES);
        this.sandbox = Sandbox.open(host, List.of(home.root(), settings.trust(), settings.host()));
        this.client = new ControlClient(identity.enrolled().control(), clock);
        this.requirements = new Requirements(home, identity, client);
        this.plugins = new Plugins(new Preparation(new Admission(policy), sandbox, profile));
        this.runner = new Runner(identity.runtime(), plugins, sandbox, clock, UUID::randomUUID);
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
        HostFile file = new Settings(home, home, host, "", version).hostFile();
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
        HostFile host = settings.hostFile();
        if (!Files.isDirectory(settings.home())) {
            throw new AssessmentRuntimeException(
                    settings.home() + " holds no enrolled runtime. Enrol it: assay runtime enrol");
        }
        Folder home = new Folder(settings.home());
        Lock lock = Lock.take(home, FOR_THE_LOCK);
        boolean opened = false;
        try {
            AssessmentRuntime runtime = new AssessmentRuntime(settings, home, lock, Identity.load(home), host, clock);
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

    private RuntimeStatus sync(Duration wait) throws InterruptedException {
        controlProblem = requirements.refresh(wait, clock);
        return prepare();
    }

    private synchronized RuntimeStatus prepare() throws InterruptedException {
        requirements.known().ifPresent(plugins::desire);
        basis = Basis.of(registry, requirements.known(), clock.instant());
        plugins.prepare(basis, clock.instant(), preparing);
        RuntimeStatus status = status();
        home.write(STATUS, Json.pretty(status.toJson()).getBytes(StandardCharsets.UTF_8));
        if (controlProblem.isEmpty()) {
            controlProblem = tell(status);
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
        deliveryProblem = delivery.deliver();
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
            Optional<DesiredState> desired = requirements.known();
            long revision = desired.map(DesiredState::revision).orElse(0L);
            Result result = runner.run(standing, basis.at(desired, clock.instant()), revision);
            queue.put(result);
            return result;
        } finally {
            standing.finish();
        }
    }

    /**
     * Syncs, runs each plugin at its interval and delivers, until the latch is released or the thread is interrupted. What
     * goes wrong in one round is in the status, and the next round comes.
     */
    public void run(CountDownLatch end) throws InterruptedException {
        try (ExecutorService loops =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            loops.execute(() -> repeat(this::syncAndWait));
            loops.execute(() -> repeat(this::startWhatIsDue));
            loops.execute(() -> repeat(this::deliverAndWait));
            try {
                end.await();
            } finally {
                loops.shutdownNow();
            }
        }
    }

    private interface Step {
        void take() throws InterruptedException;
    }

    private void repeat(Step step) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                step.take();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // A loop that ended would be a silent runtime.
                controlProblem = Optional.of("an error of the runtime: " + Inert.line(e.toString(), 300));
                pause(TICK.multipliedBy(5));
            }
        }
    }

    private void syncAndWait() throws InterruptedException {
        Duration heartbeat = identity.enrolled().heartbeat();
        Duration wait =
                requirements.source() == RuntimeStatus.Source.CONTROL ? least(heartbeat, LONGEST_WAIT) : Duration.ZERO;
        long revision = requirements.known().map(DesiredState::revision).orElse(0L);
        Instant began = clock.instant();
        sync(wait);
        boolean news = requirements.known().map(DesiredState::revision).orElse(0L) != revision;
        Duration spent = Duration.between(began, clock.instant());
        if (!news && spent.compareTo(least(heartbeat, LONGEST_WAIT)) < 0) {
            Thread.sleep(least(heartbeat, LONGEST_WAIT).minus(spent));
        } else {
            Thread.sleep(TICK);
        }
    }

    private void startWhatIsDue() throws InterruptedException {
        for (Standing standing : plugins.all()) {
            if (begins(standing, false)) {
                running.execute(() -> runAndTell(standing));
            }
        }
        Thread.sleep(TICK);
    }

    private void runAndTell(Standing standing) {
        try {
            runBegun(standing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            runProblem = Optional.of(
                    "a run of " + standing.desired().plugin() + " has no result: " + Inert.line(e.toString(), 300));
        }
    }

    private void deliverAndWait() throws InterruptedException {
        deliveryProblem = delivery.deliver();
        Thread.sleep(deliveryProblem.isPresent() ? least(identity.enrolled().heartbeat(), LONGEST_WAIT) : TICK);
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How it stands now. */
    public RuntimeStatus status() {
        List<String> problems = new ArrayList<>();
        controlProblem.ifPresent(problems::add);
        problems.addAll(basis.problems());
        deliveryProblem.ifPresent(problems::add);
        runProblem.ifPresent(problems::add);
        if (!queue.hasRoom()) {
            problems.add(
                    "the queue of results is full with " + queue.size() + ": nothing is run until some are delivered");
        }
        int aside = queue.setAside();
        if (aside > 0) {
            problems.add(aside + " results were refused by the Configuration Service and set aside in "
                    + home.root().resolve("results"));
        }
        return new RuntimeStatus(
                id(),
                clock.instant(),
                requirements.known().map(DesiredState::revision).orElse(0L),
                requirements.source(),
                sandbox.confinement().toString(),
                profile,
                plugins.status(),
                problems);
    }

    /** How the runtime of this home stood when it last wrote that down, also while it runs; empty if it never did. */
    public static Optional<RuntimeStatus> lastStatus(Path home) {
        if (!Files.exists(home.resolve(STATUS))) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Source.directory(home).read(STATUS, MOST_STATUS_BYTES);
            return Optional.of(RuntimeStatus.fromJson(Fields.of(Json.read(bytes, MOST_STATUS_BYTES), "status")));
        } catch (ModelException | RegistryException e) {
            throw new AssessmentRuntimeException(
                    home.resolve(STATUS) + " cannot be read: " + e.getMessage() + ". A round of the runtime renews it",
                    e);
        }
    }

    /** Ends what runs and gives the home free. Results that wait stay on the disk. */
    @Override
    public void close() {
        preparing.shutdownNow();
        running.shutdownNow();
        try {
            if (!running.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssessmentRuntimeException(
                        "a plugin did not end within 10 s; its worker ends with this process");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            client.close();
            lock.close();
        }
    }
}
