package dev.assay.registry.oci;

import static dev.assay.registry.Shop.module;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Json;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import dev.assay.registry.http.Hostile;
import dev.assay.registry.partial.Partials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Modules as others publish them, put there by the ORAS project's client. */
class WasmArtifactTest {
    private static final byte[] MODULE = module("of others");

    @TempDir
    Path folder;

    private final Access access = new Access(Logins.none(), Optional.empty(), Hostile.SHORT);
    private OciServer server;

    @BeforeEach
    void start() throws Exception {
        server = OciServer.withReferrers();
        Files.write(folder.resolve("plugin.wasm"), MODULE);
        Files.writeString(folder.resolve("config.json"), "{}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theLayoutOfTheCncf() throws Exception {
        oras("cncf", "config.json:application/vnd.wasm.config.v0+json", "plugin.wasm:application/wasm");
        assertThat(fetch("cncf")).isEqualTo(MODULE);
    }

    @Test
    void aPolicyOfKubewarden() throws Exception {
        oras(
                "kubewarden",
                "config.json:application/vnd.wasm.config.v1+json",
                "plugin.wasm:application/vnd.wasm.content.layer.v1+wasm");
        assertThat(fetch("kubewarden")).isEqualTo(MODULE);
    }

    @Test
    void aFilterForIstioWithMetadataBeside() throws Exception {
        Files.writeString(folder.resolve("runtime.json"), "{}");
        oras(
                "istio",
                "config.json:application/vnd.module.wasm.config.v1+json",
                "runtime.json:application/vnd.module.wasm.config.layer.v1+json",
                "plugin.wasm:application/vnd.module.wasm.content.layer.v1+wasm");
        assertThat(fetch("istio")).isEqualTo(MODULE);
    }

    @Test
    void aContainerImageOfOneFile() throws Exception {
        Files.writeString(folder.resolve("readme"), "before it");
        OciServer.run(
                "tar", "-C", folder.toString(), "-czf", folder.resolve("l.tgz").toString(), "readme", "plugin.wasm");
        oras(
                "image",
                "config.json:application/vnd.oci.image.config.v1+json",
                "l.tgz:application/vnd.oci.image.layer.v1.tar+gzip");
        assertThat(fetch("image")).isEqualTo(MODULE);
        OciServer.run(
                "tar", "-C", folder.toString(), "-cf", folder.resolve("l.tar").toString(), "./plugin.wasm");
        oras(
                "tar",
                "config.json:application/vnd.oci.image.config.v1+json",
                "l.tar:application/vnd.oci.image.layer.v1.tar");
        assertThat(fetch("tar")).isEqualTo(MODULE);
        OciServer.run(
                "tar", "-C", folder.toString(), "-czf", folder.resolve("n.tgz").toString(), "readme");
        oras(
                "none",
                "config.json:application/vnd.oci.image.config.v1+json",
                "n.tgz:application/vnd.oci.image.layer.v1.tar+gzip");
        refused("none", "an image without the file plugin.wasm");
    }

    @Test
    void anArchiveThatUnpacksToTooMuchOrIsNoneIsRefused() throws Exception {
        OciServer.run("truncate", "-s", "200M", folder.resolve("zeros").toString());
        OciServer.run(
                "tar",
                "-C",
                folder.toString(),
                "-czf",
                folder.resolve("bomb.tgz").toString(),
                "zeros",
                "plugin.wasm");
        assertThatThrownBy(() -> ImageLayer.plugin(Files.readAllBytes(folder.resolve("bomb.tgz")), "it"))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("unpacks to more than");
        byte[] noise = new byte[2048];
        java.util.Arrays.fill(noise, (byte) 'x');
        assertThatThrownBy(() -> ImageLayer.plugin(noise, "it")).hasMessageContaining("is no archive");
        assertThatThrownBy(() -> ImageLayer.plugin(new byte[0], "it")).hasMessageContaining("without the file");
    }

    @Test
    void ofAnIndexWhatIsForWebAssembly() {
        Repository repository = access.repository(server.place("index"));
        Stored wasm = stored(repository, MODULE);
        Stored other = stored(repository, module("other"));
        put(repository, "both", List.of(descriptor(wasm, "wasm"), descriptor(other, "amd64")));
        put(repository, "alone", List.of(descriptor(wasm, "")));
        put(repository, "unclear", List.of(descriptor(wasm, "wasm"), descriptor(other, "wasm")));
        assertThat(fetch("index:both")).isEqualTo(MODULE);
        assertThat(fetch("index:alone")).isEqualTo(MODULE);
        assertThat(fetch("index@" + other.blob().digest())).isEqualTo(module("other"));
        refused("index:unclear", "2 artifacts that could be meant");
    }

    @Test
    void whatHasNoModuleOrTwoOrWhatOnlySaysSoIsRefused() throws Exception {
        Files.write(folder.resolve("second.wasm"), module("second"));
        Files.writeString(folder.resolve("text"), "no module");
        oras(
                "two",
                "config.json:application/vnd.wasm.config.v0+json",
                "plugin.wasm:application/wasm",
                "second.wasm:application/wasm");
        oras("none", "config.json:application/vnd.wasm.config.v0+json", "text:text/plain");
        oras("text", "config.json:application/vnd.wasm.config.v0+json", "text:application/wasm");
        refused("two", "has 2 modules");
        refused("none", "has 0 modules", "text/plain");
        refused("text", "is no WebAssembly");
        refused("absent", "has no 'latest'");
    }

    private void oras(String name, String config, String... files) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                OciServer.oras(),
                "push",
                "--plain-http",
                "--disable-path-validation",
                "--config",
                folder.resolve(config).toString(),
                server.host() + "/" + name + ":latest"));
        for (String file : files) {
            command.add(folder.resolve(file).toString());
        }
        OciServer.run(command.toArray(String[]::new));
    }

    private byte[] fetch(String name) {
        Path file = folder.resolve("fetched");
        try {
            Blob module = WasmArtifact.find(Reference.parse("oci://" + server.host() + "/" + name), access)
                    .copy(file, new Partials(folder.resolve("partial"), 1 << 20));
            byte[] bytes = Files.readAllBytes(file);
            assertThat(Blob.of(bytes)).isEqualTo(module);
            Files.delete(file);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refused(String name, String... says) {
        assertThatThrownBy(() -> fetch(name))
                .isInstanceOf(RegistryException.class)
                .hasMessageContainingAll(says);
        assertThat(folder.resolve("fetched")).doesNotExist();
    }

    private static Stored stored(Repository repository, byte[] module) {
        repository.push(module, Optional.empty());
        repository.push("{}".getBytes(StandardCharsets.UTF_8), Optional.empty());
        ObjectNode manifest = Json.object().put("schemaVersion", 2).put("mediaType", Stored.MANIFEST);
        manifest.set(
                "config",
                descriptor("application/vnd.wasm.config.v0+json", Blob.of("{}".getBytes(StandardCharsets.UTF_8))));
        manifest.putArray("layers").add(descriptor("application/wasm", Blob.of(module)));
        Stored stored = new Stored(Json.canonical(manifest), Stored.MANIFEST);
        repository.put(stored.blob().digest().toString(), stored);
        return stored;
    }

    private static void put(Repository repository, String tag, List<ObjectNode> manifests) {
        ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", Stored.INDEX);
        manifests.forEach(index.withArray("manifests")::add);
        repository.put(tag, new Stored(Json.canonical(index), Stored.INDEX));
    }

    private static ObjectNode descriptor(Stored stored, String architecture) {
        ObjectNode descriptor = descriptor(stored.mediaType(), stored.blob());
        if (!architecture.isEmpty()) {
            descriptor.putObject("platform").put("architecture", architecture).put("os", "any");
        }
        return descriptor;
    }

    private static ObjectNode descriptor(String type, Blob blob) {
        return Json.object()
                .put("mediaType", type)
                .put("digest", blob.digest().toString())
                .put("size", blob.size());
    }
}
