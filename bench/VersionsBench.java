package dev.assay.registry;

import com.sun.management.ThreadMXBean;
import dev.assay.model.PluginName;
import dev.assay.model.VersionRange;
import dev.assay.registry.search.Page;
import dev.assay.registry.search.Words;
import dev.assay.trust.KeyType;
import dev.assay.trust.Role;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes registries of so many versions, ten a plugin, or asks them. Ends with 1 when a limit is not kept. */
final class VersionsBench {
    private static final int A_PLUGIN = 10;
    private static final int ROUNDS = 20;
    private static final long MOST_BYTES = 256 << 10;
    private static final long SPARE = 16 << 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** One of them: what it takes when the index is open. */
    private interface Question {
        void ask(Registry registry, Index index, int round);
    }

    private record Cost(long bytes, long files, long allocated, double millis) {}

    public static void main(String... args) throws IOException {
        Path folder = Path.of(args[1]);
        List<Integer> sizes = Stream.of(args).skip(2).map(Integer::valueOf).toList();
        if (args[0].equals("make")) {
            for (int versions : sizes) {
                make(folder.resolve(String.valueOf(versions)), versions / A_PLUGIN);
            }
        } else {
            System.exit(ask(folder, sizes) ? 0 : 1);
        }
    }

    private static void make(Path place, int plugins) throws IOException {
        SigningKey key = SigningKey.create(KeyType.ED25519, new SecureRandom());
        Files.createDirectories(place);
        Path policy = place.resolve("trust.yaml");
        StringBuilder trust = new StringBuilder("format: assay.trust-policy/1\nroles:\n");
        for (String role : List.of("publisher", "auditor")) {
            trust.append("  " + role + ":\n    identities:\n      - name: " + role + "\n        key: |\n");
            SigningKey its = role.equals("publisher") ? key : SigningKey.create(KeyType.ED25519, new SecureRandom());
            trust.append(its.verificationKey().pem().indent(10));
        }
        Files.writeString(policy, trust);
        long begin = System.nanoTime();
        Simulated.make(place.resolve("registry"), key, plugins, A_PLUGIN, Clock.systemUTC());
        System.out.printf(
                "made the index of %,d plugins x %d versions in %.1f s%n",
                plugins, A_PLUGIN, (System.nanoTime() - begin) / 1e9);
    }

    private static boolean ask(Path folder, List<Integer> sizes) {
        Map<Integer, Map<String, Cost>> all = new LinkedHashMap<>();
        for (int versions : sizes) {
            // The first time is for the compiler.
            costs(folder, versions, "warm");
            all.put(versions, costs(folder, versions, "memory"));
        }
        boolean kept = true;
        Map<String, Cost> first = all.get(sizes.getFirst());
        for (String question : first.keySet()) {
            for (int versions : sizes) {
                Cost cost = all.get(versions).get(question);
                System.out.printf(
                        "%-28s of %,9d versions: %,7d bytes in %2d files, %5.1f MB allocated, %5.1f ms%n",
                        question, versions, cost.bytes, cost.files, cost.allocated / 1e6, cost.millis);
                kept &= cost.bytes <= MOST_BYTES;
            }
            if (sizes.size() > 1) {
                long before = all.get(sizes.get(sizes.size() - 2)).get(question).bytes;
                kept &= all.get(sizes.getLast()).get(question).bytes <= 2 * before + SPARE;
            }
        }
        return kept;
    }

    private static Map<String, Cost> costs(Path folder, int versions, String memory) {
        int plugins = versions / A_PLUGIN;
        Path place = folder.resolve(String.valueOf(versions));
        TrustPolicy policy = TrustPolicy.read(place.resolve("trust.yaml"));
        Simulated.Counted source = new Simulated.Counted(place.resolve("registry"));
        Map<String, Question> questions = new LinkedHashMap<>();
        questions.put("open the index, cold", (_, _, _) -> {});
        questions.put("resolve", (_, index, round) -> require(
                index.resolve(Simulated.kept(plugins, round), VersionRange.parse("^1.0")) instanceof Resolution.Found));
        questions.put("first page of the list", (registry, index, _) -> page(registry, index, "", Optional.empty(), 20));
        questions.put(
                "page in the middle",
                (registry, index, round) -> page(
                        registry, index, "", Optional.of(Simulated.name(plugins / 2 + round)), 20));
        questions.put(
                "search a frequent word",
                (registry, index, round) -> page(
                        registry, index, "kernel", Optional.of(Simulated.name(plugins / ROUNDS * round / 2)), 1));
        questions.put(
                "search the name of one",
                (registry, index, round) -> page(registry, index, "plugin " + (plugins - 1 - round), Optional.empty(), 1));
        questions.put(
                "search two frequent words",
                (registry, index, _) -> page(registry, index, "kernel sudo", Optional.empty(), 1));
        Map<String, Cost> costs = new LinkedHashMap<>();
        questions.forEach((name, question) -> costs.put(
                name, cost(source, policy, place.resolve(memory + name.replace(' ', '-')), question, name.contains("cold"))));
        return costs;
    }

    private static Cost cost(
            Simulated.Counted source, TrustPolicy policy, Path memory, Question question, boolean opening) {
        double[] millis = new double[ROUNDS];
        long bytes = 0;
        long files = 0;
        long allocated = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Registry registry = Registry.open(source, policy, memory.resolve(String.valueOf(round)), Clock.systemUTC());
            Optional<Index> index = opening ? Optional.empty() : Optional.of(registry.current());
            source.bytes = 0;
            source.files = 0;
            long before = THREADS.getCurrentThreadAllocatedBytes();
            long begin = System.nanoTime();
            question.ask(registry, index.orElseGet(registry::current), round);
            millis[round] = (System.nanoTime() - begin) / 1e6;
            allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
            bytes += source.bytes;
            files += source.files;
        }
        Arrays.sort(millis);
        return new Cost(bytes / ROUNDS, files / ROUNDS, allocated / ROUNDS, millis[ROUNDS / 2]);
    }

    private static void page(Registry registry, Index index, String words, Optional<PluginName> after, int least) {
        Page page = registry.search(index, Words.of(words), after, 20);
        require(page.cards().size() >= least);
        require(new ArrayList<>(page.cards()).stream().allMatch(card -> Words.of(card).containsAll(Words.of(words))));
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the registry answered something else");
        }
    }
}
