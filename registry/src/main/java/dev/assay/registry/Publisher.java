package dev.assay.registry;

import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Reason;
import dev.assay.model.Version;
import dev.assay.trust.Bundle;
import dev.assay.trust.DocumentKind;
import dev.assay.trust.Revocation;
import dev.assay.trust.Revocations;
import dev.assay.trust.SignedDocument;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The writing side of a registry in a directory. Each change is all or nothing: everything new is written beside what is
 * there, and the replacement of one file, the signed head, makes it the registry. A crash before that leaves the registry
 * as it was. Any number of publishers, in threads and processes of one machine, may work at once: each waits for the
 * others and none loses another's work. Thread-safe.
 */
public final class Publisher {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Folder folder;
    private final Signed signed;
    private final SigningKey key;
    private final Duration validity;
    private final Clock clock;

    private Publisher(Folder folder, SigningKey key, Duration validity, Clock clock) {
        this.folder = folder;
        this.signed = Signed.by(List.of(key.verificationKey()));
        this.key = key;
        this.validity = validity;
        this.clock = clock;
    }

    /**
     * Makes an empty registry.
     *
     * @param key what signs its index from now on
     * @param validity how long each signature of the index is the newest word
     * @throws RegistryException when the directory has anything in it, is a file, or cannot be written
     */
    public static Publisher create(Path directory, SigningKey key, Duration validity, Clock clock) {
        Publisher publisher = new Publisher(new Folder(directory), key, validity, clock);
        try (Lock _ = publisher.lock()) {
            requireEmpty(directory);
            Instant now = publisher.now();
            Blob revocations = publisher.document(Revocations.NONE.toJson());
            publisher.commit(new Head(1, now, now.plus(validity), new TreeMap<>(), revocations));
        }
        return publisher;
    }

    /**
     * Opens a registry that was made with this key.
     *
     * @throws RegistryException when there is none, it was signed by another key, or is of a newer format
     */
    public static Publisher open(Path directory, SigningKey key, Duration validity, Clock clock) {
        // First only read, so that a directory that is no registry is named and not made.
        Signed signed = Signed.by(List.of(key.verificationKey()));
        head(signed, Source.directory(directory));
        return new Publisher(new Folder(directory), key, validity, clock);
    }

    /**
     * Lists a release with its statements. The same release again is no change, but statements that are new are added to
     * it; another release under the same version is refused.
     */
    public Publishing publish(Publication publication) {
        PluginName plugin = publication.release().name();
        Version version = publication.release().version();
        try (Lock _ = lock()) {
            Head head = head();
            PluginIndex index = Signed.index(folder, head, plugin);
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
            Shelf shelf = new Shelf(layout, now());
            Entry entry = listed.orElseGet(() -> shelf.place(publication));
            Entry whole = shelf.attach(entry, publication.statements());
            return listed.equals(Optional.of(whole))
                    ? new Publishing.Unchanged(whole)
                    : commit(head, layout, index, whole);
        }
    }

    /**
     * Lists further statements about a release, such as a review or a later audit. An audit statement that is newer than
     * the current one takes its place.
     */
    public Publishing attach(PluginName plugin, Version version, List<Bundle> statements) {
        try (Lock _ = lock()) {
            Head head = head();
            PluginIndex index = Signed.index(folder, head, plugin);
            Optional<Entry> listed = index.find(version);
            if (listed.isEmpty()) {
                return new Publishing.Refused(new Reason(
                        "not-published", plugin + " " + version + " is not in this registry", "publish it first"));
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
            Entry whole = new Shelf(layout, now()).attach(entry, statements);
            return entry.equals(whole) ? new Publishing.Unchanged(entry) : commit(head, layout, index, whole);
        }
    }

    /** Revokes what this names. Readers see it when they next look, and runtimes stop what it names. */
    public void revoke(Revocation revocation) {
        changeRevocations(revocations -> revocations.with(revocation));
    }

    /**
     * Undoes every revocation of exactly this that is in force.
     *
     * @throws RegistryException when there is none
     */
    public void unrevoke(Revocation.Target target, Revocation.Undo undo) {
        changeRevocations(revocations -> revocations.undo(target, undo));
    }

    /** Signs the head again, unchanged but for a later expiry. */
    public void refresh() {
        changeRevocations(UnaryOperator.identity());
    }

    private void changeRevocations(UnaryOperator<Revocations> change) {
        try (Lock _ = lock()) {
            Head head = head();
            Revocations before = Signed.revocations(folder, head);
            Revocations after = changed(before, change);
            Blob list = after.equals(before) ? head.revocations() : document(after.toJson());
            commit(next(head, head.plugins(), list));
        }
    }

    private static Revocations changed(Revocations before, UnaryOperator<Revocations> change) {
        try {
            return change.apply(before);
        } catch (TrustException e) {
            throw new RegistryException("the revocations stay as they are: " + e.getMessage(), e);
        }
    }

    private Publishing commit(Head head, Layout layout, PluginIndex index, Entry entry) {
        PluginIndex changed = index.with(entry);
        layout.writeTags(changed);
        SortedMap<PluginName, Blob> plugins = new TreeMap<>(head.plugins());
        plugins.put(entry.plugin(), document(changed.toJson()));
        commit(next(head, plugins, head.revocations()));
        return new Publishing.Published(entry);
    }

    private Head next(Head head, SortedMap<PluginName, Blob> plugins, Blob revocations) {
        Instant now = now();
        return new Head(head.number() + 1, now, now.plus(validity), plugins, revocations);
    }

    /** The one moment at which something is published. */
    private void commit(Head head) {
        folder.write(
                Places.HEAD,
                SignedDocument.sign(DocumentKind.INDEX, head.toJson(), key).bytes());
    }

    private Blob document(JsonNode document) {
        byte[] bytes = Json.canonical(document);
        Blob blob = Blob.of(bytes);
        folder.write(Places.document(blob.digest()), bytes);
        return blob;
    }

    private Head head() {
        return head(signed, folder.source());
    }

    /** Expired or not: a publisher is who renews it. */
    private static Head head(Signed signed, Source source) {
        byte[] bytes = source.read(Places.HEAD, SignedDocument.MOST_BYTES);
        return signed.head(bytes, source + "/" + Places.HEAD, Instant.EPOCH);
    }

    private Lock lock() {
        return Lock.take(folder, PATIENCE);
    }

    /** In whole seconds: what is signed is read by people too. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static void requireEmpty(Path directory) {
        if (Files.exists(directory.resolve(Places.HEAD), LinkOption.NOFOLLOW_LINKS)) {
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
