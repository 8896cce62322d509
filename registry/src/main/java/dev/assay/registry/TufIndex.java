package dev.assay.registry;

import dev.assay.model.PluginName;
import dev.assay.trust.SignedDocument;
import dev.assay.trust.SigningKey;
import dev.assay.trust.tuf.Delegation;
import dev.assay.trust.tuf.Delegations;
import dev.assay.trust.tuf.IndexLayout;
import dev.assay.trust.tuf.Metadata;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.Root;
import dev.assay.trust.tuf.TargetFile;
import dev.assay.trust.tuf.Targets;
import dev.assay.trust.tuf.TopLevel;
import dev.assay.trust.tuf.TufRepository;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The writing side of a registry's index as a TUF repository, in the folder {@code tuf} beside the head: the plugins'
 * documents, the revocation list and a trusted root are its targets, with the keys of {@link IndexRoles}. It says what the head
 * says. One writer at a time, by the registry's lock.
 */
public final class TufIndex {
    /** Beneath the registry. */
    public static final String FOLDER = "tuf";
    /** The target path of the Sigstore trusted root. */
    public static final String TRUSTED_ROOT = "trusted_root.json";

    private static final String TARGETS = "targets";
    /** Signed by people with offline keys. */
    private static final Duration OFFLINE = Duration.ofDays(366);
    /** Signed by the publish key, which renews it in time. */
    private static final Duration INDEX = Duration.ofDays(92);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Folder folder;
    private final Head head;
    private final TufRepository repository;
    private final Collection<SigningKey> keys;
    private final Instant now;

    private TufIndex(Folder folder, Head head, TufRepository repository, Collection<SigningKey> keys, Instant now) {
        this.folder = folder;
        this.head = head;
        this.repository = repository;
        this.keys = keys;
        this.now = now;
    }

    /**
     * Puts the index of a registry behind TUF: makes the first root and signs everything once.
     *
     * @param publisher who signed the head, and whose key is the publish key
     * @param keys enough for the quorum of each role
     * @param bits of the bins: 2 to the power of it
     * @param trustedRoot of Sigstore, to be handed to readers
     * @param validity of snapshot and timestamp
     */
    public static void create(
            Path registry,
            SigningKey publisher,
            IndexRoles roles,
            Collection<SigningKey> keys,
            int bits,
            Optional<byte[]> trustedRoot,
            Duration validity,
            Clock clock) {
        if (roles.publish().among(List.of(publisher)).isEmpty()) {
            throw new RegistryException("the key that signs the head is not the publish key of the roles");
        }
        Folder folder = folder(registry, publisher);
        try (Lock _ = Lock.take(folder, PATIENCE)) {
            Head head = head(folder, publisher);
            Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
            Metadata<Root> first = Metadata.sign(
                    Root.first(now.plus(OFFLINE), roles.topLevel()),
                    roles.root().among(keys));
            TufRepository repository = TufRepository.create(registry.resolve(FOLDER), first);
            TufIndex index = new TufIndex(folder, head, repository, keys, now);
            TufRepository.Change change = repository.change();
            List<TargetFile> files = trustedRoot.stream()
                    .map(bytes -> repository.add(TRUSTED_ROOT, bytes))
                    .toList();
            Delegations top = IndexLayout.topLevel(roles.revocations(), roles.publish());
            change.targets(
                    Targets.of(now.plus(OFFLINE), files, Optional.of(top)),
                    roles.targets().among(keys));
            index.revocations(change, roles.revocations());
            Delegations.Bins bins = IndexLayout.bins(roles.publish(), bits);
            index.bins(change, roles.publish(), bins);
            index.publish(change, validity);
        }
    }

    /**
     * Says what the head says now: signs the bins whose documents changed, the revocations if they did, and snapshot and
     * timestamp always. With keys of targets among the keys, the top-level targets are signed anew too.
     *
     * @param publisher who signed the head
     * @param keys the publish key, the online key, and the security keys if the revocations changed
     * @param validity of snapshot and timestamp
     */
    public static void update(
            Path registry, SigningKey publisher, Collection<SigningKey> keys, Duration validity, Clock clock) {
        Folder folder = folder(registry, publisher);
        try (Lock _ = Lock.take(folder, PATIENCE)) {
            Head head = head(folder, publisher);
            Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
            TufRepository repository = TufRepository.open(registry.resolve(FOLDER));
            TufIndex index = new TufIndex(folder, head, repository, keys, now);
            TufRepository.Change change = repository.change();
            Targets top = before(change, TARGETS);
            List<SigningKey> offline =
                    quorum(repository.root(), TopLevel.TARGETS).among(keys);
            if (!offline.isEmpty()) {
                change.targets(Targets.of(now.plus(OFFLINE), top.files().values(), top.delegations()), offline);
            }
            index.revocations(change, delegated(top, IndexLayout.REVOCATIONS));
            Delegations bins = before(change, IndexLayout.INDEX)
                    .delegations()
                    .orElseThrow(() -> foreign("the role '" + IndexLayout.INDEX + "' has no bins"));
            if (!(bins instanceof Delegations.Bins all)) {
                throw foreign("the role '" + IndexLayout.INDEX + "' delegates to named roles");
            }
            index.bins(change, delegated(top, IndexLayout.INDEX), all);
            index.publish(change, validity);
        }
    }

    /**
     * Rotates keys or changes a threshold of a top-level role by the next root. After it {@link #update} signs with the new
     * keys what the old ones signed.
     *
     * @param keys enough of the root's quorum before and after it
     * @return the version of the new root
     */
    public static long rotate(Path registry, TopLevel role, Quorum quorum, Collection<SigningKey> keys, Clock clock) {
        try (Lock _ = Lock.take(new Folder(registry), PATIENCE)) {
            TufRepository repository = TufRepository.open(registry.resolve(FOLDER));
            Instant expires = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(OFFLINE);
            Root next = repository.root().next(expires, role, quorum);
            List<SigningKey> signers =
                    new ArrayList<>(quorum(repository.root(), TopLevel.ROOT).among(keys));
            quorum(next, TopLevel.ROOT).among(keys).stream()
                    .filter(key -> !signers.contains(key))
                    .forEach(signers::add);
            repository.rotate(Metadata.sign(next, signers));
            return next.version();
        }
    }

    private void revocations(TufRepository.Change change, Quorum quorum) {
        Blob list = head.revocations();
        Optional<TargetFile> listed = change.before(IndexLayout.REVOCATIONS)
                .map(targets -> targets.files().get(IndexLayout.REVOCATION_LIST));
        List<SigningKey> signers = quorum.among(keys);
        if (listed.filter(file -> file.announces(list.digest(), list.size())).isPresent() && signers.isEmpty()) {
            return;
        }
        if (signers.size() < quorum.threshold()) {
            throw new RegistryException("the revocations changed, and " + signers.size() + " of the "
                    + quorum.threshold() + " security keys that must sign them were given. Give them too");
        }
        TargetFile file = repository.add(IndexLayout.REVOCATION_LIST, read(list));
        change.delegated(
                IndexLayout.REVOCATIONS,
                quorum,
                Targets.of(now.plus(OFFLINE), List.of(file), Optional.empty()),
                signers);
    }

    private void bins(TufRepository.Change change, Quorum quorum, Delegations.Bins bins) {
        if (change.before(IndexLayout.INDEX).filter(this::isFresh).isEmpty()) {
            change.delegated(
                    IndexLayout.INDEX,
                    quorum,
                    Targets.of(now.plus(INDEX), List.of(), Optional.of(bins)),
                    quorum.among(keys));
        }
        Map<Long, SortedMap<String, Blob>> wanted = new TreeMap<>();
        for (Map.Entry<PluginName, Blob> plugin : head.plugins().entrySet()) {
            String path = IndexLayout.document(plugin.getKey().toString());
            wanted.computeIfAbsent(bins.bin(path), _ -> new TreeMap<>()).put(path, plugin.getValue());
        }
        for (long bin = 0; bin < bins.count(); bin++) {
            bin(change, bins, bins.name(bin), wanted.getOrDefault(bin, new TreeMap<>()));
        }
    }

    private void bin(
            TufRepository.Change change, Delegations.Bins bins, String name, SortedMap<String, Blob> documents) {
        Optional<Targets> before = change.before(name);
        Map<String, TargetFile> listed = before.map(Targets::files).orElse(Map.of());
        List<TargetFile> files = new ArrayList<>();
        boolean changed = !listed.keySet().equals(documents.keySet());
        for (Map.Entry<String, Blob> document : documents.entrySet()) {
            Blob blob = document.getValue();
            Optional<TargetFile> same = Optional.ofNullable(listed.get(document.getKey()))
                    .filter(file -> file.announces(blob.digest(), blob.size()));
            changed = changed || same.isEmpty();
            files.add(same.orElseGet(() -> repository.add(document.getKey(), read(blob))));
        }
        if (changed || before.filter(this::isFresh).isEmpty()) {
            change.delegated(
                    name,
                    bins.quorum(),
                    Targets.of(now.plus(INDEX), files, Optional.empty()),
                    bins.quorum().among(keys));
        }
    }

    /** Half of its time is left, so that a schedule has weeks to sign it anew. */
    private boolean isFresh(Targets targets) {
        return targets.expires().isAfter(now.plus(INDEX.dividedBy(2)));
    }

    private void publish(TufRepository.Change change, Duration validity) {
        Set<SigningKey> online =
                new LinkedHashSet<>(quorum(repository.root(), TopLevel.SNAPSHOT).among(keys));
        online.addAll(quorum(repository.root(), TopLevel.TIMESTAMP).among(keys));
        change.publish(now.plus(validity), now.plus(validity), online);
    }

    private byte[] read(Blob blob) {
        return folder.read(Places.document(blob.digest()), blob);
    }

    private static Quorum delegated(Targets top, String role) {
        if (top.delegations().orElse(null) instanceof Delegations.Named named) {
            for (Delegation each : named.roles()) {
                if (each.name().equals(role)) {
                    return each.quorum();
                }
            }
        }
        throw foreign("the top-level targets do not delegate to '" + role + "'");
    }

    private static Targets before(TufRepository.Change change, String role) {
        return change.before(role).orElseThrow(() -> foreign("the role '" + role + "' was never published"));
    }

    private static Quorum quorum(Root root, TopLevel role) {
        return Optional.ofNullable(root.roles().get(role))
                .orElseThrow(() -> foreign("the root has no role '" + role.id() + "'"));
    }

    private static RegistryException foreign(String what) {
        return new RegistryException("the folder '" + FOLDER + "' of the registry is not one that Assay finished: "
                + what + ". Delete the folder and make it anew; readers have to be given its new first root");
    }

    /** First only read, so that a directory that is no registry is named and not made. */
    private static Folder folder(Path registry, SigningKey publisher) {
        Signed.by(List.of(publisher.verificationKey()))
                .head(
                        Source.directory(registry).read(Places.HEAD, SignedDocument.MOST_BYTES),
                        registry + "/" + Places.HEAD,
                        Instant.EPOCH);
        return new Folder(registry);
    }

    private static Head head(Folder folder, SigningKey publisher) {
        return Signed.by(List.of(publisher.verificationKey()))
                .head(
                        folder.source().read(Places.HEAD, SignedDocument.MOST_BYTES),
                        folder.source() + "/" + Places.HEAD,
                        Instant.EPOCH);
    }
}
