package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that are audited where others published them: in Debian's docker-registry. */
class AuditReferenceTest {
    /** The empty module. */
    private static final byte[] MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};

    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

    @TempDir
    private Path folder;

    private DockerRegistry registry;
    private String host = "";

    @BeforeEach
    void start() throws Exception {
        registry = DockerRegistry.start(folder);
        host = registry.host();
    }

    @AfterEach
    void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void theReportNamesTheArtifactByDigestAndNothingStaysBehind() throws Exception {
        String artifact = publish("application/wasm", MODULE.length);
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Assay.Ended ended = new Assay(folder)
                .run(
                        Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary),
                        "audit",
                        "oci://" + host + "/others/plugin:1",
                        "--format",
                        "json");
        String name = "oci://" + host + "/others/plugin:1@" + artifact;
        assertThat(ended.err()).contains("fetched " + name + ": the module " + digest(MODULE) + ", 8 bytes");
        assertThat(ended.out()).contains(name).contains(digest(MODULE)).doesNotContain("assay-fetched-");
        assertThat(ended.status()).isIn(0, 10);
        try (var left = Files.list(temporary)) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("assay-fetched-")))
                    .isEmpty();
        }

        // What the report names can be audited again, whatever the tag says by then.
        assertThat(new Assay(folder).run("audit", name).out()).contains(digest(MODULE));
    }

    @Test
    void whatIsNotThereOrIsNoModuleOrIsTooLargeIsTold() throws Exception {
        assertThat(new Assay(folder)
                        .run("audit", "oci://" + host + "/others/none:1")
                        .err())
                .contains("/others/none has no '1'");
        publish("text/plain", MODULE.length);
        Assay.Ended other = new Assay(folder).run("audit", "oci://" + host + "/others/plugin:1");
        assertThat(other.err()).contains("has 0 modules, where one is expected");
        assertThat(other.status()).isNotZero();
        publish("application/wasm", (100L << 20) + 1);
        Assay.Ended large = new Assay(folder).run("audit", "oci://" + host + "/others/plugin:1");
        assertThat(large.err()).contains("size: it must be an integer from 0 to 104857600");
        assertThat(large.status()).isNotZero();
    }

    /**
     * Puts the module into the registry, in one layer.
     *
     * @param said the size that the manifest says
     * @return the digest of its manifest
     */
    private String publish(String type, long said) throws Exception {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        upload(config);
        upload(MODULE);
        byte[] manifest = """
                {"schemaVersion": 2, "mediaType": "%s",
                 "config": {"mediaType": "application/vnd.wasm.config.v0+json", "digest": "%s", "size": %d},
                 "layers": [{"mediaType": "%s", "digest": "%s", "size": %d}]}
                """.formatted(TYPE, digest(config), config.length, type, digest(MODULE), said)
                .getBytes(StandardCharsets.UTF_8);
        send(HttpRequest.newBuilder(uri("manifests/1"))
                .header("Content-Type", TYPE)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest)));
        return digest(manifest);
    }

    private void upload(byte[] content) throws Exception {
        String location = send(HttpRequest.newBuilder(uri("blobs/uploads/")).POST(HttpRequest.BodyPublishers.noBody()))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        send(HttpRequest.newBuilder(URI.create(location + "&digest=" + digest(content)))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return answer;
        }
    }

    private URI uri(String path) {
        return URI.create("http://" + host + "/v2/others/plugin/" + path);
    }

    private static String digest(byte[] content) throws Exception {
        return "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
