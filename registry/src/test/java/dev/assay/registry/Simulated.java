package dev.assay.registry;

import dev.assay.model.Capabilities;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import dev.assay.registry.search.Card;
import dev.assay.registry.search.Nodes;
import dev.assay.registry.search.Tree;
import dev.assay.trust.SigningKey;
import dev.assay.trust.tuf.Anchor;
import dev.assay.trust.tuf.Delegations;
import dev.assay.trust.tuf.IndexLayout;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.TargetFile;
import dev.assay.trust.tuf.Targets;
import dev.assay.trust.tuf.TrustedView;
import dev.assay.trust.tuf.TufRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A registry of many versions: its whole index, signed and laid out as publications would leave it, without the content that it lists.
 * Of the documents of plugins all are made and hashed, and those of {@link #KEPT} plugins are written.
 */
final class Simulated {
    /** The plugins whose documents are there: evenly spread ones. */
    static final int KEPT = 20;

    private static final int IN_A_BIN = 200;
    private static final List<String> SUBJECTS = List.of(
            "sshd", "kernel", "Kubernetes", "TLS", "firewall", "passwords", "audit logs", "cron", "sudo", "mounts");

    private Simulated() {}

    /** A source that counts what is read of it. */
    static final class Counted implements Source {
        private final Source source;
        long bytes;
        int files;

        Counted(Path root) {
            this.source = Source.directory(root);
        }

        @Override
        public synchronized byte[] read(String path, int most) {
            files++;
            byte[] read = source.read(path, most);
            bytes += read.length;
            return read;
        }

        @Override
        public String toString() {
            return source.toString();
        }
    }

    static PluginName name(int number) {
        return PluginName.parse("owner-" + number / 25 + "/plugin-" + number);
    }

    /** The plugin of the last of them all whose document is there. */
    static PluginName kept(int plugins, int which) {
        return name(which * (plugins / KEPT));
    }

    static void make(Path root, SigningKey key, int plugins, int versions, Clock clock) {
        Quorum one = Quorum.of(1, List.of(key.verificationKey()));
        int bits = 1;
        while (plugins >> bits > IN_A_BIN) {
            bits += 2;
        }
        Publisher.create(
                root,
                new Publisher.Beginning(IndexRoles.allOf(key.verificationKey()), bits, Optional.empty()),
                List.of(key),
                Duration.ofDays(30),
                clock);
        Folder folder = new Folder(root);
        TufRepository repository = TufRepository.open(new IndexFolder(folder), new Anchor(one));
        TrustedView view = repository.view();
        Delegations.Bins bins = IndexLayout.bins(one, bits);
        List<List<TargetFile>> byBin = new ArrayList<>();
        for (long bin = 0; bin < bins.count(); bin++) {
            byBin.add(new ArrayList<>());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        List<Card> cards = new ArrayList<>();
        for (int number = 0; number < plugins; number++) {
            PluginIndex index = index(number, versions, now);
            String path = IndexLayout.document(index.plugin().toString());
            byte[] document = Json.canonical(index.toJson());
            TargetFile file =
                    number % (plugins / KEPT) == 0 ? repository.add(path, document) : TargetFile.of(path, document);
            byBin.get((int) bins.bin(path)).add(file);
            cards.add(card(number, index.releases()));
        }
        Blob search = new Tree(new Unforced(root)).of(cards).orElseThrow();
        byte[] top = folder.source().read(Places.searchNode(search.digest()), search);
        byBin.get((int) bins.bin(IndexLayout.SEARCH)).add(repository.add(IndexLayout.SEARCH, top));
        TufRepository.Change change = repository.change(view);
        Instant expires = now.plus(Duration.ofDays(30));
        for (int bin = 0; bin < byBin.size(); bin++) {
            change.bin(bins, bins.name(bin), Targets.of(expires, byBin.get(bin), Optional.empty()), List.of(key));
        }
        change.publish(now, expires, expires, List.of(key));
    }

    /** Many files, which need not be on the disk before they are read. */
    private record Unforced(Path root) implements Nodes {
        @Override
        public byte[] read(Blob node) {
            return Source.directory(root).read(Places.searchNode(node.digest()), node);
        }

        @Override
        public void write(Blob node, byte[] bytes) {
            try {
                Path file = root.resolve(Places.searchNode(node.digest()));
                Files.createDirectories(file.getParent());
                Files.write(file, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Card card(int number, List<Entry> releases) {
        Entry shown = Card.shown(releases);
        return new Card(
                shown.plugin(),
                shown.version(),
                "Checks " + SUBJECTS.get(number % 10) + " and " + SUBJECTS.get(number / 10 % 10)
                        + " of a host against the baseline of its owner",
                shown.published(),
                shown.verdict(),
                shown.capabilities().kinds(),
                releases.size(),
                false,
                shown.release().digest(),
                List.of(shown.variants().getFirst().module().digest()));
    }

    private static PluginIndex index(int number, int versions, Instant now) {
        List<Entry> releases = new ArrayList<>();
        for (int version = 0; version < versions; version++) {
            releases.add(entry(name(number), "1." + version + ".0", now));
        }
        return new PluginIndex(name(number), 1, releases);
    }

    private static Entry entry(PluginName plugin, String version, Instant now) {
        Blob audit = blob("audit", plugin, version);
        ListedVariant variant = new ListedVariant(
                "baseline",
                blob("module", plugin, version),
                new TreeSet<>(List.of("simd")),
                blob("artifact", plugin, version),
                blob("referrers", plugin, version),
                List.of(new ListedStatement(audit, PredicateType.AUDIT, now)),
                Optional.of(audit.digest()),
                Optional.of(Verdict.APPROVED));
        return new Entry(
                plugin,
                Version.parse(version),
                now,
                Contract.ASSESSMENT_1,
                Capabilities.NONE,
                blob("release", plugin, version),
                blob("manifest", plugin, version),
                Optional.empty(),
                List.of(variant),
                Optional.empty());
    }

    private static Blob blob(String what, PluginName plugin, String version) {
        return new Blob(Digest.of((what + plugin + version).getBytes(StandardCharsets.UTF_8)), 4096);
    }
}
