package dev.assay.trust.tuf;

import dev.assay.model.Inert;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
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
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");

    private final Path folder;
    private Metadata<Root> root;

    private TufRepository(Path folder, Metadata<Root> root) {
        this.folder = folder;
        this.root = root;
    }

    /** Begins a repository in a folder without one: its root is version 1, and signed by its own quorum. */
    public static TufRepository create(Path folder, Metadata<Root> first) {
        if (first.content().version() != 1 || !first.content().consistentSnapshot()) {
            throw Refusal.VERSION.because("a repository begins with a root of version 1 and with consistent snapshots");
        }
        first.content().quorum(TopLevel.ROOT).require(first, "itself");
        if (Files.exists(metadata(folder, "1.root.json"))) {
            throw Refusal.STORE.because("there is a repository in " + Inert.quote(folder.toString()) + " already");
        }
        write(metadata(folder, "1.root.json"), first.bytes());
        return new TufRepository(folder, first);
    }

    /** The repository in a folder, after a check that each root is followed by one that it vouches for. */
    public static TufRepository open(Path folder) {
        TrustedMetadata trusted = new TrustedMetadata(
                read(metadata(folder, "1.root.json"), Bounds.ROOT_BYTES)
                        .orElseThrow(() ->
                                Refusal.MISSING.because("there is no repository in " + Inert.quote(folder.toString()))),
                Instant.MIN);
        byte[] newest = read(metadata(folder, "1.root.json"), Bounds.ROOT_BYTES).orElseThrow();
        for (Optional<byte[]> next = nextRoot(folder, trusted); next.isPresent(); next = nextRoot(folder, trusted)) {
            trusted.trustRoot(next.get());
            newest = next.get();
        }
        return new TufRepository(folder, Metadata.root(newest));
    }

    private static Optional<byte[]> nextRoot(Path folder, TrustedMetadata trusted) {
        return read(metadata(folder, Names.metadata("root", trusted.root().version() + 1, true)), Bounds.ROOT_BYTES);
    }

    public Root root() {
        return root.content();
    }

    /**
     * Rotates keys or changes a threshold: publishes the next root, signed by the quorum before it and by its own. Who loses a
     * key of timestamp or snapshot has to {@link Change#publish} after it.
     */
    public void rotate(Metadata<Root> next) {
        TrustedMetadata trusted = new TrustedMetadata(root.bytes(), Instant.MIN);
        trusted.trustRoot(next.bytes());
        if (!next.content().consistentSnapshot()) {
            throw Refusal.MALFORMED.because("a repository here keeps consistent snapshots");
        }
        write(metadata(folder, Names.metadata("root", next.content().version(), true)), next.bytes());
        root = next;
    }

    /** Puts the bytes of a target in place. It is announced when a role that holds the result is published. */
    public TargetFile add(String path, byte[] bytes) {
        TargetFile file = TargetFile.of(path, bytes);
        // Refuses paths that leave the folder.
        file.location(true);
        int slash = path.lastIndexOf('/') + 1;
        write(
                folder.resolve(TOP)
                        .resolve(path.substring(0, slash) + file.hashes().prefix() + "." + path.substring(slash)),
                bytes);
        return file;
    }

    /** What a targets role says now, or empty before it was first published. */
    public Optional<Targets> targets(String role) {
        return currentSnapshot().flatMap(snapshot -> snapshot.role(role)).map(file -> read(role, file));
    }

    private Targets read(String role, MetaFile file) {
        return Metadata.targets(required(Names.metadata(role, file.version(), true), Bounds.TARGETS_BYTES), role)
                .content();
    }

    /** Begins a change of targets roles; the others stay as they are. */
    public Change change() {
        return new Change();
    }

    /** New versions of some roles, published together. */
    public final class Change {
        private final Map<String, MetaFile> base =
                currentSnapshot().map(Snapshot::roles).orElse(Map.of());
        private final Map<String, MetaFile> announced = new LinkedHashMap<>(base);
        private final Map<String, byte[]> files = new LinkedHashMap<>();

        private Change() {}

        /** What a targets role says before this change, or empty if it was never published. */
        public Optional<Targets> before(String role) {
            return Optional.ofNullable(base.get(role)).map(file -> read(role, file));
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
            // Hashes of a thousand bins would make every snapshot three times as long; the version and the signature
            // bind.
            return role(role, content, quorum, keys, false);
        }

        private Change role(
                String role, Targets content, Quorum quorum, Collection<SigningKey> keys, boolean withHash) {
            long version = Optional.ofNullable(announced.get(role))
                            .map(MetaFile::version)
                            .orElse(0L)
                    + 1;
            Metadata<Targets> signed = Metadata.sign(content.withVersion(version), keys);
            byte[] bytes = signed.bytes();
            // As a client reads it: within its limits, and what was written is what was meant.
            quorum.require(Metadata.targets(bytes, role), "its delegator");
            announced.put(role, withHash ? MetaFile.of(version, bytes) : MetaFile.of(version));
            files.put(Names.metadata(role, version, true), bytes);
            return this;
        }

        /** Publishes it with a new snapshot and timestamp. Also with no change, which renews the two. */
        public void publish(Instant snapshotExpires, Instant timestampExpires, Collection<SigningKey> online) {
            if (!announced.containsKey(TOP)) {
                throw Refusal.MISSING.because("the top-level targets were never published");
            }
            long version = currentSnapshot().map(Snapshot::version).orElse(0L) + 1;
            Metadata<Snapshot> snapshot =
                    Metadata.sign(new Snapshot(version, snapshotExpires, new TreeMap<>(announced)), online);
            root().quorum(TopLevel.SNAPSHOT).require(Metadata.snapshot(snapshot.bytes()), "the root");
            Timestamp head = new Timestamp(
                    currentTimestamp().map(Timestamp::version).orElse(0L) + 1,
                    timestampExpires,
                    MetaFile.of(version, snapshot.bytes()));
            Metadata<Timestamp> timestamp = Metadata.sign(head, online);
            root().quorum(TopLevel.TIMESTAMP).require(Metadata.timestamp(timestamp.bytes()), "the root");
            files.forEach((name, bytes) -> write(metadata(folder, name), bytes));
            write(metadata(folder, Names.metadata("snapshot", version, true)), snapshot.bytes());
            write(metadata(folder, "timestamp.json"), timestamp.bytes());
        }
    }

    private Optional<Timestamp> currentTimestamp() {
        return read(metadata(folder, "timestamp.json"), Bounds.TIMESTAMP_BYTES)
                .map(bytes -> Metadata.timestamp(bytes).content());
    }

    private Optional<Snapshot> currentSnapshot() {
        return currentTimestamp()
                .map(head -> Metadata.snapshot(required(
                                Names.metadata("snapshot", head.snapshot().version(), true), Bounds.SNAPSHOT_BYTES))
                        .content());
    }

    private byte[] required(String name, int most) {
        return read(metadata(folder, name), most)
                .orElseThrow(() -> Refusal.MISSING.because("the repository lacks its own '" + name + "'"));
    }

    private static Path metadata(Path folder, String name) {
        return folder.resolve("metadata").resolve(name);
    }

    private static Optional<byte[]> read(Path file, int most) {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw Refusal.LENGTH.because(Inert.quote(file.toString()) + " has more than " + most + " bytes");
            }
            return Optional.of(bytes);
        } catch (java.nio.file.NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Path parent = Files.createDirectories(file.toAbsolutePath().getParent());
            Path partial = Files.createTempFile(parent, ".", ".partial");
            try {
                Files.write(partial, bytes);
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    private static TrustException failed(String verb, Path file, IOException e) {
        return Refusal.STORE.because("cannot " + verb + " " + Inert.quote(file.toString()) + ": "
                + e.getClass().getSimpleName());
    }
}
