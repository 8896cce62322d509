package dev.assay.registry.oci;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Finds the one module in an artifact, whoever made it: by the CNCF's layout ({@code wkg} and this program), by Kubewarden, for
 * Envoy and Istio, or as a container image of the one file {@code plugin.wasm}. Nothing that the artifact says of the module is
 * taken over.
 */
public final class WasmArtifact {
    private static final Set<String> MODULE_TYPES = Set.of(
            "application/wasm",
            "application/vnd.wasm.content.layer.v1+wasm",
            "application/vnd.module.wasm.content.layer.v1+wasm",
            "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm");
    private static final Set<String> IMAGE_TYPES = Set.of(
            "application/vnd.oci.image.layer.v1.tar",
            "application/vnd.oci.image.layer.v1.tar+gzip",
            "application/vnd.docker.image.rootfs.diff.tar.gzip");
    private static final Set<String> ARCHITECTURES = Set.of("wasm", "wasm32", "wasm64");
    private static final byte[] MAGIC = {0, 'a', 's', 'm'};

    private final Reference reference;
    private final Blob manifest;
    private final byte[] module;

    private WasmArtifact(Reference reference, Blob manifest, byte[] module) {
        this.reference = reference;
        this.manifest = manifest;
        this.module = module;
    }

    /**
     * Fetches it.
     *
     * @throws RegistryException when there is no such artifact, or not exactly one module in it
     */
    public static WasmArtifact fetch(Reference reference, Access access) {
        Repository repository = access.repository(reference.repository());
        Stored stored = repository.require(reference.name());
        String where = reference.toString();
        if (stored.isIndex()) {
            stored = repository.require(only(stored, where).digest().toString());
        }
        byte[] module = module(repository, stored.layers(where), where);
        if (module.length < MAGIC.length
                || module[0] != MAGIC[0]
                || module[1] != MAGIC[1]
                || module[2] != MAGIC[2]
                || module[3] != MAGIC[3]) {
            throw new RegistryException(where + ": what it calls a module is no WebAssembly. Ask who published it");
        }
        return new WasmArtifact(reference, stored.blob(), module);
    }

    public Reference reference() {
        return reference;
    }

    /** The artifact's manifest. */
    public Blob manifest() {
        return manifest;
    }

    /** The module's bytes. */
    public byte[] module() {
        return module.clone();
    }

    /** Of an index, what is for WebAssembly; or what alone is for anything. */
    private static Blob only(Stored index, String where) {
        List<Stored.Descriptor> all = index.manifests(where);
        JsonNode raw = Json.read(index.bytes(), Stored.MOST_BYTES).path("manifests");
        List<Blob> forWasm = new ArrayList<>();
        List<Blob> others = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Blob blob = all.get(i).blob();
            if (ARCHITECTURES.contains(
                    raw.path(i).path("platform").path("architecture").asString(""))) {
                forWasm.add(blob);
            } else if (!all.get(i).annotations().containsKey("vnd.docker.reference.type")) {
                others.add(blob);
            }
        }
        List<Blob> candidates = forWasm.isEmpty() ? others : forWasm;
        if (candidates.size() != 1) {
            throw new RegistryException(where + " is an index of " + candidates.size()
                    + " artifacts that could be meant. Name one by its digest");
        }
        return candidates.getFirst();
    }

    private static byte[] module(Repository repository, List<Stored.Descriptor> layers, String where) {
        List<Stored.Descriptor> modules = layers.stream()
                .filter(layer -> MODULE_TYPES.contains(layer.mediaType()))
                .toList();
        if (modules.size() == 1) {
            return repository.blob(modules.getFirst().blob());
        }
        if (modules.isEmpty() && !layers.isEmpty()) {
            // Of an image the last layer counts: those before it are what it was made from.
            Stored.Descriptor last = layers.getLast();
            if (IMAGE_TYPES.contains(last.mediaType())) {
                return ImageLayer.plugin(repository.blob(last.blob()), where);
            }
        }
        throw new RegistryException(
                where + " has " + modules.size() + " modules, where one is expected; its layers are "
                        + Inert.line(
                                layers.stream()
                                        .map(Stored.Descriptor::mediaType)
                                        .limit(5)
                                        .toList()
                                        .toString(),
                                300)
                        + ". Check that it is a WebAssembly artifact");
    }
}
