package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.trust.Bundle;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OCI image layout of one plugin, for tools that know nothing of Assay. Its tags are made anew from the signed index
 * each time, so nothing is in them that was not published. The lock of the folder must be held.
 */
final class Layout {
    private static final byte[] OCI_LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

    private final Folder folder;
    private final PluginName plugin;

    Layout(Folder folder, PluginName plugin) {
        this.folder = folder;
        this.plugin = plugin;
    }

    /** Keeps this content. What is there already, whole, is not written again. */
    Blob put(byte[] bytes) {
        Blob blob = Blob.of(bytes);
        String path = Places.blob(plugin, blob.digest());
        if (!folder.holds(path, blob)) {
            folder.write(path, bytes);
        }
        return blob;
    }

    /** A bundle that the index lists. */
    Bundle bundle(ListedStatement statement) {
        return Bundle.readAny(folder.read(Places.blob(plugin, statement.bundle().digest()), statement.bundle()));
    }

    void writeTags(PluginIndex index) {
        documents(index).forEach(folder::write);
    }

    /** What of a layout is made from the index of its plugin, by path. */
    static Map<String, byte[]> documents(PluginIndex index) {
        ObjectNode tags = Artifact.index();
        ArrayNode manifests = tags.withArray("manifests");
        for (Entry entry : index.releases()) {
            for (ListedVariant variant : entry.variants()) {
                boolean first = variant.equals(entry.variants().getFirst());
                manifests.add(tagged(Artifact.MANIFEST_TYPE, variant.artifact(), tag(entry, variant, first)));
                manifests.add(tagged(
                        Artifact.INDEX_TYPE,
                        variant.referrers(),
                        fallbackTag(variant.artifact().digest())));
            }
        }
        String layout = Places.layout(index.plugin());
        return new TreeMap<>(Map.of(layout + "/oci-layout", OCI_LAYOUT, layout + "/index.json", Json.canonical(tags)));
    }

    /** The version for the first variant, {@code <version>_<variant>} for the others: no version has an underscore. */
    private static String tag(Entry entry, ListedVariant variant, boolean first) {
        return first ? entry.version().toString() : entry.version() + "_" + variant.name();
    }

    /** Where the referrers of a manifest are found without a referrers API (OCI distribution specification 1.1). */
    static String fallbackTag(Digest manifest) {
        return "sha256-" + manifest.hex();
    }

    private static ObjectNode tagged(String mediaType, Blob blob, String tag) {
        ObjectNode descriptor = Artifact.descriptor(mediaType, blob);
        descriptor.putObject("annotations").put(Artifact.TAG, tag);
        return descriptor;
    }
}
