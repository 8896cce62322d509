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
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a guest gets of the web, and what servers can do to it. */
class HttpTest {
    private static final String TOKEN = "tok-3f9a7c51d2";

    @TempDir
    static Path folder;

    private static Origin server;
    private static Sandbox sandbox;
    private static Capabilities any;
    private static volatile Origin.Handler handler = Origin.says(Origin.ok("hello"));

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
                  http:
                    - {hosts: ["*"], methods: [GET, POST, HEAD], ports: [%1$d, 443]}
                    - {hosts: [localhost], methods: [PUT], ports: [%1$d], auth: example}
                  file: [{path: "%2$s/*", access: read}]
                network:
                  open: [{hosts: [localhost], addresses: [127.0.0.1, "::1"]}]
                  authorities: [{hosts: [localhost], file: %2$s/origin.pem}]
                secrets:
                  example: {plugins: [test/guest], hosts: [localhost], bearer: {file: %2$s/token}}
                """.formatted(server.port(), folder.toRealPath());
        HostFile file = HostFile.read(yaml.getBytes(StandardCharsets.UTF_8), HostFile.FILE);
        any = file.ceiling();
        sandbox = Sandbox.open(file, List.of());
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        server.forget();
    }

    private static Exchanges host() {
        return new Exchanges(sandbox, any);
    }

    private static String get(String url) {
        return "{\"method\":\"GET\",\"url\":\"" + url + "\"}";
    }

    private static String url(String path) {
        return "https://localhost:" + server.port() + path;
    }

    @Test
    void aGuestGetsWhatAServerAnswers() throws Exception {
        handler = Origin.says(Origin.response("404 Gone", "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n", "{\"a\":1}"));
        JsonNode ok = host().ok(
                        "http",
                        "{\"method\":\"POST\",\"url\":\"" + url("/x?y=1")
                                + "\",\"headers\":{\"Accept\":\"*/*\"},\"body\":\"\u00e4\"}");
        assertThat(ok.path("status").asInt()).isEqualTo(404);
        assertThat(ok.path("url").asString()).isEqualTo(url("/x?y=1"));
        assertThat(ok.path("redirects").asInt()).isZero();
        assertThat(ok.path("headers").path("set-cookie")).hasSize(2);
        assertThat(ok.path("body").asString()).isEqualTo("{\"a\":1}");
        assertThat(server.seen().getFirst().body()).isEqualTo("\u00c3\u00a4"); // UTF-8
    }

    @Test
    void whatIsNoTextIsBase64() throws Exception {
        handler = Origin.says(Origin.response("200 OK", "Content-Encoding: gzip\r\n", "\u001f\u008b\u00ff"));
        JsonNode ok = host().ok("http", get(url("/")));
        assertThat(ok.path("base64").asString()).isEqualTo("H4v/"); // compressed as it came: no bomb goes off here
        assertThat(ok.path("headers").path("content-encoding").path(0).asString())
                .isEqualTo("gzip");
        host().ok("http", "{\"method\":\"POST\",\"url\":\"" + url("/") + "\",\"base64\":\"AP8=\"}");
        assertThat(server.seen().getLast().body()).isEqualTo("\0\u00ff");
    }

    @Test
    void outsideTheEffectiveSetTheRunEnds() throws Exception {
        Capability.Http narrow =
                new Capability.Http(List.of("localhost"), Set.of("GET"), List.of(server.port()), Optional.empty());
        Exchanges narrowed = new Exchanges(sandbox, Capabilities.of(narrow));
        handler = Origin.says(Origin.ok("hello"));
        assertThat(narrowed.ok("http", get(url("/"))).path("body").asString()).isEqualTo("hello");
        for (String request : List.of(
                get("https://127.0.0.1:" + server.port() + "/"),
                get("https://localhost/"),
                get(url("/")).replace("GET", "POST"))) {
            Run run = narrowed.run("http", request);
            assertThat(run.outcome()).as(request).isEqualTo(Outcome.DENIED);
            assertThat(run.detail()).contains("is not in the effective set");
        }
    }

    @Test
    void whatThisHostDoesNotOpenIsRefusedWhateverIsGranted() throws Exception {
        for (String address : List.of("169.254.169.254", "[::ffff:a9fe:a9fe]")) {
            assertThat(host().error("http", get("https://" + address + "/")))
                    .as(address)
                    .isEqualTo("refused");
        }
        assertThat(host().error("http", get("http://localhost:" + server.port() + "/")))
                .isEqualTo("refused");
        handler = Origin.says(Origin.redirect(302, "https://169.254.169.254/latest/meta-data/iam"));
        assertThat(host().error("http", get(url("/")))).isEqualTo("refused");
    }

    @Test
    void aSecretIsSentAndNeitherSeenNorRecorded() throws Exception {
        handler = (request, client) -> Origin.write(client, Origin.ok(request.head()));
        Run run = host().run("http", get(url("/")).replace("GET", "PUT"));
        assertThat(server.seen().getFirst().head()).contains("authorization: Bearer " + TOKEN);
        assertThat(run.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(new String(run.response(), StandardCharsets.UTF_8))
                .contains("authorization: Bearer ***")
                .doesNotContain(TOKEN);
        assertThat(new String(run.hostCalls().getFirst().answer(), StandardCharsets.UTF_8))
                .doesNotContain(TOKEN);
    }

    @Test
    void aSecretsFileIsReadByNoGuest() throws Exception {
        Run run = host().run("file", "{\"op\":\"read\",\"path\":\"" + folder.toRealPath() + "/token\"}");
        assertThat(run.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(host().ok("file", "{\"op\":\"read\",\"path\":\"" + folder.toRealPath() + "/origin.pem\"}")
                        .path("content")
                        .asString())
                .contains("CERTIFICATE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"headers\":{\"Host\":\"other.test\"}",
                "\"headers\":{\"content-length\":\"5\"}",
                "\"headers\":{\"Transfer-Encoding\":\"chunked\"}",
                "\"headers\":{\"Connection\":\"keep-alive\"}",
                "\"headers\":{\"Upgrade\":\"h2c\"}",
                "\"headers\":{\"TE\":\"trailers\"}",
                "\"headers\":{\"Expect\":\"100-continue\"}",
                "\"headers\":{\"Proxy-Authorization\":\"x\"}",
                "\"headers\":{\"X-Forwarded-For\":\"10.0.0.1\"}",
                "\"headers\":{\"X-HTTP-Method-Override\":\"DELETE\"}",
                "\"headers\":{\"Accept-Encoding\":\"gzip\"}",
                "\"headers\":{\"a\":\"b\\r\\nTransfer-Encoding: chunked\"}",
                "\"headers\":{\"a\":\"b\\nc\"}",
                "\"headers\":{\"a\":\"b\\u0000\"}",
                "\"headers\":{\"a\":\" b\"}",
                "\"headers\":{\"a\":\"\u00e9\"}",
                "\"headers\":{\"a b\":\"c\"}",
                "\"headers\":{\"a:\":\"c\"}",
                "\"headers\":{\"a\\r\\nb\":\"c\"}",
                "\"headers\":{\"\":\"c\"}",
                "\"headers\":{\"a\":\"1\",\"A\":\"2\"}",
                "\"headers\":{\"a\":1}",
                "\"body\":\"a\",\"base64\":\"YQ==\"",
                "\"base64\":\"?\"",
                "\"follow\":1",
                "\"timeout\":5"
            })
    void aRequestThatSmugglesOrIsNotOfTheContractIsInvalid(String more) {
        String request = "{\"method\":\"POST\",\"url\":\"" + url("/") + "\"," + more + "}";
        assertInvalid(request);
    }

    private static void assertInvalid(String request) {
        assertThatThrownBy(() -> CapabilityRequest.read("http", request.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ModelException.class);
    }

    @Test
    void anInvalidRequestIsAnsweredSoAndNotSent() throws Exception {
        String smuggling = "{\"method\":\"POST\",\"url\":\"" + url("/")
                + "\",\"headers\":{\"a\":\"b\\r\\nTransfer-Encoding: chunked\"}}";
        assertThat(host().error("http", smuggling)).isEqualTo("invalid-request");
        assertThat(server.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "TRACE", "CONNECT", "GET / HTTP/1.1\\r\\nX: y\\r\\n\\r\\nGET", ""})
    void aMethodThatIsNoneOfTheContractIsInvalid(String method) {
        assertInvalid(get(url("/")).replace("GET", method));
    }

    @Test
    void aResponseWithoutEndIsTooLarge() throws Exception {
        byte[] much = new byte[64 << 10];
        Arrays.fill(much, (byte) 'x');
        handler = (request, client) -> {
            Origin.write(client, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                Origin.write(client, "10000\r\n");
                client.getOutputStream().write(much);
                Origin.write(client, "\r\n");
            }
        };
        assertThat(host().error("http", get(url("/")))).isEqualTo("too-large");
        handler = Origin.says("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
        assertThat(host().error("http", get(url("/")))).isEqualTo("too-large");
    }

    @Test
    void aResponseThatLiesAboutItsLengthHasFailed() throws Exception {
        handler = Origin.says("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc");
        assertThat(host().error("http", get(url("/")))).isEqualTo("failed");
        handler = Origin.says("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        assertThat(host().error("http", get(url("/")))).isEqualTo("failed");
        // what follows the answer belongs to nobody: the connection is not used again
        handler = Origin.says(Origin.ok("abc") + Origin.ok("poison"));
        String twice = " " + get(url("/"));
        Run run = host().run("http", twice);
        assertThat(Guests.json(run.response()).path("records"))
                .allSatisfy(answer ->
                        assertThat(answer.path("ok").path("body").asString()).isEqualTo("abc"));
    }

    @Test
    void aServerThatIsSlowEndsWithTheRun() throws Exception {
        handler = HttpTest::slowly;
        Run run = sandbox.run(Guests.assess("ask-http", any, Guests.BRIEF, get(url("/"))));
        assertThat(run.outcome()).isEqualTo(Outcome.DEADLINE);
        Leftovers.awaitNoThreads();
    }

    private static void slowly(Origin.Seen request, Socket client) throws IOException, InterruptedException {
        for (char c : (Origin.ok("") + "x".repeat(1000)).toCharArray()) {
            Origin.write(client, String.valueOf(c));
            Thread.sleep(20);
        }
    }
}
