package dev.assay.trust.tuf;

import dev.assay.trust.TrustException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Brings trusted metadata up to date by the specification's client workflow (section 5), and finds targets in them. What was
 * verified is kept even if a later step fails, as the workflow has it; nothing older is ever put in its place. With nothing
 * new, a refresh makes two requests: the next root, and the timestamp. One refresh at a time on one store.
 */
public final class TufClient {
    private final TufStore store;
    private final Transport metadata;
    private final Clock clock;

    /** The store must have been given its first root: {@link TufStore#initialize}. */
    public TufClient(TufStore store, Transport metadata, Clock clock) {
        this.store = store;
        this.metadata = metadata;
        this.clock = clock;
    }

    /**
     * Sections 5.1 to 5.6 for the top-level roles.
     *
     * @throws TrustException whose code tells why the repository is not believed, or that it was not reached
     */
    public TrustedView refresh() {
        try (TufStore.Held _ = store.hold()) {
            // 5.1, 5.2
            TrustedMetadata trusted = new TrustedMetadata(trustedRoot(), clock.instant());
            updateRoot(trusted);
            updateTimestamp(trusted);
            updateSnapshot(trusted);
            // 5.6
            return TrustedView.open(trusted, List.of(store), metadata);
        }
    }

    /**
     * Says that all that is needed of a refreshed view was read: from now on that is what {@link #lastKnown} gives, with each
     * role that was read.
     */
    public void complete(TrustedView view) {
        try (TufStore.Held _ = store.hold()) {
            store.complete(view.rolesRead());
        }
    }

    /**
     * What the last view that was {@link #complete} said: for when the repository is not reached, or gives only a part. Nobody is
     * asked for anything newer, only for delegated roles of that time that were not needed yet. The metadata may have expired,
     * by no more than the grace.
     *
     * @param grace zero or more
     * @throws TrustException with code {@code tuf-expired} when the grace is over
     */
    public TrustedView lastKnown(Duration grace) {
        Instant allowed = clock.instant().minus(grace.isNegative() ? Duration.ZERO : grace);
        TrustedMetadata trusted = new TrustedMetadata(trustedRoot(), allowed);
        trusted.requireFreshRoot();
        TufStore last = store.lastComplete();
        last.read("timestamp", Bounds.TIMESTAMP_BYTES).ifPresent(bytes -> trusted.trustTimestamp(bytes, false));
        trusted.requireFreshTimestamp();
        last.read("snapshot", Bounds.SNAPSHOT_BYTES).ifPresent(trusted::trustSnapshot);
        return TrustedView.open(trusted, List.of(last, store), metadata);
    }

    private byte[] trustedRoot() {
        return store.read("root", Bounds.ROOT_BYTES)
                .orElseThrow(
                        () -> Refusal.STORE.because("there is no trusted root yet; initialize the store with one"));
    }

    /** 5.3 */
    private void updateRoot(TrustedMetadata trusted) {
        for (int rotations = 0; ; rotations++) {
            // 5.3.3: always under the name with the version
            String next = Names.metadata("root", trusted.root().version() + 1, true);
            Optional<byte[]> bytes = metadata.fetch(next, Bounds.ROOT_BYTES);
            if (bytes.isEmpty()) {
                break;
            }
            if (rotations == Bounds.ROTATIONS) {
                // To go on with a root that is known not to be the last would be to trust keys that were replaced.
                throw Refusal.TOO_MANY.because("there are more than " + Bounds.ROTATIONS + " new roots");
            }
            trusted.trustRoot(bytes.get());
            if (trusted.isRotated()) {
                // 5.3.11, fast-forward recovery. Before the root is kept: after a crash between the two it is done
                // again.
                store.delete("timestamp");
                store.delete("snapshot");
            }
            // 5.3.8
            store.write("root", bytes.get());
        }
        // 5.3.10
        trusted.requireFreshRoot();
    }

    /** 5.4 */
    private void updateTimestamp(TrustedMetadata trusted) {
        store.read("timestamp", Bounds.TIMESTAMP_BYTES)
                .ifPresent(bytes -> ignoringRefusal(() -> trusted.trustTimestamp(bytes, true)));
        // 5.4.1
        byte[] bytes = fetched("timestamp.json", Bounds.TIMESTAMP_BYTES);
        if (trusted.trustTimestamp(bytes, false)) {
            // 5.4.5
            store.write("timestamp", bytes);
        }
        trusted.requireFreshTimestamp();
    }

    /** 5.5 */
    private void updateSnapshot(TrustedMetadata trusted) {
        store.read("snapshot", Bounds.SNAPSHOT_BYTES)
                .ifPresent(bytes -> ignoringRefusal(() -> trusted.trustOldSnapshot(bytes)));
        if (trusted.isSnapshotCurrent()) {
            return;
        }
        // 5.5.1
        MetaFile announced = trusted.announcedSnapshot();
        byte[] bytes = fetched(
                Names.metadata("snapshot", announced.version(), trusted.root().consistentSnapshot()),
                announced.most(Bounds.SNAPSHOT_BYTES));
        trusted.trustSnapshot(bytes);
        // 5.5.7
        store.write("snapshot", bytes);
    }

    private byte[] fetched(String path, int most) {
        return metadata.fetch(path, most)
                .orElseThrow(() -> Refusal.MISSING.because("the repository has no '" + path + "'"));
    }

    /** What is on this disk and does not verify counts for nothing; its successor is fetched and says more. */
    private static void ignoringRefusal(Runnable step) {
        try {
            step.run();
        } catch (TrustException _) {
            // As if it were not there.
        }
    }
}
