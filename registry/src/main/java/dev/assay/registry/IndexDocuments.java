package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.PluginName;
import dev.assay.registry.search.Nodes;
import dev.assay.trust.Revocations;
import dev.assay.trust.TrustException;
import dev.assay.trust.tuf.Delegations;
import dev.assay.trust.tuf.IndexLayout;
import dev.assay.trust.tuf.TargetFile;
import dev.assay.trust.tuf.Targets;
import dev.assay.trust.tuf.TrustedView;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * Reads the documents that an index vouches for, each by the roles that {@link IndexLayout} gives it to: everything read from
 * one of these is of one time. Anything else is refused. Thread-safe.
 */
final class IndexDocuments {
    /** The largest document of an index. */
    static final int MOST_BYTES = 16 << 20;

    private final TrustedView view;
    private final Contents contents;
    private final String where;
    private final Set<Digest> read = ConcurrentHashMap.newKeySet();

    /**
     * @param contents where the registry's files come from
     * @param where names the registry in messages
     */
    IndexDocuments(TrustedView view, Contents contents, String where) {
        this.view = view;
        this.contents = contents;
        this.where = where;
    }

    /** Rises with each publication. */
    synchronized long number() {
        return view.snapshotVersion();
    }

    synchronized Instant issued() {
        return view.issued()
                .orElseThrow(
                        () -> new RegistryException(where + ": its timestamp does not say when it was signed: it was"
                                + " not made by Assay. Use a registry that 'assay registry init' made"));
    }

    /** When the first of what it was read from expires. */
    synchronized Instant expires() {
        return view.expires();
    }

    synchronized SortedSet<PluginName> plugins() {
        return trusted(() -> {
            SortedSet<PluginName> plugins = new TreeSet<>();
            Delegations.Bins bins = bins();
            for (long bin = 0; bin < bins.count(); bin++) {
                bin(bins.name(bin))
                        .ifPresent(targets -> targets.files().keySet().stream()
                                .filter(path -> !path.equals(IndexLayout.SEARCH))
                                .forEach(path -> plugins.add(PluginName.parse(IndexLayout.plugin(path)
                                        .orElseThrow(() -> foreign("it lists '" + path + "' among its plugins"))))));
            }
            return plugins;
        });
    }

    /** The releases of a plugin; none if nobody vouches for any. */
    synchronized PluginIndex plugin(PluginName plugin) {
        return trusted(() -> view.find(IndexLayout.document(plugin.toString())))
                .map(file -> read(file, PluginIndex::fromJson))
                .map(index -> {
                    if (!index.plugin().equals(plugin)) {
                        throw foreign("the index of " + index.plugin() + " stands where it promises that of " + plugin);
                    }
                    return index;
                })
                .orElseGet(() -> PluginIndex.first(plugin));
    }

    /** The root of the search document; empty where a version of Assay wrote the index that made none. */
    synchronized Optional<Blob> search() {
        return trusted(() -> view.find(IndexLayout.SEARCH)).map(this::blob);
    }

    /** Where the parts of the search document are read. */
    Nodes searchNodes() {
        return (Nodes.ReadOnly) node -> contents.read(Places.searchNode(node.digest()), node);
    }

    synchronized Revocations revocations() {
        Fields revocations = list(IndexLayout.REVOCATION_LIST);
        Fields undos = list(IndexLayout.UNDO_LIST);
        try {
            return Revocations.fromJson(revocations, undos);
        } catch (ModelException e) {
            throw new RegistryException(where + ": its revocations: " + e.getMessage(), e);
        }
    }

    /** Sigstore's trusted root, if the registry hands one to its readers. */
    synchronized Optional<byte[]> trustedRoot() {
        return trusted(() -> view.find(IndexLayout.TRUSTED_ROOT)).map(this::bytes);
    }

    Delegations.Bins bins() {
        if (role(IndexLayout.INDEX).flatMap(Targets::delegations).orElse(null) instanceof Delegations.Bins bins) {
            return bins;
        }
        throw foreign("the role '" + IndexLayout.INDEX + "' has no bins");
    }

    Optional<Targets> bin(String name) {
        return role(IndexLayout.INDEX, name);
    }

    /** What a role says, by the names that lead to it; empty if it was never published. */
    synchronized Optional<Targets> role(String... path) {
        return trusted(() -> view.role(path));
    }

    private Fields list(String path) {
        TargetFile file = trusted(() -> view.find(path))
                .orElseThrow(() -> foreign("no role of its index vouches for '" + path + "'"));
        return read(file, document -> Fields.of(document, path));
    }

    private <T> T read(TargetFile file, Function<JsonNode, T> reader) {
        try {
            return reader.apply(Json.read(bytes(file), MOST_BYTES));
        } catch (ModelException e) {
            throw new RegistryException(where + ": " + file.path() + ": " + e.getMessage(), e);
        }
    }

    private byte[] bytes(TargetFile file) {
        Blob blob = blob(file);
        byte[] bytes = contents.read(Places.target(file.location()), blob);
        read.add(blob.digest());
        return bytes;
    }

    private Blob blob(TargetFile file) {
        Digest digest =
                file.digest().orElseThrow(() -> foreign("it vouches for '" + file.path() + "' without its SHA-256"));
        if (file.length() > MOST_BYTES) {
            throw foreign("'" + file.path() + "' has more than " + MOST_BYTES + " bytes");
        }
        return new Blob(digest, file.length());
    }

    /** The documents that were read so far. */
    Set<Digest> read() {
        return Set.copyOf(read);
    }

    private <T> T trusted(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (TrustException | ModelException e) {
            throw new RegistryException(where + ": " + e.getMessage(), e);
        }
    }

    private RegistryException foreign(String what) {
        return new RegistryException(
                where + " is not laid out as Assay does: " + what + ". Ask its publisher, or use another copy of it");
    }
}
