package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.ModelException;
import dev.assay.model.Outcome;
import dev.assay.sandbox.egress.Origin;
import dev.assay.sandbox.host.CapabilityRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesTest {
    private static final String TOKEN = "sa-6b1f0c9d44";

    @TempDir
    static Path folder;

    private static Origin server;
    private static Sandbox sandbox;
    private static Capabilities any;
    private static volatile Origin.Handler handler = Origin.says(Origin.ok("{}"));

    @BeforeAll
    static void serve() throws Exception {
        Origin.Keys keys = Origin.Keys.make(folder);
        server = Origin.secure(keys, (request, client) -> handler.answer(request, client));
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        String yaml = """
                apiVersion: assay/v1
                kind: Host
                workers: 0
                ceiling:
                  kubernetes: [{resources: [pods, apps/deployments, "*"], namespaces: ["*"]}]
                kubernetes: {server: "https://localhost:%d", authority: %2$s/origin.pem, token: %2$s/token}
                """.formatted(server.port(), folder);
        HostFile file = HostFile.read(yaml.getBytes(StandardCharsets.UTF_8), HostFile.FILE);
        any = file.ceiling();
        sandbox = Sandbox.open(file, List.of());
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
        sandbox.close();
    }

    private static Exchanges host() {
        server.forget();
        return new Exchanges(sandbox, any);
    }

    private static final String DEPLOYMENTS =
            "{\"verb\":\"list\",\"group\":\"apps\",\"version\":\"v1\",\"resource\":\"deployments\"}";

    @Test
    void aGuestSeesWhatTheClusterHas() throws Exception {
        handler = Origin.says(Origin.ok("{\"kind\":\"DeploymentList\",\"items\":[]}"));
        assertThat(host().ok("kubernetes", DEPLOYMENTS)
                        .path("object")
                        .path("kind")
                        .asString())
                .isEqualTo("DeploymentList");
        assertThat(server.seen().getFirst().head())
                .startsWith("GET /apis/apps/v1/deployments?limit=500 HTTP/1.1\r\n")
                .contains("authorization: Bearer " + TOKEN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | []              | failed
            200 | nonsense        | failed
            401 | {}              | refused
            403 | {}              | refused
            404 | {}              | not-found
            410 | {}              | failed
            500 | {}              | failed
            302 | {}              | failed
            """)
    void whatTheClusterDoesNotGiveIsAnError(int status, String body, String code) throws Exception {
        handler = Origin.says(Origin.response(status + " x", "Location: https://localhost/\r\n", body));
        assertThat(host().error("kubernetes", DEPLOYMENTS)).isEqualTo(code);
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void aTokenThatIsRepeatedIsCovered() throws Exception {
        handler = Origin.says(Origin.ok("{\"seen\":\"" + TOKEN + "\"}"));
        assertThat(host().ok("kubernetes", DEPLOYMENTS)
                        .path("object")
                        .path("seen")
                        .asString())
                .isEqualTo("*".repeat(TOKEN.length()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"verb":"get","version":"v1","resource":"pods","namespace":"a","name":"b.c"} | kubernetes get pods in a b.c
            {"verb":"list","version":"v1","resource":"nodes"}                           | kubernetes list nodes
            """)
    void aRequestIsOfTheContract(String request, String words) {
        assertThat(CapabilityRequest.read("kubernetes", request.getBytes(StandardCharsets.UTF_8))
                        .describe())
                .isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"verb\":\"watch\",\"version\":\"v1\",\"resource\":\"pods\"}",
                "{\"verb\":\"get\",\"version\":\"v1\",\"resource\":\"watch\",\"name\":\"secrets\"}",
                "{\"verb\":\"list\",\"version\":\"v1\",\"resource\":\"proxy\"}",
                "{\"verb\":\"delete\",\"version\":\"v1\",\"resource\":\"pods\",\"name\":\"a\"}",
                "{\"verb\":\"get\",\"version\":\"v1\",\"resource\":\"pods\"}",
                "{\"verb\":\"list\",\"version\":\"v1\",\"resource\":\"pods\",\"name\":\"a\"}",
                "{\"verb\":\"list\",\"version\":\"v1\",\"resource\":\"pods/secrets\"}",
                "{\"verb\":\"list\",\"version\":\"v1/namespaces/a/secrets?\",\"resource\":\"pods\"}",
                "{\"verb\":\"list\",\"version\":\"v1\",\"resource\":\"pods\",\"namespace\":\"a/secrets\"}",
                "{\"verb\":\"list\",\"version\":\"v1\",\"resource\":\"pods\",\"namespace\":\"..\"}",
                "{\"verb\":\"list\",\"group\":\"a/b\",\"version\":\"v1\",\"resource\":\"pods\"}",
                "{\"verb\":\"list\",\"group\":\"a..b\",\"version\":\"v1\",\"resource\":\"pods\"}",
                "{\"verb\":\"get\",\"version\":\"v1\",\"resource\":\"pods\",\"name\":\"..\"}",
                "{\"verb\":\"get\",\"version\":\"v1\",\"resource\":\"pods\",\"name\":\"a/../../secrets\"}",
                "{\"verb\":\"get\",\"version\":\"v1\",\"resource\":\"pods\",\"name\":\"a%2fb\"}",
                "{\"verb\":\"get\",\"version\":\"v1\",\"resource\":\"pods\",\"name\":\"a?watch=1\"}",
                "{\"verb\":\"get\",\"version\":\"v1\",\"resource\":\"pods\",\"name\":\"a\",\"limit\":5}",
                "{\"verb\":\"list\",\"version\":\"v1\",\"resource\":\"pods\",\"limit\":501}",
                "{\"verb\":\"list\",\"version\":\"v1\",\"resource\":\"pods\",\"label-selector\":\"a&watch=1\"}",
                "{\"verb\":\"list\",\"version\":\"v1\",\"resource\":\"pods\",\"continue\":\"a&b\"}",
                "{\"verb\":\"list\",\"version\":\"v1\",\"resource\":\"pods\",\"as\":\"root\"}"
            })
    void whatWouldBeAnotherPathIsInvalid(String request) {
        assertThatThrownBy(() -> CapabilityRequest.read("kubernetes", request.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ModelException.class);
    }

    @Test
    void theOptionsOfAListAreEncoded() throws Exception {
        handler = Origin.says(Origin.ok("{}"));
        host().ok(
                        "kubernetes",
                        "{\"verb\":\"list\",\"version\":\"v1\",\"resource\":\"pods\",\"namespace\":\"a\",\"limit\":5,"
                                + "\"label-selector\":\"app in (x, y)\",\"continue\":\"ab+/=\"}");
        assertThat(server.seen().getFirst().line())
                .isEqualTo(
                        "GET /api/v1/namespaces/a/pods?continue=ab%2B%2F%3D&labelSelector=app+in+%28x%2C+y%29&limit=5"
                                + " HTTP/1.1");
    }

    @Test
    void outsideTheEffectiveSetTheRunEndsAndSecretsMustBeNamed() throws Exception {
        Exchanges narrowed = new Exchanges(
                sandbox, Capabilities.of(new Capability.Kubernetes(List.of("pods", "secrets"), List.of("a"))));
        handler = Origin.says(Origin.ok("{}"));
        server.forget();
        String pods = "{\"verb\":\"list\",\"version\":\"v1\",\"resource\":\"pods\",\"namespace\":\"a\"}";
        narrowed.ok("kubernetes", pods);
        for (String request : List.of(
                pods.replace("\"a\"", "\"b\""),
                pods.replace(",\"namespace\":\"a\"", ""),
                pods.replace("pods", "services"),
                pods.replace("pods", "secrets"))) { // granted by name, but the host file's '*' does not cover it
            assertThat(narrowed.run("kubernetes", request).outcome())
                    .as(request)
                    .isEqualTo(Outcome.DENIED);
        }
        assertThat(server.seen()).hasSize(1);
    }
}
