package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.trust.tuf.IndexLayout;

/** Where things are in a registry. Paths are made of parsed values alone, so none can lead elsewhere. */
final class Places {
    /** What every registry has: the first root of its index. */
    static final String ROOT = "metadata/1.root.json";
    /** The one file that changes: whoever replaces it has published. */
    static final String TIMESTAMP = "metadata/timestamp.json";

    private Places() {}

    /** Metadata of the index. */
    static String metadata(String name) {
        return "metadata/" + name;
    }

    /** A document of the index, under the name that its metadata give it. */
    static String target(String location) {
        return "targets/" + location;
    }

    /** A part of the search document, where TUF would have the root of that digest. */
    static String searchNode(Digest digest) {
        int slash = IndexLayout.SEARCH.lastIndexOf('/') + 1;
        return target(
                IndexLayout.SEARCH.substring(0, slash) + digest.hex() + "." + IndexLayout.SEARCH.substring(slash));
    }

    /** The OCI image layout of one plugin. */
    static String layout(PluginName plugin) {
        return "plugins/" + plugin.owner() + "/" + plugin.name();
    }

    static String blob(PluginName plugin, Digest digest) {
        return layout(plugin) + "/blobs/sha256/" + digest.hex();
    }
}
