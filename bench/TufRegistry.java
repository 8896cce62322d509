import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import dev.assay.trust.tuf.Delegations;
import dev.assay.trust.tuf.IndexLayout;
import dev.assay.trust.tuf.Metadata;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.RepositoryFolder;
import dev.assay.trust.tuf.Root;
import dev.assay.trust.tuf.TargetFile;
import dev.assay.trust.tuf.Targets;
import dev.assay.trust.tuf.TopLevel;
import dev.assay.trust.tuf.Transport;
import dev.assay.trust.tuf.TrustedView;
import dev.assay.trust.tuf.TufClient;
import dev.assay.trust.tuf.TufRepository;
import dev.assay.trust.tuf.TufStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes a TUF repository of the index documents of PLUGINS plugins of VERSIONS versions with the real writer, in 1,024 bins,
 * serves it on this machine, and follows it with the real client. Each document is made whole and hashed; only those that are
 * asked for are written, since no metadata depends on the others. Ends with 1 when a limit is not kept.
 */
final class TufRegistry {
    private static final int WARM = 100;
    private static final int ROUNDS = 100;
    private static final int MOST_BYTES = 64 << 10;
    private static final double MOST_MILLIS = 20;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant EXPIRES = Instant.now().plus(30, ChronoUnit.DAYS);

    private static final List<SigningKey> ROOT = keys(3);
    private static final List<SigningKey> TARGETS = keys(2);
    private static final List<SigningKey> SECURITY = keys(2);
    private static final List<SigningKey> PUBLISH = keys(1);
    private static final List<SigningKey> ONLINE = keys(1);
    private static final Delegations.Bins BINS = IndexLayout.bins(quorum(1, PUBLISH), 10);

    /** What was asked for, and how many bytes came back. */
    private static final class Counted implements Transport {
        private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final String base;
        private final List<String> asked = new ArrayList<>();
        private long bytes;

        Counted(String base) {
            this.base = base;
        }

        @Override
        public Optional<byte[]> fetch(String path, int most) {
            asked.add(path);
            try {
                HttpResponse<byte[]> answer = client.send(
                        HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofByteArray());
                bytes += answer.body().length;
                if (answer.statusCode() == 200 && answer.body().length > most) {
                    throw Transport.tooLong(path, most);
                }
                return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
            } catch (IOException | InterruptedException e) {
                throw Transport.unreachable(path, e.toString());
            }
        }

        void begin() {
            asked.clear();
            bytes = 0;
        }
    }

    public static void main(String... args) throws Exception {
        Path folder = Path.of(args[0]).toAbsolutePath();
        int plugins = Integer.parseInt(args[1]);
        int versions = Integer.parseInt(args[2]);
        Path served = folder.resolve("repository");
        long begin = System.nanoTime();
        TufRepository repository = create(served, plugins, versions);
        System.out.printf(
                "write the index of %,d plugins x %d versions: %.1f s, metadata %,d bytes in %d files%n",
                plugins, versions, millis(begin) / 1000, size(served), count(served.resolve("metadata")));
        HttpServer server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), served, SimpleFileServer.OutputLevel.NONE);
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            follow(repository, served, folder.resolve("trusted"), address, plugins, versions);
        } finally {
            server.stop(0);
        }
    }

    private static TufRepository create(Path folder, int plugins, int versions) {
        Map<TopLevel, Quorum> roles = new EnumMap<>(TopLevel.class);
        roles.put(TopLevel.ROOT, quorum(2, ROOT));
        roles.put(TopLevel.TARGETS, quorum(2, TARGETS));
        roles.put(TopLevel.SNAPSHOT, quorum(1, ONLINE));
        roles.put(TopLevel.TIMESTAMP, quorum(1, ONLINE));
        TufRepository repository =
                TufRepository.create(RepositoryFolder.of(folder), Metadata.sign(Root.first(EXPIRES, roles), ROOT.subList(0, 2)));
        Delegations top = IndexLayout.topLevel(quorum(1, SECURITY), quorum(2, SECURITY), quorum(1, PUBLISH));
        TargetFile revocations = repository.add(IndexLayout.REVOCATION_LIST, "none".getBytes(StandardCharsets.UTF_8));
        TufRepository.Change change = repository
                .begin()
                .targets(Targets.of(EXPIRES, List.of(), Optional.of(top)), TARGETS)
                .delegated(
                        IndexLayout.REVOCATIONS,
                        quorum(1, SECURITY),
                        Targets.of(EXPIRES, List.of(revocations), Optional.empty()),
                        SECURITY)
                .delegated(
                        IndexLayout.UNDOS,
                        quorum(2, SECURITY),
                        Targets.of(EXPIRES, List.of(), Optional.empty()),
                        SECURITY)
                .delegated(
                        IndexLayout.INDEX,
                        BINS.quorum(),
                        Targets.of(EXPIRES, List.of(), Optional.of(BINS)),
                        PUBLISH);
        Map<Long, List<TargetFile>> bins = new TreeMap<>();
        for (long bin = 0; bin < BINS.count(); bin++) {
            bins.put(bin, new ArrayList<>());
        }
        for (int plugin = 0; plugin < plugins; plugin++) {
            String path = IndexLayout.document(name(plugin));
            bins.get(BINS.bin(path)).add(TargetFile.of(path, document(plugin, versions)));
        }
        bins.forEach((bin, files) -> change.bin(
                BINS, BINS.name(bin), Targets.of(EXPIRES, files, Optional.empty()), PUBLISH));
        change.publish(Instant.now(), EXPIRES, EXPIRES, ONLINE);
        return repository;
    }

    private static void follow(
            TufRepository repository, Path served, Path trusted, String address, int plugins, int versions)
            throws Exception {
        Counted metadata = new Counted(address + "metadata/");
        Counted targets = new Counted(address + "targets/");
        TufStore store = new TufStore(trusted);
        store.initialize(Files.readAllBytes(served.resolve("metadata/1.root.json")));
        TufClient client = new TufClient(store, metadata, Clock.systemUTC());
        client.refresh().find(IndexLayout.document(name(0)));
        System.out.printf("first search of a new client: %,d bytes of metadata, %d requests%n", metadata.bytes, metadata.asked.size());

        Random random = new Random(1);
        double[] publish = new double[ROUNDS];
        double[] resolve = new double[ROUNDS];
        double[] again = new double[ROUNDS];
        double[] idle = new double[ROUNDS];
        long most = 0;
        for (int round = -WARM; round < ROUNDS; round++) {
            int plugin = random.nextInt(plugins);
            long files = count(served.resolve("metadata"));
            long begin = System.nanoTime();
            publish(repository, plugin, document(plugin, versions + 1 + Math.max(round, 0)));
            double published = millis(begin);
            // The bin and the snapshot; the timestamp replaces the one before it.
            require(count(served.resolve("metadata")) == files + 2, "a publish of one plugin signs a bin and a snapshot");

            metadata.begin();
            begin = System.nanoTime();
            resolve(client, targets, plugin);
            double resolved = millis(begin);
            require(metadata.asked.size() == 4, "a search asks for root, timestamp, snapshot and bin: " + metadata.asked);
            most = Math.max(most, metadata.bytes);

            begin = System.nanoTime();
            resolve(client, targets, plugin);
            double repeated = millis(begin);

            metadata.begin();
            begin = System.nanoTime();
            client.refresh();
            double refreshed = millis(begin);
            require(metadata.asked.size() == 2 && metadata.asked.get(1).equals("timestamp.json"), "two requests: " + metadata.asked);
            if (round >= 0) {
                publish[round] = published;
                resolve[round] = resolved;
                again[round] = repeated;
                idle[round] = refreshed;
            }
        }
        System.out.printf("publish one plugin among them (bin, snapshot, timestamp signed): %s%n", text(publish));
        System.out.printf("resolve it, bin and snapshot new: at most %,d bytes beside its document, %s%n", most, text(resolve));
        System.out.printf("resolve it again, bin on disk: %s%n", text(again));
        System.out.printf("refresh with nothing new: 2 requests, %s%n", text(idle));
        require(most < MOST_BYTES, "fewer than " + MOST_BYTES + " bytes");
        require(resolve[ROUNDS / 2] < MOST_MILLIS, "less than " + MOST_MILLIS + " ms");
    }

    private static void publish(TufRepository repository, int plugin, byte[] document) {
        String path = IndexLayout.document(name(plugin));
        String bin = BINS.name(BINS.bin(path));
        TrustedView now = repository.view();
        Map<String, TargetFile> files = new TreeMap<>(now.role(IndexLayout.INDEX, bin).orElseThrow().files());
        files.put(path, repository.add(path, document));
        repository
                .change(now)
                .bin(BINS, bin, Targets.of(EXPIRES, files.values(), Optional.empty()), PUBLISH)
                .publish(Instant.now(), EXPIRES, EXPIRES, ONLINE);
    }

    private static void resolve(TufClient client, Transport targets, int plugin) {
        TrustedView view = client.refresh();
        view.fetch(view.find(IndexLayout.document(name(plugin))).orElseThrow(), targets);
    }

    private static String name(int plugin) {
        return "owner-" + plugin / 25 + "/check-" + plugin;
    }

    /** As long as an index document is: about a kilobyte for each version. */
    private static byte[] document(int plugin, int versions) {
        StringBuilder text = new StringBuilder("{\"plugin\":\"" + name(plugin) + "\",\"releases\":[");
        for (int version = 0; version < versions; version++) {
            text.append(version == 0 ? "{" : ",{").append("\"version\":\"1.").append(version).append(".0\"");
            for (int digest = 0; digest < 11; digest++) {
                text.append(",\"digest-").append(digest).append("\":\"sha256:").append(String.format("%064x", plugin * 31L + version)).append('"');
            }
            text.append('}');
        }
        return text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<SigningKey> keys(int count) {
        return Stream.generate(() -> SigningKey.create(KeyType.P_256, RANDOM)).limit(count).toList();
    }

    private static Quorum quorum(int threshold, List<SigningKey> keys) {
        return Quorum.of(threshold, keys.stream().map(SigningKey::verificationKey).toList());
    }

    private static double millis(long begin) {
        return (System.nanoTime() - begin) / 1e6;
    }

    private static String text(double[] millis) {
        Arrays.sort(millis);
        return String.format(
                "median %.2f ms, 95 %% %.2f, most %.2f, %d times",
                millis[millis.length / 2], millis[millis.length * 95 / 100], millis[millis.length - 1], millis.length);
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static long size(Path served) throws IOException {
        try (Stream<Path> files = Files.list(served.resolve("metadata"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void require(boolean kept, String limit) {
        if (!kept) {
            System.err.println("bench: not kept: " + limit);
            System.exit(1);
        }
    }
}
