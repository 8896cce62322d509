package dev.assay.trust.tuf;

import dev.assay.model.Digest;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A repository as a folder that any web server can serve: {@code metadata/} and {@code targets/}, with consistent snapshots.
 * What clients would refuse is not written: every file is verified as a client does. The timestamp is replaced last, so that
 * readers see the old state or the new one. One writer at a time.
 */
public final class TufRepository {
    private static final String TOP = "targets";
    private static final String FIRST = "1.root.json";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");

    private final RepositoryFolder folder;
    /** Since the one that is trusted for itself; the newest comes first. */
    private final Deque<Metadata<Root>> roots;

    private TufRepository(RepositoryFolder folder, Deque<Metadata<Root>> roots) {
        this.folder = folder;
        this.roots = roots;
    }

    /** Begins a repository in a folder without one: its root is version 1, and signed by its own quorum. */
    public static TufRepository create(RepositoryFolder folder, Metadata<Root> first) {
        if (first.content().version() != 1 || !first.content().consistentSnapshot()) {
            throw Refusal.VERSION.because("a repository begins with a root of version 1 and with consistent snapshots");
        }
        first.content().quorum(TopLevel.ROOT).require(first, "itself");
        if (metadata(folder, FIRST, Bounds.ROOT_BYTES).isPresent()) {
            throw Refusal.STORE.because("there is a repository in " + folder + " already");
        }
        folder.write(Map.of("metadata/" + FIRST, first.bytes()));
        return new TufRepository(folder, new ArrayDeque<>(List.of(first)));
    }

    /**
     * The repository in a folder, after a check that each root is followed by one that it vouches for.
     *
     * @param anchor by whose keys its first root is known: else who can write there could have other roles signed for
     */
    public static TufRepository open(RepositoryFolder folder, Anchor anchor) {
        if (metadata(folder, FIRST, Bounds.ROOT_BYTES).isEmpty()) {
            throw Refusal.MISSING.because("there is no repository in " + folder);
        }
        byte[] first = anchor.root((path, most) -> metadata(folder, path, most));
        TrustedMetadata trusted = new TrustedMetadata(first, Instant.MIN);
        Deque<Metadata<Root>> roots = new ArrayDeque<>(List.of(Metadata.root(first)));
        for (Optional<byte[]> next = nextRoot(folder, trusted); next.isPresent(); next = nextRoot(folder, trusted)) {
            trusted.trustRoot(next.get());
            roots.push(Metadata.root(next.get()));
        }
        return new TufRepository(folder, roots);
    }

    private static Optional<byte[]> nextRoot(RepositoryFolder folder, TrustedMetadata trusted) {
        return metadata(folder, Names.metadata("root", trusted.root().version() + 1, true), Bounds.ROOT_BYTES);
    }

    public Root root() {
        return newest().content();
    }

    private Metadata<Root> newest() {
        return roots.getFirst();
    }

    /**
     * The root that follows, with another quorum for some roles. It takes over what the repository says now, so that the new
     * keys can sign that anew ({@link #viewBeforeRotation}), and nothing that the old ones sign after it.
     *
     * @throws TrustException if what is there was signed by others than those who may
     */
    public Root next(Instant expires, Map<TopLevel, Quorum> others) {
        Root next = root().next(expires, others);
        Optional<Digest> now = timestamp();
        now.ifPresent(_ -> viewBeforeRotation());
        return now.map(next::takingOver).orElse(next);
    }

    /** The digest of the first root, which its reader's anchor signed: the same for as long as it is this repository. */
    public Digest anchor() {
        return Digest.of(roots.getLast().bytes());
    }

    /** The digest of the timestamp, which is not verified; empty if it was never published. */
    public Optional<Digest> timestamp() {
        return metadata(folder, "timestamp.json", Bounds.TIMESTAMP_BYTES).map(Digest::of);
    }

    /**
     * Rotates keys or changes a threshold: publishes the next root, signed by the quorum before it and by its own. Who loses a
     * key of timestamp or snapshot has to {@link Change#publish} after it.
     */
    public void rotate(Metadata<Root> next) {
        TrustedMetadata trusted = new TrustedMetadata(newest().bytes(), Instant.MIN);
        trusted.trustRoot(next.bytes());
        if (!next.content().consistentSnapshot()) {
            throw Refusal.MALFORMED.because("a repository here keeps consistent snapshots");
        }
        writeMetadata(Names.metadata("root", next.content().version(), true), next.bytes());
        roots.push(next);
    }

    /** Puts the bytes of a target in place. It is announced when a role that holds the result is published. */
    public TargetFile add(String path, byte[] bytes) {
        TargetFile file = TargetFile.of(path, bytes);
        // Refuses paths that leave the folder.
        file.location(true);
        int slash = path.lastIndexOf('/') + 1;
        folder.write(Map.of(
                TOP + "/" + path.substring(0, slash) + file.hashes().prefix() + "." + path.substring(slash), bytes));
        return file;
    }

    /**
     * What it says now, verified as a client does but for expiry, which is for its writer to mend.
     *
     * @throws TrustException if it was never published, or its newest root does not vouch for it
     */
    public TrustedView view() {
        return view(newest());
    }

    /**
     * The same just after a rotation, when nobody has signed yet with the new keys: by the newest root that vouches for it.
     * What old keys signed is believed once more, if it is what the newest root takes over: who has one of them, and can
     * write to the folder, gets nothing signed for that he put there later.
     */
    public TrustedView viewBeforeRotation() {
        Optional<TrustException> first = Optional.empty();
        for (Metadata<Root> root : roots) {
            try {
                return view(root);
            } catch (TrustException e) {
                first = first.or(() -> Optional.of(e));
                if (root().takesOver().isEmpty() || !root().takesOver().equals(timestamp())) {
                    break;
                }
            }
        }
        throw first.orElseThrow();
    }

    private TrustedView view(Metadata<Root> by) {
        TrustedMetadata trusted = new TrustedMetadata(by.bytes(), Instant.MIN);
        trusted.trustTimestamp(required("timestamp.json", Bounds.TIMESTAMP_BYTES), true);
        String snapshot = Names.metadata("snapshot", trusted.announcedSnapshot().version(), true);
        trusted.trustSnapshot(required(snapshot, Bounds.SNAPSHOT_BYTES));
        return TrustedView.open(trusted, List.of(Kept.NONE), (path, most) -> metadata(folder, path, most));
    }

    /** Whether the keys that the newest root names for the top-level targets signed those. */
    public boolean vouchesForTargets(TrustedView now) {
        MetaFile announced = java.util.Objects.requireNonNull(now.announced().get(TOP));
        byte[] bytes = required(Names.metadata(TOP, announced.version(), true), Bounds.TARGETS_BYTES);
        return root().quorum(TopLevel.TARGETS).isMetBy(Metadata.targets(bytes, TOP));
    }

    /** Begins the first change of a repository that was made just now. */
    public Change begin() {
        return new Change(Map.of(), 0, 0);
    }

    /**
     * Begins a change of targets roles; the others stay as they are.
     *
     * @param now what {@link #view} or {@link #viewBeforeRotation} gave
     */
    public Change change(TrustedView now) {
        return new Change(now.announced(), now.snapshotVersion(), now.timestampVersion());
    }

    /** New versions of some roles, published together. */
    public final class Change {
        private final Map<String, MetaFile> announced;
        private final long snapshot;
        private final long timestamp;
        private final Map<String, byte[]> files = new LinkedHashMap<>();

        private Change(Map<String, MetaFile> announced, long snapshot, long timestamp) {
            this.announced = new LinkedHashMap<>(announced);
            this.snapshot = snapshot;
            this.timestamp = timestamp;
        }

        /** A new version of the top-level targets; it announces its length and hash. */
        public Change targets(Targets content, Collection<SigningKey> keys) {
            return role(TOP, content, root().quorum(TopLevel.TARGETS), keys, true);
        }

        /**
         * A new version of a delegated role.
         *
         * @param quorum the one that its delegator names
         */
        public Change delegated(String role, Quorum quorum, Targets content, Collection<SigningKey> keys) {
            if (!PLAIN.matcher(role).matches()) {
                // Web servers give the file whose name is the decoded one, which another name may not be able to have.
                throw Refusal.MALFORMED.because(
                        "role '" + role + "' is not of letters, digits, '.', '_' and '-' alone");
            }
            Delegation.requireName(role);
            // So that one of the role's keys alone cannot put another file of the same version in its place.
            return role(role, content, quorum, keys, true);
        }

        /** The same for one of many bins. */
        public Change bin(Delegations.Bins bins, String name, Targets content, Collection<SigningKey> keys) {
            // Hashes of a thousand bins would make every snapshot three times as long; the version and the signature
            // bind.
            return role(name, content, bins.quorum(), keys, false);
        }

        /** The next version of a delegated role, signed by some of its keys: others sign it elsewhere, for {@link #take}. */
        public byte[] draft(String role, Targets content, Collection<SigningKey> keys) {
            return Metadata.sign(content.withVersion(next(role)), keys).bytes();
        }

        /**
         * Takes a draft that some signed, signed by these keys too.
         *
         * @param quorum the one that its delegator names
         * @return what it says
         * @throws TrustException if it is no draft of the next version, or too few have signed it
         */
        public Targets take(String role, Quorum quorum, byte[] draft, Collection<SigningKey> keys) {
            Metadata<Targets> signed = Metadata.targets(draft, role).signedBy(keys);
            if (signed.content().version() != next(role)) {
                throw Refusal.VERSION.because("the draft is version "
                        + signed.content().version() + " of the role '" + role + "', and the next is " + next(role));
            }
            announce(role, quorum, signed.bytes(), next(role), true);
            return signed.content();
        }

        private Change role(
                String role, Targets content, Quorum quorum, Collection<SigningKey> keys, boolean withHash) {
            long version = next(role);
            announce(
                    role,
                    quorum,
                    Metadata.sign(content.withVersion(version), keys).bytes(),
                    version,
                    withHash);
            return this;
        }

        private long next(String role) {
            return Optional.ofNullable(announced.get(role))
                            .map(MetaFile::version)
                            .orElse(0L)
                    + 1;
        }

        private void announce(String role, Quorum quorum, byte[] bytes, long version, boolean withHash) {
            // As a client reads it: within its limits, and what was written is what was meant.
            quorum.require(Metadata.targets(bytes, role), "its delegator");
            announced.put(role, withHash ? MetaFile.of(version, bytes) : MetaFile.of(version));
            files.put(Names.metadata(role, version, true), bytes);
        }

        /**
         * Publishes it with a new snapshot and timestamp. Also with no change, which renews the two.
         *
         * @param issued when this is, for readers
         */
        public void publish(
                Instant issued, Instant snapshotExpires, Instant timestampExpires, Collection<SigningKey> online) {
            if (!announced.containsKey(TOP)) {
                throw Refusal.MISSING.because("the top-level targets were never published");
            }
            Metadata<Snapshot> next =
                    Metadata.sign(new Snapshot(snapshot + 1, snapshotExpires, new TreeMap<>(announced)), online);
            root().quorum(TopLevel.SNAPSHOT).require(Metadata.snapshot(next.bytes()), "the root");
            MetaFile current = MetaFile.of(next.content().version(), next.bytes());
            Metadata<Timestamp> head =
                    Metadata.sign(new Timestamp(timestamp + 1, Optional.of(issued), timestampExpires, current), online);
            root().quorum(TopLevel.TIMESTAMP).require(Metadata.timestamp(head.bytes()), "the root");
            files.put(Names.metadata("snapshot", next.content().version(), true), next.bytes());
            Map<String, byte[]> paths = new LinkedHashMap<>();
            files.forEach((name, bytes) -> paths.put("metadata/" + name, bytes));
            folder.write(paths);
            writeMetadata("timestamp.json", head.bytes());
        }
    }

    private void writeMetadata(String name, byte[] bytes) {
        folder.write(Map.of("metadata/" + name, bytes));
    }

    private byte[] required(String name, int most) {
        return metadata(folder, name, most)
                .orElseThrow(() -> Refusal.MISSING.because("the repository lacks its own '" + name + "'"));
    }

    private static Optional<byte[]> metadata(RepositoryFolder folder, String name, int most) {
        return folder.read("metadata/" + name, most);
    }
}
