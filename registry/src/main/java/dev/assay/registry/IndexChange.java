package dev.assay.registry;

import dev.assay.model.Json;
import dev.assay.trust.Revocations;
import dev.assay.trust.SigningKey;
import dev.assay.trust.tuf.Content;
import dev.assay.trust.tuf.Delegations;
import dev.assay.trust.tuf.IndexLayout;
import dev.assay.trust.tuf.Metadata;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.Root;
import dev.assay.trust.tuf.TargetFile;
import dev.assay.trust.tuf.Targets;
import dev.assay.trust.tuf.TopLevel;
import dev.assay.trust.tuf.TufRepository;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One change of an index: begun from what it says now, signed by the keys at hand, visible when it is committed. The lock of
 * the registry's folder must be held.
 */
final class IndexChange {
    /** Signed by people with keys that lie elsewhere. */
    static final Duration OFFLINE = Duration.ofDays(366);
    /** Signed by a key in CI, which renews it in time. */
    private static final Duration DAILY = Duration.ofDays(92);

    /** How far the clocks of two who undo may differ. */
    private static final Duration CLOCKS = Duration.ofDays(1);

    private static final int MOST_IN_A_BIN = 256;
    /** Bins of 256 plugins for four million. */
    private static final int MOST_BITS = 14;

    private final TufRepository repository;
    private final TufRepository.Change change;
    private Targets top;
    private final Collection<SigningKey> keys;
    private final Instant now;

    private IndexChange(
            TufRepository repository,
            TufRepository.Change change,
            Targets top,
            Collection<SigningKey> keys,
            Instant now) {
        this.repository = repository;
        this.change = change;
        this.top = top;
        this.keys = keys;
        this.now = now;
    }

    /**
     * Makes the first index, which lists nothing.
     *
     * @param bits of the bins: 2 to the power of it
     * @param trustedRoot of Sigstore, to be handed to readers
     */
    static IndexChange first(
            IndexFolder folder,
            IndexRoles roles,
            int bits,
            Optional<byte[]> trustedRoot,
            Collection<SigningKey> keys,
            Instant now) {
        Root root = Root.first(now.plus(OFFLINE), roles.topLevel());
        // Before anything is written: a registry that was begun and not ended is no registry.
        requireKeys("root", roles.root(), keys);
        requireKeys("targets", roles.targets(), keys);
        requireKeys("online", roles.online(), keys);
        requireKeys("revocations", roles.revocations(), keys);
        requireKeys("undos", roles.undos(), keys);
        requireKeys("publish", roles.publish(), keys);
        TufRepository repository =
                TufRepository.create(folder, Metadata.sign(root, roles.root().among(keys)));
        List<TargetFile> files = trustedRoot.stream()
                .map(bytes -> repository.add(IndexLayout.TRUSTED_ROOT, bytes))
                .toList();
        Delegations.Named below = IndexLayout.topLevel(roles.revocations(), roles.undos(), roles.publish());
        Targets top = Targets.of(now.plus(OFFLINE), files, Optional.of(below));
        IndexChange first = new IndexChange(repository, repository.begin(), top, keys, now);
        first.change.targets(top, roles.targets().among(keys));
        first.revocations(Revocations.NONE);
        first.undos(Revocations.NONE);
        first.index(roles.publish(), bits);
        return first;
    }

    /** @param before what the index says now */
    static IndexChange of(
            TufRepository repository,
            TufRepository.Change change,
            IndexDocuments before,
            Collection<SigningKey> keys,
            Instant now) {
        return new IndexChange(repository, change, before.role().orElseThrow(), keys, now);
    }

    /**
     * A plugin has these releases from now on. The bins of it and of the search document are signed anew, and no others.
     *
     * @param search the root of the search document, whose other parts are there
     */
    void plugin(IndexDocuments before, PluginIndex index, byte[] search) {
        String path = IndexLayout.document(index.plugin().toString());
        byte[] document = Json.canonical(index.toJson());
        if (document.length > IndexDocuments.MOST_BYTES) {
            throw new RegistryException("the releases of " + index.plugin() + " are more than an index document holds, "
                    + IndexDocuments.MOST_BYTES + " bytes. Publish further ones under another name");
        }
        put(before, List.of(repository.add(path, document), repository.add(IndexLayout.SEARCH, search)));
    }

    /** This is the root of the search document from now on. */
    void search(IndexDocuments before, byte[] search) {
        put(before, List.of(repository.add(IndexLayout.SEARCH, search)));
    }

    private void put(IndexDocuments before, List<TargetFile> changed) {
        Delegations.Bins bins = before.bins();
        Map<String, Map<String, TargetFile>> byBin = new TreeMap<>();
        for (TargetFile file : changed) {
            byBin.computeIfAbsent(
                            bins.name(bins.bin(file.path())),
                            bin -> new TreeMap<>(
                                    before.bin(bin).map(Targets::files).orElse(Map.of())))
                    .put(file.path(), file);
        }
        if (bins.bits() < MOST_BITS && byBin.values().stream().anyMatch(files -> files.size() > MOST_IN_A_BIN)) {
            spread(before, bins, changed);
        } else {
            byBin.forEach((bin, files) -> bin(bins, bin, files.values()));
        }
    }

    /** Four times as many bins, so that what a reader fetches and a publisher signs for one plugin stays small. */
    private void spread(IndexDocuments before, Delegations.Bins old, List<TargetFile> changed) {
        Map<String, TargetFile> all = new TreeMap<>();
        for (long bin = 0; bin < old.count(); bin++) {
            all.putAll(before.bin(old.name(bin)).orElseThrow().files());
        }
        changed.forEach(file -> all.put(file.path(), file));
        Delegations.Bins bins = IndexLayout.bins(old.quorum(), Math.min(MOST_BITS, old.bits() + 2));
        Map<Long, List<TargetFile>> spread = new TreeMap<>();
        all.forEach((path, file) ->
                spread.computeIfAbsent(bins.bin(path), _ -> new ArrayList<>()).add(file));
        signIndex(bins);
        for (long bin = 0; bin < bins.count(); bin++) {
            bin(bins, bins.name(bin), spread.getOrDefault(bin, List.of()));
        }
    }

    /** What is revoked from now on. */
    void revocations(Revocations list) {
        document(IndexLayout.REVOCATIONS, IndexLayout.REVOCATION_LIST, list.toJson());
    }

    /** What is undone from now on. */
    void undos(Revocations list) {
        document(IndexLayout.UNDOS, IndexLayout.UNDO_LIST, list.undosToJson());
    }

    /** What is to be undone from then on, signed by those of the keys at hand that may. */
    Revoking.UndoProposal propose(Revocations list) {
        Quorum quorum = delegated(IndexLayout.UNDOS);
        if (quorum.among(keys).isEmpty()) {
            throw new RegistryException("none of the keys given is of the role 'undos'. Give one with --security-key");
        }
        byte[] document = Json.canonical(list.undosToJson());
        Targets targets = Targets.of(
                now.plus(OFFLINE), List.of(TargetFile.of(IndexLayout.UNDO_LIST, document)), Optional.empty());
        byte[] draft = change.draft(IndexLayout.UNDOS, targets, quorum.among(keys));
        return new Revoking.UndoProposal(
                new String(document, StandardCharsets.UTF_8), new String(draft, StandardCharsets.UTF_8));
    }

    /** Undoes what others proposed, with the keys at hand. */
    void accept(Revoking.UndoProposal proposal) {
        Quorum quorum = delegated(IndexLayout.UNDOS);
        Targets said = change.take(IndexLayout.UNDOS, quorum, proposal.metadataBytes(), quorum.among(keys));
        TargetFile list = repository.add(IndexLayout.UNDO_LIST, proposal.listBytes());
        if (!said.files().equals(Map.of(IndexLayout.UNDO_LIST, list))) {
            throw new RegistryException("the proposal vouches for another list than the one in it. Have it made anew");
        }
        // Who signs second would else sign for whatever time the first one chose: for ever, or so little that it is
        // over at once.
        if (said.delegations().isPresent()
                || isDue(said, OFFLINE)
                || said.expires().isAfter(now.plus(OFFLINE).plus(CLOCKS))) {
            throw new RegistryException("the proposal is to count until " + said.expires()
                    + ", which is not what one made now counts. Have it made anew");
        }
    }

    /**
     * Signs anew what is in the second half of its time, if the keys are at hand; what takes other keys is told.
     *
     * @param others gets the roles that somebody else has to sign, with the time they end
     */
    void renew(IndexDocuments before, Map<String, Instant> others) {
        if (isDue(top, OFFLINE)) {
            if (isAtHand(targets())) {
                signTop(top);
            } else {
                others.put("targets", top.expires());
            }
        }
        for (String role : List.of(IndexLayout.REVOCATIONS, IndexLayout.UNDOS)) {
            Targets targets = before.role(role).orElseThrow();
            if (isDue(targets, OFFLINE)) {
                if (isAtHand(delegated(role))) {
                    sign(role, OFFLINE, targets.files().values());
                } else {
                    others.put(role, targets.expires());
                }
            }
        }
        renewIndex(before, others);
    }

    private void renewIndex(IndexDocuments before, Map<String, Instant> others) {
        Quorum publish = delegated(IndexLayout.INDEX);
        Targets index = before.role(IndexLayout.INDEX).orElseThrow();
        Delegations.Bins bins = before.bins();
        if (isDue(index, DAILY)) {
            if (isAtHand(publish)) {
                signIndex(bins);
            } else {
                others.put(IndexLayout.INDEX, index.expires());
            }
        }
        for (long bin = 0; bin < bins.count(); bin++) {
            String name = bins.name(bin);
            Targets targets = before.bin(name).orElseThrow();
            if (isDue(targets, DAILY)) {
                if (isAtHand(bins.quorum())) {
                    bin(bins, name, targets.files().values());
                } else {
                    others.merge(IndexLayout.INDEX, targets.expires(), (a, b) -> a.isBefore(b) ? a : b);
                }
            }
        }
    }

    /** Signs the top-level targets anew, as after a rotation of their keys. */
    void resignTop() {
        signTop(top);
    }

    /**
     * Other keys for roles below the top-level targets, which those vouch for; all that they say is signed by the new ones.
     *
     * @param others by role: {@code revocations}, {@code undos}, {@code index}
     */
    void rotate(IndexDocuments before, Map<String, Quorum> others) {
        Delegations.Named below = (Delegations.Named) top.delegations().orElseThrow();
        for (Map.Entry<String, Quorum> other : others.entrySet()) {
            requireKeys(other.getKey(), other.getValue(), keys);
            below = below.with(other.getKey(), other.getValue());
        }
        top = Targets.of(now.plus(OFFLINE), top.files().values(), Optional.of(below));
        signTop(top);
        for (String role : List.of(IndexLayout.REVOCATIONS, IndexLayout.UNDOS)) {
            if (others.containsKey(role)) {
                sign(role, OFFLINE, before.role(role).orElseThrow().files().values());
            }
        }
        Optional.ofNullable(others.get(IndexLayout.INDEX)).ifPresent(quorum -> {
            Delegations.Bins bins = IndexLayout.bins(quorum, before.bins().bits());
            signIndex(bins);
            for (long bin = 0; bin < bins.count(); bin++) {
                Targets old = before.bin(bins.name(bin)).orElseThrow();
                bin(bins, bins.name(bin), old.files().values());
            }
        });
    }

    /** The one moment at which something is published. */
    void commit(Duration validity) {
        Root root = repository.root();
        requireKeys("online", quorum(root, TopLevel.TIMESTAMP), keys);
        Set<SigningKey> online =
                new LinkedHashSet<>(quorum(root, TopLevel.SNAPSHOT).among(keys));
        online.addAll(quorum(root, TopLevel.TIMESTAMP).among(keys));
        change.publish(now, now.plus(validity), now.plus(validity), online);
    }

    private void index(Quorum publish, int bits) {
        Delegations.Bins bins = IndexLayout.bins(publish, bits);
        signIndex(bins);
        for (long bin = 0; bin < bins.count(); bin++) {
            bin(bins, bins.name(bin), List.of());
        }
    }

    /** The role that is above the bins has the same keys. */
    private void signIndex(Delegations.Bins bins) {
        change.delegated(
                IndexLayout.INDEX,
                bins.quorum(),
                Targets.of(now.plus(DAILY), List.of(), Optional.of(bins)),
                bins.quorum().among(keys));
    }

    private void bin(Delegations.Bins bins, String name, Collection<TargetFile> files) {
        requireKeys("publish", bins.quorum(), keys);
        change.bin(
                bins,
                name,
                Targets.of(now.plus(DAILY), files, Optional.empty()),
                bins.quorum().among(keys));
    }

    private void document(String role, String path, JsonNode document) {
        requireKeys(role, delegated(role), keys);
        sign(role, OFFLINE, List.of(repository.add(path, Json.canonical(document))));
    }

    private void sign(String role, Duration lifetime, Collection<TargetFile> files) {
        Quorum quorum = delegated(role);
        change.delegated(role, quorum, Targets.of(now.plus(lifetime), files, Optional.empty()), quorum.among(keys));
    }

    private void signTop(Targets content) {
        requireKeys("targets", targets(), keys);
        change.targets(
                Targets.of(now.plus(OFFLINE), content.files().values(), content.delegations()),
                targets().among(keys));
    }

    private boolean isDue(Targets targets, Duration lifetime) {
        return isDue(targets, lifetime, now);
    }

    /** In the second half of its time, so that a schedule has weeks or months for it. */
    static boolean isDue(Content content, Duration lifetime, Instant now) {
        return !content.expires().isAfter(now.plus(lifetime.dividedBy(2)));
    }

    /** Whether the keys at hand may publish. */
    boolean mayPublish() {
        return isAtHand(delegated(IndexLayout.INDEX));
    }

    private boolean isAtHand(Quorum quorum) {
        return isAtHand(quorum, keys);
    }

    static boolean isAtHand(Quorum quorum, Collection<SigningKey> keys) {
        return quorum.among(keys).size() >= quorum.threshold();
    }

    private Quorum targets() {
        return quorum(repository.root(), TopLevel.TARGETS);
    }

    private Quorum delegated(String role) {
        return top.delegations()
                .flatMap(each -> each.quorum(role))
                .orElseThrow(() -> new RegistryException("the top-level targets delegate to no role '" + role
                        + "': this registry is not laid out as Assay does. Make it anew with 'assay registry init'"));
    }

    static Quorum quorum(Root root, TopLevel role) {
        return Optional.ofNullable(root.roles().get(role)).orElseThrow();
    }

    /** So that a command tells which key it lacks, and not which signature. */
    static void requireKeys(String role, Quorum quorum, Collection<SigningKey> keys) {
        int there = quorum.among(keys).size();
        if (there < quorum.threshold()) {
            throw new RegistryException("this takes " + quorum.threshold() + " of the "
                    + quorum.keys().size() + " keys of the role '" + role + "', and " + there
                    + " were given. Give them too");
        }
    }
}
