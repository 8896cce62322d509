import dev.assay.model.AuditPredicate;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import dev.assay.model.VersionRange;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.Publication;
import dev.assay.registry.Publisher;
import dev.assay.registry.Publishing;
import dev.assay.registry.Registry;
import dev.assay.registry.Source;
import dev.assay.trust.KeyType;
import dev.assay.trust.Role;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Publishes PLUGINS plugins with the real publisher, and reads them: what the first and the last hundred cost, what a reader transfers
 * and takes for one of few and one of many plugins, and what a reader takes that has all already. Ends with 1 when a limit is
 * not kept.
 */
final class RegistryBench {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SigningKey KEY = SigningKey.create(KeyType.ED25519, RANDOM);
    private static final SigningKey AUDITOR = SigningKey.create(KeyType.ED25519, RANDOM);
    private static final TrustPolicy POLICY = new TrustPolicy(Map.of(
            Role.PUBLISHER, TrustPolicy.Rule.anyOf(new TrustPolicy.Identity("publisher", KEY.verificationKey())),
            Role.AUDITOR, TrustPolicy.Rule.anyOf(new TrustPolicy.Identity("auditor", AUDITOR.verificationKey()))));
    private static final int WINDOW = 100;
    private static final int FIRST = 10;
    private static final double MOST_RATIO = 1.2;
    private static final double MOST_IDLE_MILLIS = 50;

    /** What was read of a directory. */
    private static final class Counted implements Source {
        private final Source source;
        private long bytes;
        private int files;

        Counted(Path root) {
            this.source = Source.directory(root);
        }

        @Override
        public synchronized byte[] read(String path, int most) {
            byte[] read = source.read(path, most);
            bytes += read.length;
            files++;
            return read;
        }

        @Override
        public String toString() {
            return source.toString();
        }
    }

    public static void main(String... args) {
        Path folder = Path.of(args[0]);
        int plugins = Integer.parseInt(args[1]);
        // So that what is measured first is compiled too.
        publishAll(folder.resolve("warm"), 400, new double[400]);

        double[] millis = new double[plugins];
        Path root = folder.resolve("registry");
        publishAll(root, plugins, millis);
        double first = median(Arrays.copyOfRange(millis, FIRST - 1, FIRST - 1 + WINDOW));
        double last = median(Arrays.copyOfRange(millis, plugins - WINDOW, plugins));
        System.out.printf(
                "publish: the 10th and the %d after it %.2f ms, the last %d of %d %.2f ms, ratio %.2f; longest %.0f ms%n",
                WINDOW - 1, first, WINDOW, plugins, last, last / first, Arrays.stream(millis).max().orElse(0));
        boolean kept = last / first <= MOST_RATIO;

        resolve(folder, "few", folder.resolve("warm"), 400);
        resolve(folder, "few", folder.resolve("warm"), 400);
        resolve(folder, "many", root, plugins);

        double idle = idle(folder, root, plugins);
        System.out.printf("nothing to do, 100 plugins: %.1f ms%n", idle);
        kept &= idle < MOST_IDLE_MILLIS;
        System.exit(kept ? 0 : 1);
    }

    private static int memories;

    /** A reader that knows nothing resolves one plugin. */
    private static void resolve(Path folder, String what, Path root, int plugins) {
        double[] millis = new double[20];
        long bytes = 0;
        long files = 0;
        for (int i = 0; i < millis.length; i++) {
            Counted source = new Counted(root);
            long begin = System.nanoTime();
            Index index = Registry.open(source, POLICY, folder.resolve("memory-" + memories++), Clock.systemUTC()).index();
            index.resolve(name(i * (plugins / millis.length)), VersionRange.parse("^1.0"));
            millis[i] = (System.nanoTime() - begin) / 1e6;
            bytes += source.bytes;
            files += source.files;
        }
        System.out.printf(
                "resolve of one of %s (%d) plugins, cold: %.1f ms, %d bytes in %d files%n",
                what, plugins, median(millis), bytes / millis.length, files / millis.length);
    }

    /** A reader that has all of a hundred plugins looks for something new, and reads them. */
    private static double idle(Path folder, Path root, int plugins) {
        Path memory = folder.resolve("idle");
        Set<PluginName> needed = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            needed.add(name(i * (plugins / 100)));
        }
        double[] millis = new double[40];
        for (int i = 0; i < millis.length; i++) {
            long begin = System.nanoTime();
            Index index = Registry.open(Source.directory(root), POLICY, memory, Clock.systemUTC()).index(needed);
            for (PluginName plugin : needed) {
                Entry entry = index.releases(plugin).getFirst();
                index.fetch(entry, entry.release());
                index.fetch(entry, entry.manifest());
                index.fetch(entry, entry.variants().getFirst().module());
                index.statements(entry, entry.variants().getFirst());
            }
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
        return median(Arrays.copyOfRange(millis, millis.length / 2, millis.length));
    }

    private static void publishAll(Path root, int plugins, double[] millis) {
        Publisher publisher = Publisher.create(root, KEY, Duration.ofDays(30), Clock.systemUTC());
        for (int i = 0; i < plugins; i++) {
            Publication publication = publication(name(i), "1.0.0");
            long begin = System.nanoTime();
            if (!(publisher.publish(publication) instanceof Publishing.Published)) {
                throw new IllegalStateException("not published");
            }
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
    }

    private static PluginName name(int number) {
        return PluginName.parse("owner-" + number / 25 + "/plugin-" + number);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static Publication publication(PluginName name, String version) {
        byte[] yaml = """
                apiVersion: assay/v1
                kind: Plugin
                name: %s
                version: %s
                summary: Checks one part of the host's configuration against the baseline of its owner
                license: Apache-2.0
                source: https://github.com/acme/plugins
                contract: assessment/1
                build: {toolchain: rust, path: .}
                capabilities:
                  exec: [sshd-effective]
                """.formatted(name, version).getBytes(StandardCharsets.UTF_8);
        // 16 KB that are another for each plugin: nobody looks into them.
        byte[] module = new byte[16 << 10];
        RANDOM.nextBytes(module);
        Variant variant = new Variant("baseline", Digest.of(module), module.length, new TreeSet<>(List.of("simd")));
        Release release =
                new Release(name, Version.parse(version), Digest.of(yaml), Optional.empty(), List.of(variant));
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        AuditPredicate audit = new AuditPredicate(
                Verdict.APPROVED,
                true,
                new TreeSet<>(List.of("exec")),
                Contract.ASSESSMENT_1,
                variant.features(),
                Digest.of(new byte[] {1}),
                "assay 0.1.0",
                "1",
                Digest.of(new byte[] {2}),
                now,
                now.plus(Duration.ofDays(90)));
        return new Publication(
                release,
                yaml,
                Optional.empty(),
                Map.of("baseline", module),
                new ArrayList<>(List.of(
                        Signer.sign(Statement.about(release, variant, PredicateType.AUDIT, audit.toJson()), AUDITOR))));
    }
}
