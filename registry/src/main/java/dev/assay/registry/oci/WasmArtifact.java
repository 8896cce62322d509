package dev.assay.registry.oci;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import dev.assay.registry.http.NewFile;
import dev.assay.registry.http.Sink;
import dev.assay.registry.partial.Partial;
import dev.assay.registry.partial.Partials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    private final Repository repository;
    private final Blob manifest;
    private final Stored.Descriptor layer;
    private final String where;

    private WasmArtifact(Repository repository, Blob manifest, Stored.Descriptor layer, String where) {
        this.repository = repository;
        this.manifest = manifest;
        this.layer = layer;
        this.where = where;
    }

    /**
     * Looks at the artifact; its module is not fetched yet.
     *
     * @throws RegistryException when there is no such artifact, or not exactly one module in it
     */
    public static WasmArtifact find(Reference reference, Access access) {
        Repository repository = access.repository(reference.repository());
        Stored stored = repository.require(reference.name());
        String where = reference.toString();
        if (stored.isIndex()) {
            stored = repository.require(only(stored, where).digest().toString());
        }
        return new WasmArtifact(repository, stored.blob(), module(stored.layers(where), where), where);
    }

    /** The artifact's manifest. */
    public Blob manifest() {
        return manifest;
    }

    /** How many bytes it takes to fetch the module: its size, or that of the layer which it is in. */
    public long size() {
        return layer.blob().size();
    }

    /**
     * Writes the module into a new file. One that was cut off goes on where it was, if the module is a layer of its own.
     *
     * @param partials where what came of it is until it is whole
     * @return which module it is
     * @throws RegistryException when it cannot be had or kept, or is no WebAssembly: then there is no file
     */
    public Blob copy(Path file, Partials partials) {
        if (MODULE_TYPES.contains(layer.mediaType())) {
            NewFile.requirePossible(file);
            Optional<Partial> begun = partials.of(layer.blob());
            if (begun.isPresent()) {
                goOn(begun.get(), file);
                return layer.blob();
            }
            NewFile.write(file, channel -> {
                repository.copy(layer.blob(), Sink.file(channel));
                requireModule(begin(file));
            });
            return layer.blob();
        }
        byte[] module = ImageLayer.plugin(repository.blob(layer.blob()), where);
        requireModule(Arrays.copyOf(module, MAGIC.length));
        NewFile.write(file, channel -> Sink.file(channel).write(ByteBuffer.wrap(module)));
        return Blob.of(module);
    }

    private void goOn(Partial begun, Path file) {
        try (Partial partial = begun) {
            repository.copy(layer.blob(), partial);
            if (!isModule(partial.first(MAGIC.length))) {
                partial.discard();
                throw noModule();
            }
            partial.become(file);
        } catch (IOException e) {
            throw new RegistryException("cannot keep " + where + ": " + e.getMessage(), e);
        }
    }

    private static byte[] begin(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAGIC.length);
        }
    }

    private void requireModule(byte[] begin) {
        if (!isModule(begin)) {
            throw noModule();
        }
    }

    private static boolean isModule(byte[] begin) {
        return Arrays.equals(begin, MAGIC);
    }

    private RegistryException noModule() {
        return new RegistryException(where + ": what it calls a module is no WebAssembly. Ask who published it");
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

    private static Stored.Descriptor module(List<Stored.Descriptor> layers, String where) {
        List<Stored.Descriptor> modules = layers.stream()
                .filter(layer -> MODULE_TYPES.contains(layer.mediaType()))
                .toList();
        if (modules.size() == 1) {
            return modules.getFirst();
        }
        if (modules.isEmpty() && !layers.isEmpty()) {
            // Of an image the last layer counts: those before it are what it was made from.
            Stored.Descriptor last = layers.getLast();
            if (IMAGE_TYPES.contains(last.mediaType())) {
                return last;
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
