package dev.assay.registry.oci;

import dev.assay.model.Json;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The index of a registry as one artifact: a layer for each of its files, titled with its path. Nothing of it is believed: what it
 * names is verified as in any other place.
 *
 * @param files by their paths, which are relative to the registry
 */
record OciIndex(Map<String, Blob> files) {
    /** Beside the repositories of the plugins, whose names have one part more. */
    static final String REPOSITORY = "index";

    static final String TAG = "latest";
    static final String TYPE = "application/vnd.assay.index.v1+json";
    static final String METADATA = "application/vnd.tuf.metadata+json";
    static final String TARGET = "application/vnd.tuf.target";

    /** A manifest larger than that is accepted by few registries: about 15,000 files. */
    static final int MOST_BYTES = Stored.MOST_BYTES;

    private static final String TITLE = "org.opencontainers.image.title";
    private static final String TUF_TITLE = "tuf.io/filename";
    private static final Pattern PATH = Pattern.compile("(?:metadata|targets)(?:/[A-Za-z0-9_%+~-][A-Za-z0-9._%+~-]*)+");
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";

    OciIndex {
        files = Map.copyOf(files);
    }

    static boolean isOfIndex(String path) {
        return PATH.matcher(path).matches();
    }

    Optional<Blob> file(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /**
     * Reads the artifact.
     *
     * @throws RegistryException when it is another artifact, or names a file twice
     */
    static OciIndex read(Stored stored, String where) {
        if (!stored.artifactType(where).equals(TYPE)) {
            throw new RegistryException(
                    where + " is not the index of a registry. Give the address that 'assay registry push' was given");
        }
        Map<String, Blob> files = new HashMap<>();
        for (Stored.Descriptor layer : stored.layers(where)) {
            String path = layer.annotations().getOrDefault(TITLE, "");
            if (!isOfIndex(path) || files.put(path, layer.blob()) != null) {
                throw new RegistryException(
                        where + " names a file that no index has, or one twice. Push the registry again");
            }
        }
        return new OciIndex(files);
    }

    /** What the artifact's manifest names beside its files. */
    static byte[] config() {
        return EMPTY.clone();
    }

    /**
     * The artifact's manifest.
     *
     * @param files sorted, so that the same index is the same bytes
     * @throws RegistryException when there are more files than a manifest has room for
     */
    static Stored of(SortedMap<String, Blob> files) {
        ObjectNode manifest = Json.object()
                .put("schemaVersion", 2)
                .put("mediaType", Stored.MANIFEST)
                .put("artifactType", TYPE);
        manifest.set("config", descriptor(EMPTY_TYPE, Blob.of(EMPTY)));
        ArrayNode layers = manifest.putArray("layers");
        files.forEach((path, blob) -> {
            boolean metadata = path.startsWith("metadata/");
            ObjectNode layer = descriptor(metadata ? METADATA : TARGET, blob);
            layer.putObject("annotations").put(TITLE, path).put(TUF_TITLE, path.substring(path.indexOf('/') + 1));
            layers.add(layer);
        });
        byte[] bytes = Json.canonical(manifest);
        if (bytes.length > MOST_BYTES) {
            throw new RegistryException("the index has " + files.size()
                    + " files, more than one manifest of an OCI registry has" + " room for. Serve it as files instead");
        }
        return new Stored(bytes, Stored.MANIFEST);
    }

    private static ObjectNode descriptor(String mediaType, Blob blob) {
        return Json.object()
                .put("mediaType", mediaType)
                .put("digest", blob.digest().toString())
                .put("size", blob.size());
    }
}
