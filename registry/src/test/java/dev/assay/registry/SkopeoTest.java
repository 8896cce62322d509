package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.PUBLISHER;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.module;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What we write is read by a tool that knows nothing of Assay: skopeo (Debian's package of that name). */
class SkopeoTest {
    @TempDir
    Path folder;

    private Path root;
    private String layout;
    private Publication publication;

    @BeforeEach
    void publish() {
        root = folder.resolve("registry");
        Publisher publisher = Publisher.create(root, PUBLISHER, WEEK, CLOCK);
        publisher.publish(release("0.9.0"));
        publication = release(SSH, "1.0.0", Map.of("baseline", module("plain"), "simd", module("simd")));
        publisher.publish(publication);
        layout = "oci:" + root.resolve(Places.layout(SSH)) + ":";
    }

    @Test
    void aModuleIsAWasmArtifactOfTheCncf() throws Exception {
        JsonNode manifest = json(skopeo("inspect", "--raw", layout + "1.0.0"));
        assertThat(manifest.path("mediaType").asString()).isEqualTo("application/vnd.oci.image.manifest.v1+json");
        assertThat(manifest.path("config").path("mediaType").asString())
                .isEqualTo("application/vnd.wasm.config.v0+json");
        assertThat(manifest.path("layers").size()).isEqualTo(1);
        JsonNode layer = manifest.path("layers").path(0);
        assertThat(layer.path("mediaType").asString()).isEqualTo("application/wasm");
        assertThat(layer.path("digest").asString())
                .isEqualTo(Digest.of(module("plain")).toString());

        JsonNode config = blob(manifest.path("config"));
        assertThat(config.path("architecture").asString()).isEqualTo("wasm");
        assertThat(config.path("os").asString()).isEqualTo("wasip1");
        assertThat(config.path("created").asString()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(config.path("layerDigests").path(0).asString())
                .isEqualTo(layer.path("digest").asString());
    }

    @Test
    void eachVariantAndEachVersionHasItsTag() throws Exception {
        assertThat(layerOf("0.9.0")).isEqualTo(Digest.of(module("ssh 0.9.0")).toString());
        assertThat(layerOf("1.0.0_simd")).isEqualTo(Digest.of(module("simd")).toString());
    }

    @Test
    void aCopyHasTheSameBytes() throws Exception {
        Path copy = folder.resolve("copy");
        skopeo("copy", "--insecure-policy", layout + "1.0.0", "oci:" + copy + ":1.0.0");
        Digest module = Digest.of(module("plain"));
        assertThat(copy.resolve("blobs/sha256").resolve(module.hex())).hasBinaryContent(module("plain"));
        assertThat(skopeo("inspect", "--raw", "oci:" + copy + ":1.0.0"))
                .isEqualTo(skopeo("inspect", "--raw", layout + "1.0.0"));
    }

    @Test
    void whatRefersToAModuleIsFoundByTheFallbackTagAndCanBeCopied() throws Exception {
        byte[] subject = skopeo("inspect", "--raw", layout + "1.0.0").getBytes(StandardCharsets.UTF_8);
        String tag = Layout.fallbackTag(Digest.of(subject));
        JsonNode index = json(skopeo("inspect", "--raw", layout + tag));
        assertThat(index.path("mediaType").asString()).isEqualTo("application/vnd.oci.image.index.v1+json");
        assertThat(index.path("manifests").size()).isEqualTo(2);

        JsonNode documents = index.path("manifests").path(0);
        assertThat(documents.path("artifactType").asString()).isEqualTo("application/vnd.assay.release.v1+json");
        JsonNode layers = refersTo(subject, documents).path("layers");
        assertThat(Release.read(bytes(layers.path(0)))).isEqualTo(publication.release());
        assertThat(bytes(layers.path(1))).isEqualTo(Shop.yaml(SSH, "1.0.0"));

        JsonNode statement = index.path("manifests").path(1);
        String bundle = "application/vnd.dev.sigstore.bundle.v0.3+json";
        assertThat(statement.path("artifactType").asString()).isEqualTo(bundle);
        JsonNode referrer = refersTo(subject, statement);
        assertThat(referrer.path("annotations")).isEqualTo(statement.path("annotations"));
        assertThat(referrer.path("annotations")
                        .path("dev.sigstore.bundle.content")
                        .asString())
                .isEqualTo("dsse-envelope");
        assertThat(referrer.path("annotations")
                        .path("dev.sigstore.bundle.predicateType")
                        .asString())
                .isEqualTo(PredicateType.AUDIT);
        assertThat(referrer.path("layers").path(0).path("mediaType").asString()).isEqualTo(bundle);
        assertThat(bytes(referrer.path("layers").path(0)))
                .isEqualTo(publication.statements().getFirst().bytes());

        skopeo("copy", "--insecure-policy", "--all", layout + tag, "oci:" + folder.resolve("referrers") + ":all");
    }

    /** The manifest that this descriptor names, which has the subject and the empty configuration. */
    private JsonNode refersTo(byte[] subject, JsonNode descriptor) throws IOException {
        JsonNode referrer = blob(descriptor);
        assertThat(referrer.path("artifactType")).isEqualTo(descriptor.path("artifactType"));
        assertThat(referrer.path("subject").path("digest").asString())
                .isEqualTo(Digest.of(subject).toString());
        assertThat(referrer.path("subject").path("size").intValue()).isEqualTo(subject.length);
        assertThat(referrer.path("config").path("mediaType").asString()).isEqualTo("application/vnd.oci.empty.v1+json");
        assertThat(bytes(referrer.path("config"))).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
        return referrer;
    }

    private String layerOf(String tag) throws Exception {
        return json(skopeo("inspect", "--raw", layout + tag))
                .path("layers")
                .path(0)
                .path("digest")
                .asString();
    }

    private JsonNode blob(JsonNode descriptor) throws IOException {
        return Json.read(bytes(descriptor), 1 << 20);
    }

    /** The content of a descriptor, which says its size and digest rightly. */
    private byte[] bytes(JsonNode descriptor) throws IOException {
        Digest digest = Digest.parse(descriptor.path("digest").asString());
        byte[] bytes = Files.readAllBytes(root.resolve(Places.blob(SSH, digest)));
        assertThat(Digest.of(bytes)).isEqualTo(digest);
        assertThat(descriptor.path("size").intValue()).isEqualTo(bytes.length);
        return bytes;
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), 1 << 20);
    }

    private static String skopeo(String... arguments) throws Exception {
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("skopeo"), Stream.of(arguments)).toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("skopeo %s", List.of(arguments)).isZero();
        return output;
    }
}
