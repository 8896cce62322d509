package dev.assay.registry;

import dev.assay.model.PluginName;
import dev.assay.model.Reason;
import dev.assay.trust.tuf.IndexLayout;
import dev.assay.trust.tuf.TargetFile;
import dev.assay.trust.tuf.Transport;
import dev.assay.trust.tuf.TrustedView;
import dev.assay.trust.tuf.TufClient;
import dev.assay.trust.tuf.TufStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The reading side of a registry's index as a TUF repository: what {@link TufIndex} wrote, verified. Not thread-safe. */
public final class TufReading {
    private final TrustedView view;
    private final Transport targets;

    private TufReading(TrustedView view, Transport targets) {
        this.view = view;
        this.targets = targets;
    }

    /**
     * Refreshes the trusted metadata from the registry.
     *
     * @param store given its first root already
     * @throws dev.assay.trust.TrustException if the metadata are not believed
     */
    public static TufReading refresh(Source source, TufStore store, Clock clock) {
        TrustedView view = new TufClient(store, transport(source, "metadata"), clock).refresh();
        return new TufReading(view, transport(source, "targets"));
    }

    /** A plugin's index document, or empty if no role vouches for one. */
    public Optional<byte[]> document(PluginName plugin) {
        return fetch(IndexLayout.document(plugin.toString()));
    }

    /** The list of revocations, or empty if no role vouches for one. */
    public Optional<byte[]> revocations() {
        return fetch(IndexLayout.REVOCATION_LIST);
    }

    /** Where this does not say what the head says: nothing, if the two are of one time. Fetches every document. */
    public List<Reason> differences(Index index) {
        List<Reason> differences = new ArrayList<>();
        compare(IndexLayout.REVOCATION_LIST, index.head().revocations(), differences);
        index.head()
                .plugins()
                .forEach((plugin, blob) -> compare(IndexLayout.document(plugin.toString()), blob, differences));
        return List.copyOf(differences);
    }

    private void compare(String path, Blob named, List<Reason> differences) {
        Optional<TargetFile> file = view.find(path);
        if (file.isEmpty()) {
            differences.add(difference("no role of the TUF metadata vouches for '" + path + "', which the head names"));
        } else if (!file.get().announces(named.digest(), named.size())) {
            differences.add(difference("'" + path + "' is other content by the TUF metadata than by the head"));
        } else {
            view.fetch(file.get(), targets);
        }
    }

    private static Reason difference(String message) {
        return new Reason("tuf-differs", message, "run 'assay registry tuf update' after each change of the registry");
    }

    private Optional<byte[]> fetch(String path) {
        return view.find(path).map(file -> view.fetch(file, targets));
    }

    private static Transport transport(Source source, String part) {
        return (path, most) -> {
            try {
                return Optional.of(source.read(TufIndex.FOLDER + "/" + part + "/" + path, most));
            } catch (ContentMissingException _) {
                return Optional.empty();
            } catch (ContentChangedException _) {
                throw Transport.tooLong(path, most);
            } catch (RegistryException e) {
                throw Transport.unreachable(path, String.valueOf(e.getMessage()));
            }
        };
    }
}
