package dev.assay.registry;

import dev.assay.model.PluginName;
import dev.assay.model.Reason;
import dev.assay.model.Version;
import dev.assay.trust.Bundle;
import dev.assay.trust.Revocation;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.VerificationKey;
import dev.assay.trust.tuf.Anchor;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.TopLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The writing side of a registry in a directory. Each change is all or nothing: everything new is written beside what is
 * there, and the replacement of one file, the timestamp of the index, makes it the registry. A crash before that leaves the
 * registry as it was. Any number of publishers, in threads and processes of one machine, may work at once: each waits for the
 * others and none loses another's work. What lies in the directory is verified before it is signed for again. Thread-safe.
 */
public final class Publisher {
    private final Folder folder;
    private final IndexWriter writer;

    private Publisher(IndexWriter writer) {
        this.folder = writer.folder();
        this.writer = writer;
    }

    /** What a new registry is made with. */
    public record Beginning(IndexRoles roles, int bits, Optional<byte[]> trustedRoot) {
        /** They become more by themselves as plugins do. */
        private static final int FEW = 1;

        /** One key for everything, and few bins. */
        public static Beginning with(SigningKey key) {
            return new Beginning(IndexRoles.allOf(key.verificationKey()), FEW, Optional.empty());
        }
    }

    /** The same as below, with one key for everything. */
    public static Publisher create(Path directory, SigningKey key, Duration validity, Clock clock) {
        return create(directory, Beginning.with(key), List.of(key), validity, clock);
    }

    /**
     * Makes an empty registry.
     *
     * @param keys enough for the quorum of each role
     * @param validity how long each signature of the index is the newest word
     * @throws RegistryException when the directory has anything in it, is a file, or cannot be written, or a key is missing
     */
    public static Publisher create(
            Path directory, Beginning beginning, Collection<SigningKey> keys, Duration validity, Clock clock) {
        Anchor anchor = new Anchor(beginning.roles().root());
        Publisher publisher =
                new Publisher(new IndexWriter(new Folder(directory), anchor, keys, validity, clock, Optional.empty()));
        try (Lock _ = publisher.writer.lock()) {
            requireEmpty(directory);
            IndexChange.first(
                            new IndexFolder(publisher.folder),
                            beginning.roles(),
                            beginning.bits(),
                            beginning.trustedRoot(),
                            keys,
                            publisher.writer.now())
                    .commit(validity);
        }
        return publisher;
    }

    /** The same as below, for a registry of one key. */
    public static Publisher open(Path directory, SigningKey key, Duration validity, Clock clock) {
        return open(directory, new Anchor(Quorum.of(1, List.of(key.verificationKey()))), List.of(key), validity, clock);
    }

    /**
     * Opens a registry.
     *
     * @param anchor whom its first root is known by, as {@link #anchor} gives it: what others put there is not signed for
     * @param keys those of the roles that are to sign
     * @throws RegistryException when there is none, others made it, or it is of a newer format
     */
    public static Publisher open(
            Path directory, Anchor anchor, Collection<SigningKey> keys, Duration validity, Clock clock) {
        return open(directory, anchor, keys, validity, clock, Optional.empty());
    }

    /**
     * Opens a registry as above, and keeps in mind what it saw and signed.
     *
     * @param memory a directory of the publisher's own: an older state than one that was seen is signed no more
     */
    public static Publisher open(
            Path directory, Anchor anchor, Collection<SigningKey> keys, Duration validity, Clock clock, Path memory) {
        return open(directory, anchor, keys, validity, clock, Optional.of(new LastPublished(memory)));
    }

    private static Publisher open(
            Path directory,
            Anchor anchor,
            Collection<SigningKey> keys,
            Duration validity,
            Clock clock,
            Optional<LastPublished> memory) {
        // First only read, so that a directory that is no registry is named and not made.
        Source.directory(directory).read(Places.ROOT, IndexDocuments.MOST_BYTES);
        Publisher publisher =
                new Publisher(new IndexWriter(new Folder(directory), anchor, keys, validity, clock, memory));
        publisher.writer.repository();
        return publisher;
    }

    /** By whom a trust policy knows a registry: so many of its publishers signed a root. */
    public static Anchor anchor(TrustPolicy policy) {
        return Registry.anchor(policy, "the registry");
    }

    /**
     * Lists a release with its statements. The same release again is no change, but statements that are new are added to
     * it; another release under the same version is refused.
     */
    public Publishing publish(Publication publication) {
        PluginName plugin = publication.release().name();
        Version version = publication.release().version();
        try (Lock _ = writer.lock()) {
            IndexWriter.Opened opened = writer.opened();
            PluginIndex index = opened.documents().plugin(plugin);
            Optional<Entry> listed = index.find(version);
            if (version.text().contains("+")) {
                return new Publishing.Refused(new Reason(
                        "build-metadata",
                        plugin + " " + version + " has build metadata, which neither orders versions nor fits a tag",
                        "publish it without '+' and what follows"));
            }
            if (listed.isPresent()
                    && !listed.get()
                            .release()
                            .digest()
                            .equals(publication.release().digest())) {
                return new Publishing.Refused(new Reason(
                        "version-taken",
                        plugin + " " + version + " is already published with other content, release "
                                + listed.get().release().digest(),
                        "give it a new version: a version never changes once it is published"));
            }
            Layout layout = new Layout(folder, plugin);
            Shelf shelf = new Shelf(layout, writer.now());
            Entry entry = listed.orElseGet(() -> shelf.place(publication));
            Entry whole = shelf.attach(entry, publication.statements());
            return listed.equals(Optional.of(whole))
                    ? new Publishing.Unchanged(whole)
                    : commit(opened, layout, index, whole);
        }
    }

    /**
     * Lists further statements about a release, such as a review or a later audit. An audit statement that is newer than
     * the current one takes its place.
     */
    public Publishing attach(PluginName plugin, Version version, List<Bundle> statements) {
        try (Lock _ = writer.lock()) {
            IndexWriter.Opened opened = writer.opened();
            PluginIndex index = opened.documents().plugin(plugin);
            Optional<Entry> listed = index.find(version);
            if (listed.isEmpty()) {
                return notPublished(plugin, version);
            }
            Entry entry = listed.get();
            for (Bundle bundle : statements) {
                if (entry.variants().stream()
                        .noneMatch(variant -> Publication.statement(bundle)
                                .isAbout(
                                        variant.module().digest(),
                                        entry.release().digest()))) {
                    return new Publishing.Refused(new Reason(
                            "another-subject",
                            "a statement is not about a module of " + plugin + " " + version,
                            "sign a statement about the module and the release"));
                }
            }
            Layout layout = new Layout(folder, plugin);
            Entry whole = new Shelf(layout, writer.now()).attach(entry, statements);
            return entry.equals(whole) ? new Publishing.Unchanged(entry) : commit(opened, layout, index, whole);
        }
    }

    /**
     * Leaves a release out of what is chosen from now on. It still loads where it is required: what must stop is revoked.
     *
     * @param reason for people
     */
    public Publishing yank(PluginName plugin, Version version, String reason) {
        return yank(plugin, version, Optional.of(new Entry.Yank(reason, writer.now())));
    }

    /** Lets a release be chosen again. */
    public Publishing unyank(PluginName plugin, Version version) {
        return yank(plugin, version, Optional.empty());
    }

    private Publishing yank(PluginName plugin, Version version, Optional<Entry.Yank> yank) {
        try (Lock _ = writer.lock()) {
            IndexWriter.Opened opened = writer.opened();
            PluginIndex index = opened.documents().plugin(plugin);
            Optional<Entry> listed = index.find(version);
            if (listed.isEmpty()) {
                return notPublished(plugin, version);
            }
            Entry entry = listed.get();
            return entry.yanked().isPresent() == yank.isPresent()
                    ? new Publishing.Unchanged(entry)
                    : commit(opened, new Layout(folder, plugin), index, entry.yanked(yank));
        }
    }

    private static Publishing notPublished(PluginName plugin, Version version) {
        return new Publishing.Refused(
                new Reason("not-published", plugin + " " + version + " is not in this registry", "publish it first"));
    }

    /**
     * Revokes what this names, as the role of revocations signs it. Readers see it when they next look, and runtimes
     * stop what it names.
     */
    public void revoke(Revocation revocation) {
        try (Lock _ = writer.lock()) {
            new Revoking(writer).revoke(revocation);
        }
    }

    /**
     * Undoes every revocation of exactly this that is in force, as the role of undos signs it.
     *
     * @throws RegistryException when there is none
     */
    public void unrevoke(Revocation.Target target, Revocation.Undo undo) {
        try (Lock _ = writer.lock()) {
            new Revoking(writer).undo(target, undo);
        }
    }

    /**
     * Signs the undo of every revocation of exactly this that is in force, and publishes nothing: for {@link #acceptUndo} by
     * somebody else.
     *
     * @return a document to hand on
     */
    public byte[] proposeUndo(Revocation.Target target, Revocation.Undo undo) {
        try (Lock _ = writer.lock()) {
            return new Revoking(writer).propose(target, undo);
        }
    }

    /**
     * Undoes what another proposed, if it is the undo of every revocation of exactly this and of nothing else.
     *
     * @return what was proposed
     * @throws RegistryException if it is anything else, is about an older state, or is signed by too few
     */
    public Revocation.Undo acceptUndo(Revocation.Target target, byte[] proposal) {
        try (Lock _ = writer.lock()) {
            return new Revoking(writer).accept(target, proposal);
        }
    }

    /**
     * Says once more what is said, for as long as new signatures last; with it, whatever has half its time behind it and
     * whose keys are at hand is signed anew. After a rotation, what the old keys said is taken over. A registry that has no
     * search document gets one, if the publish key is at hand.
     *
     * @return the roles that are due and take other keys, with the time they end
     */
    public Map<String, Instant> refresh() {
        try (Lock _ = writer.lock()) {
            return new Renewal(writer).refresh();
        }
    }

    /**
     * Makes the search document anew from what is said of each plugin, as the publish key signs it; that of a registry that
     * has none too. Nothing while there are no plugins.
     */
    public void renewSearch() {
        try (Lock _ = writer.lock()) {
            new Renewal(writer).renewSearch();
        }
    }

    /**
     * Gives a role of the root other keys or another threshold, by the next root, which enough of the root's keys sign, before
     * and after. If it is not the root's own, the registry is refused by readers until it is {@link #refresh}ed with the new
     * keys.
     *
     * @return the version of the new root
     */
    public long rotateTop(Map<TopLevel, Quorum> roles) {
        try (Lock _ = writer.lock()) {
            return new Renewal(writer).rotateTop(roles);
        }
    }

    /**
     * Another key for everything, in a registry of one key, at once: with both.
     *
     * @return the version of the new root
     */
    public long rotateAll(VerificationKey key) {
        try (Lock _ = writer.lock()) {
            return new Renewal(writer).rotateAll(key);
        }
    }

    /**
     * Gives a role that the top-level targets vouch for other keys or another threshold, at once: with keys of
     * {@code targets} and {@code online}, and the new ones.
     *
     * @param role {@code revocations}, {@code undos} or {@code index}
     */
    public void rotateBelow(String role, Quorum quorum) {
        try (Lock _ = writer.lock()) {
            new Renewal(writer).rotateBelow(role, quorum);
        }
    }

    private Publishing commit(IndexWriter.Opened opened, Layout layout, PluginIndex index, Entry entry) {
        PluginIndex changed = index.with(entry);
        IndexChange change = opened.change();
        change.plugin(opened.documents(), changed, opened.search(changed));
        writer.commit(change);
        // After it: cut off between the two, a layout lacks a tag of what is published, and has none of what is not.
        layout.writeTags(changed);
        return new Publishing.Published(entry);
    }

    private static void requireEmpty(Path directory) {
        if (Files.exists(directory.resolve(Places.ROOT), LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.exists(directory.resolve(Places.metadata("timestamp.json")), LinkOption.NOFOLLOW_LINKS)) {
                throw new RegistryException(directory + " has a registry's root and no timestamp. If making it was"
                        + " cut off, delete what is there and begin again; if a file was lost, restore it");
            }
            throw new RegistryException(
                    directory + " already is a registry. Publish into it, or give another directory");
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<String> foreign = files.map(file -> file.getFileName().toString())
                    .filter(name -> !Folder.OWN.contains(name))
                    .sorted()
                    .toList();
            if (!foreign.isEmpty()) {
                throw new RegistryException(directory + " is not empty: it has " + foreign.getFirst()
                        + ". Give a new or an empty directory");
            }
        } catch (IOException e) {
            throw Folder.failed("read", directory, e);
        }
    }
}
