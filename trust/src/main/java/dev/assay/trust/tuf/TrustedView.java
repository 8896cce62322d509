package dev.assay.trust.tuf;

import dev.assay.trust.TrustException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A repository as of one refresh: which targets it vouches for. Metadata of delegated roles are fetched when a search needs
 * them. Not thread-safe.
 */
public final class TrustedView {
    private static final String TOP = "targets";

    private final TrustedMetadata trusted;
    private final List<Kept> stores;
    private final Transport metadata;
    private final Map<Source, Targets> read = new HashMap<>();

    /** A role as one delegator describes it: another one may trust other keys under the same name. */
    private record Source(String role, Quorum quorum, String delegator) {}

    private TrustedView(TrustedMetadata trusted, List<Kept> stores, Transport metadata) {
        this.trusted = trusted;
        this.stores = stores;
        this.metadata = metadata;
    }

    /** @param stores looked into one after the other; what is fetched is written to the first */
    static TrustedView open(TrustedMetadata trusted, List<Kept> stores, Transport metadata) {
        TrustedView view = new TrustedView(trusted, stores, metadata);
        view.targets(view.top());
        return view;
    }

    /** Rises with each publication by {@link TufRepository}. */
    public long snapshotVersion() {
        return trusted.snapshot().version();
    }

    /** When the timestamp was signed, if its writer says so. */
    public Optional<Instant> issued() {
        return trusted.timestamp().issued();
    }

    /** When the first of the metadata expires that were read so far: those of the top level, and what searches came by. */
    public Instant expires() {
        return read.values().stream().map(Targets::expires).reduce(trusted.expires(), (a, b) -> a.isBefore(b) ? a : b);
    }

    /**
     * What a role says.
     *
     * @param path the names of the roles that lead to it from the top-level one, its own last; none for the top-level one
     * @return empty if it was never published
     * @throws TrustException if it cannot be verified, or one on the way delegates to nobody of that name
     */
    public Optional<Targets> role(String... path) {
        String by = TOP;
        Targets targets = targets(top());
        for (String name : path) {
            String delegator = by;
            Quorum quorum = targets.delegations()
                    .flatMap(each -> each.quorum(name))
                    .orElseThrow(() -> Refusal.MISSING.because(
                            "the role '" + delegator + "' delegates to no role '" + name + "'"));
            if (!trusted.announces(name)) {
                return Optional.empty();
            }
            targets = targets(new Source(name, quorum, "the role '" + by + "'"));
            by = name;
        }
        return Optional.of(targets);
    }

    /** The targets roles that were read so far. */
    Set<String> rolesRead() {
        return read.keySet().stream().map(Source::role).collect(Collectors.toSet());
    }

    /** The versions that are announced of all targets roles. */
    Map<String, MetaFile> announced() {
        return trusted.snapshot().roles();
    }

    public long timestampVersion() {
        return trusted.timestamp().version();
    }

    /**
     * Section 5.6.7: looks for a target in the top-level role and those it delegates to, depth first, in the order of the
     * delegations; a terminating one that covers the path ends the search. At most 32 roles are visited, each once.
     *
     * @return empty if no role vouches for it
     * @throws TrustException if a role on the way cannot be verified: then nobody knows what it would say
     */
    public Optional<TargetFile> find(String path) {
        Deque<Source> left = new ArrayDeque<>(List.of(top()));
        Set<String> visited = new HashSet<>();
        while (!left.isEmpty()) {
            Source source = left.pop();
            // 5.6.7.1: against cycles, and against a search without end
            if (visited.contains(source.role)) {
                continue;
            }
            if (visited.size() == Bounds.VISITED_ROLES) {
                throw Refusal.TOO_MANY.because(
                        "the search for '" + path + "' visits more than " + Bounds.VISITED_ROLES + " roles");
            }
            visited.add(source.role);
            Targets targets = targets(source);
            Optional<TargetFile> file = Optional.ofNullable(targets.files().get(path));
            if (file.isPresent()) {
                return file;
            }
            // 5.6.7.2
            List<Delegation> covering =
                    targets.delegations().map(each -> each.covering(path)).orElse(List.of());
            descend(left, covering, source.role);
        }
        return Optional.empty();
    }

    /** 5.6.7.2.1: after a terminating delegation, neither its sisters nor those of its ancestors are asked. */
    private static void descend(Deque<Source> left, List<Delegation> covering, String delegator) {
        int end = 0;
        while (end < covering.size() && !covering.get(end).terminating()) {
            end++;
        }
        if (end < covering.size()) {
            left.clear();
            end++;
        }
        for (Delegation each : covering.subList(0, end).reversed()) {
            left.push(new Source(each.name(), each.quorum(), "the role '" + delegator + "'"));
        }
    }

    /**
     * Section 5.7: the bytes of a target, which are those that were announced.
     *
     * @param targets where the repository keeps its targets
     */
    public byte[] fetch(TargetFile file, Transport targets) {
        if (file.length() > Bounds.TARGET_BYTES) {
            throw Refusal.LENGTH.because(
                    "target '" + file.path() + "' has more than the " + Bounds.TARGET_BYTES + " bytes accepted");
        }
        // 5.7.2
        String location = file.location(trusted.root().consistentSnapshot());
        byte[] bytes = targets.fetch(location, (int) file.length())
                .orElseThrow(() -> Refusal.MISSING.because("the repository has no target '" + location + "'"));
        // 5.7.3
        file.require(bytes);
        return bytes;
    }

    private Source top() {
        return new Source(TOP, trusted.root().quorum(TopLevel.TARGETS), "the root");
    }

    private Targets targets(Source source) {
        Targets known = read.get(source);
        if (known == null) {
            known = kept(source).orElseGet(() -> fetched(source));
            read.put(source, known);
        }
        return known;
    }

    /** What is on disk is used if it is exactly what a fetched one would have to be. */
    private Optional<Targets> kept(Source source) {
        for (Kept store : stores) {
            try {
                Optional<Targets> kept =
                        store.read(source.role, Bounds.TARGETS_BYTES).map(each -> verified(each, source));
                if (kept.isPresent()) {
                    return kept;
                }
            } catch (TrustException _) {
                // As if it were not there.
            }
        }
        return Optional.empty();
    }

    private Targets fetched(Source source) {
        MetaFile announced = trusted.announced(source.role);
        // 5.6.1
        String path =
                Names.metadata(source.role, announced.version(), trusted.root().consistentSnapshot());
        byte[] bytes = metadata.fetch(path, announced.most(Bounds.TARGETS_BYTES))
                .orElseThrow(() -> Refusal.MISSING.because("the repository has no '" + path + "'"));
        Targets targets = verified(bytes, source);
        // 5.6.6
        stores.getFirst().write(source.role, bytes);
        return targets;
    }

    private Targets verified(byte[] bytes, Source source) {
        return trusted.verifyTargets(bytes, source.role, source.quorum, source.delegator);
    }
}
