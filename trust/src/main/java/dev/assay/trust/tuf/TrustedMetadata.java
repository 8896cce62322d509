package dev.assay.trust.tuf;

import dev.assay.trust.TrustException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The top-level metadata in the order in which trust grows: each is verified against what is trusted before it. Every
 * {@code trust…} either takes the metadata over or throws and changes nothing. Section numbers are the specification's. Not
 * thread-safe.
 */
final class TrustedMetadata {
    /** Of one registry of 10,000 plugins all is kept. */
    private static final Verified<Targets> TARGETS = new Verified<>(16 << 20);

    private static final Verified<Metadata<Snapshot>> SNAPSHOTS = new Verified<>(4 << 20);

    /** 5.1: the time that expiry is judged by, fixed for one update. */
    private final Instant now;

    private Metadata<Root> root;
    private boolean rotated;
    private Optional<Metadata<Timestamp>> timestamp = Optional.empty();
    private Optional<Metadata<Snapshot>> snapshot = Optional.empty();

    /** 5.2: begins with the root that is trusted already; it may have expired, as long as a newer one has not. */
    TrustedMetadata(byte[] trustedRoot, Instant now) {
        this.now = now;
        root = Metadata.root(trustedRoot);
        root.content().quorum(TopLevel.ROOT).require(root, "itself");
    }

    Root root() {
        return root.content();
    }

    /** 5.3.4 to 5.3.7. */
    void trustRoot(byte[] bytes) {
        Metadata<Root> next = Metadata.root(bytes);
        // 5.3.4: by the quorum of the root before it, and by its own.
        root().quorum(TopLevel.ROOT).require(next, "the trusted root, version " + root().version());
        next.content().quorum(TopLevel.ROOT).require(next, "itself");
        // 5.3.5: exactly the next version, so that none can be left out.
        requireVersion(next, root().version() + 1);
        rotated = rotated
                || root().quorum(TopLevel.TIMESTAMP)
                        .hasKeysBeyond(next.content().quorum(TopLevel.TIMESTAMP))
                || root().quorum(TopLevel.SNAPSHOT).hasKeysBeyond(next.content().quorum(TopLevel.SNAPSHOT));
        root = next;
    }

    /** 5.3.11: whether a key of timestamp or snapshot was taken away, so that what it signed counts no longer. */
    boolean isRotated() {
        return rotated;
    }

    /** 5.3.10, against freezing: asked of the last root only. */
    void requireFreshRoot() {
        requireFresh(root);
    }

    /**
     * 5.4.2 to 5.4.4. The trusted timestamp may have expired: then it still tells what was seen.
     *
     * @return whether it is newer than the trusted one
     */
    boolean trustTimestamp(byte[] bytes, boolean mayHaveExpired) {
        Metadata<Timestamp> next = Metadata.timestamp(bytes);
        // 5.4.2
        root().quorum(TopLevel.TIMESTAMP).require(next, "the root");
        if (timestamp.isPresent()) {
            Timestamp old = timestamp.get().content();
            // 5.4.3.1
            if (next.content().version() < old.version()) {
                throw rollback(next, next.content().version(), old.version());
            }
            if (next.content().version() == old.version()) {
                return false;
            }
            // 5.4.3.2
            if (next.content().snapshot().version() < old.snapshot().version()) {
                throw rollback(
                        "the snapshot that timestamp.json announces",
                        next.content().snapshot().version(),
                        old.snapshot().version());
            }
        }
        // 5.4.4
        if (!mayHaveExpired) {
            requireFresh(next);
        }
        timestamp = Optional.of(next);
        return true;
    }

    void requireFreshTimestamp() {
        requireFresh(timestamp.orElseThrow(() -> Refusal.MISSING.because("there is no trusted timestamp.json")));
    }

    /** What the trusted timestamp announces. */
    MetaFile announcedSnapshot() {
        return timestamp().snapshot();
    }

    /** A snapshot of before: it tells what was seen, and need not be current. */
    void trustOldSnapshot(byte[] bytes) {
        snapshot = Optional.of(verifiedSnapshot(bytes));
    }

    /** Whether the trusted snapshot is the announced one, fresh, and need not be fetched. */
    boolean isSnapshotCurrent() {
        return snapshot.isPresent()
                && snapshot.get().content().version() == announcedSnapshot().version()
                && passes(() -> announcedSnapshot().require(snapshot.get().bytes(), "snapshot.json"))
                && passes(() -> requireFresh(snapshot.get()));
    }

    /** 5.5.2 to 5.5.6. */
    void trustSnapshot(byte[] bytes) {
        // 5.5.2
        announcedSnapshot().require(bytes, "snapshot.json");
        // 5.5.3
        Metadata<Snapshot> next = verifiedSnapshot(bytes);
        // 5.5.4, against mix-and-match
        requireVersion(next, announcedSnapshot().version());
        // 5.5.5
        snapshot.ifPresent(old -> old.content().roles().forEach((role, file) -> {
            MetaFile now = next.content()
                    .role(role)
                    .orElseThrow(() -> Refusal.ROLLBACK.because(
                            "snapshot.json no longer announces the targets metadata '" + role + "'"));
            if (now.version() < file.version()) {
                throw rollback("the targets metadata '" + role + "' in snapshot.json", now.version(), file.version());
            }
        }));
        // 5.5.6
        requireFresh(next);
        snapshot = Optional.of(next);
    }

    private Metadata<Snapshot> verifiedSnapshot(byte[] bytes) {
        Quorum quorum = root().quorum(TopLevel.SNAPSHOT);
        return SNAPSHOTS.of(bytes, "snapshot", quorum, () -> {
            Metadata<Snapshot> read = Metadata.snapshot(bytes);
            quorum.require(read, "the root");
            return read;
        });
    }

    Timestamp timestamp() {
        return timestamp
                .orElseThrow(() -> Refusal.MISSING.because("there is no trusted timestamp.json"))
                .content();
    }

    Snapshot snapshot() {
        return snapshot.orElseThrow(() -> Refusal.MISSING.because("there is no trusted snapshot.json"))
                .content();
    }

    /** When the first of root, timestamp and snapshot expires. */
    Instant expires() {
        return Stream.of(root().expires(), timestamp().expires(), snapshot().expires())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    boolean announces(String role) {
        return snapshot().role(role).isPresent();
    }

    /** What the trusted snapshot announces of a role. */
    MetaFile announced(String role) {
        return snapshot.flatMap(each -> each.content().role(role))
                .orElseThrow(
                        () -> Refusal.MISSING.because("snapshot.json announces no targets metadata '" + role + "'"));
    }

    /** 5.6.2 to 5.6.5, for the top-level role and delegated ones. */
    Targets verifyTargets(byte[] bytes, String role, Quorum quorum, String delegator) {
        // 5.6.2
        announced(role).require(bytes, "targets metadata '" + role + "'");
        // 5.6.3
        Targets next = TARGETS.of(bytes, role, quorum, () -> {
            Metadata<Targets> read = Metadata.targets(bytes, role);
            quorum.require(read, delegator);
            return read.content();
        });
        String what = Metadata.targetsNamed(role);
        // 5.6.4, against mix-and-match
        requireVersion(what, next, announced(role).version());
        // 5.6.5
        requireFresh(what, next);
        return next;
    }

    private void requireFresh(Metadata<?> metadata) {
        requireFresh(metadata.what(), metadata.content());
    }

    private void requireFresh(String what, Content content) {
        if (!now.isBefore(content.expires())) {
            throw Refusal.EXPIRED.because(
                    what + ", version " + content.version() + ", expired at " + content.expires());
        }
    }

    private static void requireVersion(Metadata<?> metadata, long expected) {
        requireVersion(metadata.what(), metadata.content(), expected);
    }

    private static void requireVersion(String what, Content content, long expected) {
        if (content.version() != expected) {
            throw Refusal.VERSION.because(what + " has version " + content.version() + ", and not " + expected);
        }
    }

    private static TrustException rollback(Metadata<?> metadata, long version, long seen) {
        return rollback(metadata.what(), version, seen);
    }

    private static TrustException rollback(String what, long version, long seen) {
        return Refusal.ROLLBACK.because(
                what + " has version " + version + ", though version " + seen + " was seen already");
    }

    private static boolean passes(Runnable check) {
        try {
            check.run();
            return true;
        } catch (TrustException _) {
            return false;
        }
    }
}
