package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OCI documents of a release (OCI image specification 1.1; the module's after the CNCF's Wasm OCI artifact layout).
 * Each is a function of its arguments, so that publishing again makes the same bytes.
 */
final class Artifact {
    static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
    static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
    static final String WASM_CONFIG_TYPE = "application/vnd.wasm.config.v0+json";
    static final String WASM_TYPE = "application/wasm";
    static final String BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    static final String RELEASE_TYPE = "application/vnd.assay.release.v1+json";
    static final String PLUGIN_TYPE = "application/vnd.assay.plugin.v1+yaml";
    static final String SCHEMA_TYPE = "application/schema+json";
    static final String CREATED = "org.opencontainers.image.created";
    static final String TAG = "org.opencontainers.image.ref.name";
    private static final String TITLE = "org.opencontainers.image.title";

    /** The empty configuration of an artifact that needs none (OCI image specification, "Guidance for an Empty Descriptor"). */
    static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private Artifact() {}

    /**
     * The configuration of a module. {@code os} is {@code wasip1} for every core module: that layout wants it even where
     * nothing of WASI is used.
     */
    private static byte[] wasmConfig(Digest module, Instant created) {
        ObjectNode config = Json.object()
                .put("architecture", "wasm")
                .put("created", created.toString())
                .put("os", "wasip1");
        config.putArray("layerDigests").add(module.toString());
        return Json.canonical(config);
    }

    /**
     * What makes a module an artifact.
     *
     * @return its configuration, and its manifest, last
     */
    static List<byte[]> module(Blob module, Manifest plugin, Instant published) {
        byte[] config = wasmConfig(module.digest(), published);
        ObjectNode manifest = manifest(descriptor(WASM_CONFIG_TYPE, Blob.of(config)));
        manifest.putArray("layers").add(titled(descriptor(WASM_TYPE, module), "module.wasm"));
        return List.of(config, annotated(manifest, annotations(plugin, published)));
    }

    /** The release document, the manifest and the schema: what the module is without being in it. */
    private static byte[] release(Blob subject, Blob release, Blob plugin, Optional<Blob> schema, Instant created) {
        ObjectNode manifest = referring(subject, RELEASE_TYPE);
        ArrayNode layers = manifest.putArray("layers");
        layers.add(titled(descriptor(RELEASE_TYPE, release), "release.json"));
        layers.add(titled(descriptor(PLUGIN_TYPE, plugin), "plugin.yaml"));
        schema.ifPresent(blob -> layers.add(titled(descriptor(SCHEMA_TYPE, blob), "config.schema.json")));
        return annotated(manifest, Map.of(CREATED, created.toString()));
    }

    /** A statement, as Sigstore's clients look for it. */
    private static byte[] statement(Blob subject, Blob bundle, Map<String, String> annotations) {
        ObjectNode manifest = referring(subject, BUNDLE_TYPE);
        manifest.putArray("layers").add(descriptor(BUNDLE_TYPE, bundle));
        return annotated(manifest, annotations);
    }

    /** The same annotations stand in the referrer and in the list of referrers, where clients filter by them. */
    static Map<String, String> statementAnnotations(String predicateType, Instant listed) {
        return new TreeMap<>(Map.of(
                "dev.sigstore.bundle.content",
                "dsse-envelope",
                "dev.sigstore.bundle.predicateType",
                predicateType,
                CREATED,
                listed.toString()));
    }

    /**
     * What refers to a module's manifest: the release's documents and its statements.
     *
     * @return the manifests, and the index that lists them, last
     */
    static List<byte[]> referrers(
            Blob artifact,
            Blob release,
            Blob plugin,
            Optional<Blob> schema,
            Instant published,
            List<ListedStatement> statements) {
        List<byte[]> all = new ArrayList<>();
        ObjectNode index = index();
        ArrayNode list = index.withArray("manifests");
        all.add(release(artifact, release, plugin, schema, published));
        list.add(referrer(RELEASE_TYPE, Blob.of(all.getFirst()), Map.of(CREATED, published.toString())));
        for (ListedStatement statement : statements) {
            Map<String, String> annotations = statementAnnotations(statement.predicateType(), statement.listed());
            byte[] manifest = statement(artifact, statement.bundle(), annotations);
            all.add(manifest);
            list.add(referrer(BUNDLE_TYPE, Blob.of(manifest), annotations));
        }
        all.add(Json.canonical(index));
        return all;
    }

    /** The same of a release that is listed. */
    static List<byte[]> referrers(Blob artifact, Entry entry, ListedVariant variant) {
        return referrers(
                artifact, entry.release(), entry.manifest(), entry.schema(), entry.published(), variant.statements());
    }

    private static ObjectNode referrer(String artifactType, Blob manifest, Map<String, String> annotations) {
        ObjectNode descriptor = descriptor(MANIFEST_TYPE, manifest).put("artifactType", artifactType);
        annotations.forEach(descriptor.putObject("annotations")::put);
        return descriptor;
    }

    /** What a module's manifest says of it. */
    private static Map<String, String> annotations(Manifest manifest, Instant published) {
        return new TreeMap<>(Map.of(
                CREATED,
                published.toString(),
                TITLE,
                manifest.name().toString(),
                "org.opencontainers.image.version",
                manifest.version().toString(),
                "org.opencontainers.image.description",
                manifest.summary(),
                "org.opencontainers.image.licenses",
                manifest.license(),
                "org.opencontainers.image.source",
                manifest.source().toString()));
    }

    /** An index to which descriptors are added. */
    static ObjectNode index() {
        ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", INDEX_TYPE);
        index.putArray("manifests");
        return index;
    }

    static ObjectNode descriptor(String mediaType, Blob blob) {
        return blob.toJson().put("mediaType", mediaType);
    }

    private static ObjectNode manifest(ObjectNode config) {
        ObjectNode manifest = Json.object().put("schemaVersion", 2).put("mediaType", MANIFEST_TYPE);
        manifest.set("config", config);
        return manifest;
    }

    private static ObjectNode referring(Blob subject, String artifactType) {
        ObjectNode manifest = manifest(descriptor(EMPTY_TYPE, Blob.of(EMPTY))).put("artifactType", artifactType);
        manifest.set("subject", descriptor(MANIFEST_TYPE, subject));
        return manifest;
    }

    private static ObjectNode titled(ObjectNode descriptor, String title) {
        descriptor.putObject("annotations").put(TITLE, title);
        return descriptor;
    }

    private static byte[] annotated(ObjectNode manifest, Map<String, String> annotations) {
        annotations.forEach(manifest.withObject("annotations")::put);
        return Json.canonical(manifest);
    }
}
