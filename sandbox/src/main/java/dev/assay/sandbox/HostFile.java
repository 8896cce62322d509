package dev.assay.sandbox;

import dev.assay.model.Capabilities;
import dev.assay.model.CapabilitiesReader;
import dev.assay.model.Capability;
import dev.assay.model.Document;
import dev.assay.model.FaultyDocumentException;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Limits;
import dev.assay.model.LimitsReader;
import dev.assay.sandbox.egress.Cluster;
import dev.assay.sandbox.egress.Network;
import dev.assay.sandbox.egress.NetworkReader;
import dev.assay.sandbox.egress.Secrets;
import dev.assay.sandbox.egress.SecretsReader;
import dev.assay.sandbox.host.Means;
import dev.assay.sandbox.host.NameServers;
import dev.assay.trust.artifact.ArtifactPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The runtime's own file, {@code host.yaml}: what this host lets any plugin touch and use, and how it does it. What is not
 * said is not allowed.
 *
 * @param confinement what workers must be shut in by
 * @param heapBytes the heap of a worker: engine, decoded module and linear memory, which is there twice while it grows
 * @param pool how many workers are kept started, and how long each serves
 * @param ceiling what any plugin may touch, whoever grants it
 * @param limits what any plugin may use
 * @param means with what the host performs what is allowed
 * @param receipts how many of its receipts the runtime keeps
 * @param engine how plugins are executed
 */
public record HostFile(
        Confinement.Demand confinement,
        long heapBytes,
        Pool pool,
        Capabilities ceiling,
        Limits limits,
        Means means,
        Keeping receipts,
        Engine engine) {
    public static final String FILE = "host.yaml";

    private static final String API_VERSION = "assay/v1";

    /** What engine and decoded module need beside the linear memory. */
    static final long ENGINE_BYTES = 192L << 20;

    static final int MOST_WORKERS = 32;

    private static final int WORKERS = 2;
    private static final int MOST_RUNS = 100_000;
    private static final Duration AGE = Duration.ofMinutes(10);
    /** What this engine gives a plugin at the most, in bytes. */
    public static final long LARGEST_MEMORY = 1L << 30;

    private static final Duration LONGEST_TIME = Duration.ofMinutes(10);
    /** What a run may give at the most, in bytes. */
    public static final long LARGEST_OUTPUT = 32L << 20;

    /**
     * How workers are kept.
     *
     * @param ready so many are kept started, each waiting for a run; 0 for none
     * @param runs how many runs of one plugin version a worker serves before it is replaced, at least 1
     * @param age how old a worker that served may be when it is given a further run
     */
    public record Pool(int ready, int runs, Duration age) {
        /** One run each. */
        public static Pool of(int ready) {
            return new Pool(ready, 1, AGE);
        }
    }

    /** Nothing tolerated, plugins interpreted, and workers that serve one run each. */
    public HostFile(
            Confinement.Kind confinement,
            long heapBytes,
            int workers,
            Capabilities ceiling,
            Limits limits,
            Means means) {
        this(Confinement.Demand.of(confinement), heapBytes, Pool.of(workers), ceiling, limits, means, Keeping.DEFAULT);
    }

    /** One whose plugins are interpreted. */
    public HostFile(
            Confinement.Demand confinement,
            long heapBytes,
            Pool pool,
            Capabilities ceiling,
            Limits limits,
            Means means,
            Keeping receipts) {
        this(confinement, heapBytes, pool, ceiling, limits, means, receipts, Engine.INTERPRETER);
    }

    /** The same with plugins executed in this way. */
    HostFile with(Engine other) {
        return new HostFile(confinement, heapBytes, pool, ceiling, limits, means, receipts, other);
    }

    /** Reads a host file. Throws {@link FaultyDocumentException} with every fault, each with line, column and fix. */
    public static HostFile read(byte[] yaml, String file) {
        Document document = Document.read(yaml, file);
        document.required("apiVersion", text -> only("apiVersion", API_VERSION, text));
        document.required("kind", text -> only("kind", "Host", text));
        Confinement.Demand confinement = confinement(document);
        Optional<Document> limitsAt = document.mapping("limits");
        Limits limits = limitsAt.map(HostFile::limits).orElse(Limits.DEFAULT);
        int workers = document.optional("workers", text -> number("workers", text, 0, MOST_WORKERS))
                .orElse(WORKERS);
        Engine engine = document.optional("engine", Engine::parse).orElse(Engine.AUTO);
        long least = 2 * limits.memoryBytes() + ENGINE_BYTES;
        Optional<Document> workerAt = document.mapping("worker");
        long heap = workerAt.map(at -> heap(at, least)).orElse(least);
        Pool pool = workerAt.map(at -> pool(at, workers)).orElse(Pool.of(workers));
        workerAt.ifPresent(Document::end);
        Map<String, List<String>> commands =
                document.mapping("exec").map(HostFile::commands).orElse(Map.of());
        Map<String, ArtifactPolicy> signers =
                document.mapping("verify").map(at -> signers(at, Path.of(file))).orElse(Map.of());
        Optional<Document> ceilingAt = document.mapping("ceiling");
        Capabilities ceiling = ceilingAt.map(CapabilitiesReader::read).orElse(Capabilities.NONE);
        ceilingAt.ifPresent(at -> checkCeiling(at, ceiling, commands, signers));
        Keeping receipts = document.mapping("receipts").map(Keeping::read).orElse(Keeping.DEFAULT);
        Network network = document.mapping("network").map(NetworkReader::read).orElse(Network.PUBLIC);
        Secrets secrets = document.mapping("secrets")
                .map(new SecretsReader(network, Clock.systemUTC())::read)
                .orElse(Secrets.NONE);
        List<InetSocketAddress> nameServers =
                document.mapping("dns").map(NameServers::read).orElse(List.of());
        Optional<Document> clusterAt = document.mapping("kubernetes");
        Optional<Cluster> cluster = clusterAt.flatMap(Cluster::read);
        if (clusterAt.isEmpty() && ceiling.kinds().contains("kubernetes")) {
            ceilingAt.ifPresent(at ->
                    at.fault("kubernetes", "it is allowed but there is no cluster", "name one under kubernetes:"));
        }
        document.end();
        document.finish();
        Means means = new Means(commands, network, secrets, nameServers, cluster, signers);
        return new HostFile(confinement, heap, pool, ceiling, limits, means, receipts, engine);
    }

    /** A host that confines as this one, and on which a run with so much memory can be run again. */
    public HostFile replaying(long memoryBytes) {
        return new HostFile(
                confinement,
                Math.max(heapBytes, 2 * Math.min(memoryBytes, LARGEST_MEMORY) + ENGINE_BYTES),
                Pool.of(0),
                Capabilities.NONE,
                limits,
                Means.NONE,
                receipts);
    }

    /** A file for an ordinary Linux host, with its comments: what a new runtime starts from. */
    public static byte[] sample() {
        try (InputStream in =
                Objects.requireNonNull(HostFile.class.getResourceAsStream(FILE), "the room's own resource")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String only(String key, String known, String text) {
        if (!text.equals(known)) {
            throw new InvalidValueException(key, text, "'" + known + "', which is what this version of Assay reads");
        }
        return text;
    }

    private static Confinement.Demand confinement(Document document) {
        Confinement.Kind kind =
                document.optional("confinement", Confinement.Kind::parse).orElse(Confinement.Kind.BWRAP);
        List<String> tolerated = document.list(
                "tolerate", text -> Confinement.Opening.parse(text).id());
        if (kind == Confinement.Kind.NONE && !tolerated.isEmpty()) {
            document.fault("tolerate", "without confinement everything is open", "leave it out");
        }
        return new Confinement.Demand(kind, Set.copyOf(tolerated));
    }

    private static int number(String key, String text, int least, int most) {
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new InvalidValueException(key, text, "a number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    private static Pool pool(Document worker, int ready) {
        int runs = worker.optional("runs", text -> number("runs", text, 1, MOST_RUNS))
                .orElse(1);
        return new Pool(ready, runs, worker.optional("age", LimitsReader::time).orElse(AGE));
    }

    private static Limits limits(Document at) {
        Limits limits = LimitsReader.read(at);
        if (limits.memoryBytes() > LARGEST_MEMORY) {
            at.fault("memory", "more memory than this engine gives a plugin", "at most 1GiB");
        }
        if (limits.time().compareTo(LONGEST_TIME) > 0) {
            at.fault("time", "more time than a run may take", "at most 10m");
        }
        if (limits.outputBytes() > LARGEST_OUTPUT) {
            at.fault("output", "more output than a run may give", "at most 32MiB");
        }
        return limits;
    }

    private static long heap(Document worker, long least) {
        long heap = worker.optional("heap", LimitsReader::size).orElse(least);
        if (heap < least) {
            worker.fault(
                    "heap",
                    "less than a plugin's memory, twice while it grows, and the engine need together",
                    "at least " + (least >> 20) + "MiB");
        }
        return heap;
    }

    private static Map<String, List<String>> commands(Document at) {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        for (String name : at.keys()) {
            List<String> command = at.texts(name);
            try {
                new Capability.Exec(name);
            } catch (InvalidValueException e) {
                at.fault(name, String.valueOf(e.getMessage()), "");
            }
            if (command.isEmpty() || !isPlainAbsolute(command.getFirst())) {
                at.fault(name, "the program must be an absolute path", "for example [/usr/sbin/sshd, -T]");
            }
            commands.put(name, command);
        }
        return commands;
    }

    private static boolean isPlainAbsolute(String path) {
        return path.startsWith("/")
                && path.indexOf('\0') < 0
                && Path.of(path).normalize().toString().equals(path);
    }

    private static Map<String, ArtifactPolicy> signers(Document at, Path file) {
        Map<String, ArtifactPolicy> signers = new LinkedHashMap<>();
        for (String name : at.keys()) {
            try {
                new Capability.Verify(name);
            } catch (InvalidValueException e) {
                at.fault(name, String.valueOf(e.getMessage()), "");
            }
            at.mapping(name)
                    .flatMap(policy -> ArtifactPolicy.read(policy, file))
                    .ifPresent(policy -> signers.put(name, policy));
        }
        return signers;
    }

    private static void checkCeiling(
            Document at,
            Capabilities ceiling,
            Map<String, List<String>> commands,
            Map<String, ArtifactPolicy> signers) {
        for (Capability capability : ceiling.all()) {
            if (capability instanceof Capability.Exec exec && !commands.containsKey(exec.name())) {
                at.fault("exec", "'" + exec.name() + "' is allowed but has no command", "give it one under exec:");
            }
            if (capability instanceof Capability.Verify verify && !signers.containsKey(verify.name())) {
                at.fault("verify", "'" + verify.name() + "' is allowed but names nobody", "name signers under verify:");
            }
        }
    }
}
