package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.PluginName;

/** Where things are in a registry. Paths are made of parsed values alone, so none can lead elsewhere. */
final class Places {
    /** The one file that changes: whoever replaces it has published. */
    static final String HEAD = "head.json";

    private Places() {}

    /** A signed document, named by its digest: what a head names stays as it was when the head was signed. */
    static String document(Digest digest) {
        return "documents/" + digest.hex() + ".json";
    }

    /** The OCI image layout of one plugin. */
    static String layout(PluginName plugin) {
        return "plugins/" + plugin.owner() + "/" + plugin.name();
    }

    static String blob(PluginName plugin, Digest digest) {
        return layout(plugin) + "/blobs/sha256/" + digest.hex();
    }
}
