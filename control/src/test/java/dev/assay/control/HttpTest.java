package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are not as openapi.yaml says; each is answered with a problem document, which Client checks. */
class HttpTest {
    private static final String JSON = "application/json";

    private final Stage stage = Stage.shared();

    private Exchange login(String body, String type) {
        return stage.anonymous().call("POST", "/api/v1/sessions", body, type);
    }

    @Test
    void anUnknownPathIsNotFound() {
        assertThat(stage.anonymous().get("/api/v1/nothing").is(404).problem()).isEqualTo("not-found");
        stage.viewer().get("/api/v1/runtimes/").is(404);
        stage.viewer().get("/api/v1/runtimes/x/revisions/1/more").is(404);
    }

    @Test
    void anotherMethodIsToldWhichThereAre() {
        Exchange refused = stage.viewer().delete("/api/v1/fleet").is(405);
        assertThat(refused.header("Allow")).isEqualTo("GET");
        stage.viewer().call("PATCH", "/api/v1/requirements", "", "").is(405);
    }

    @Test
    void anotherMediaTypeIsRefused() {
        login("name=admin&password=x", "application/x-www-form-urlencoded").is(415);
        login("{}", "").is(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"name\":\"a\",\"name\":\"b\",\"password\":\"x\"}",
                "{\"name\":\"a\",\"password\":\"x\"} {}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void brokenJsonIsRefused(String body) {
        login(body.isEmpty() ? " " : body, JSON).is(400);
    }

    @Test
    void everyFaultOfABodyIsTold() {
        Exchange refused = login("{\"password\":7,\"odd\":1}", JSON).is(400);
        assertThat(refused.json().path("errors")).hasSize(3);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        String large = "{\"name\":\"" + "x".repeat(1 << 20) + "\",\"password\":\"x\"}";
        login(large, JSON).is(413);
    }

    @Test
    void parametersThatAreUnknownDoubledOrOutOfBoundsAreRefused() {
        Client viewer = stage.viewer();
        viewer.get("/api/v1/results?odd=1").is(400);
        viewer.get("/api/v1/results?limit=1&limit=2").is(400);
        viewer.get("/api/v1/results?limit=0").is(400);
        viewer.get("/api/v1/results?limit=201").is(400);
        viewer.get("/api/v1/results?limit=x").is(400);
        viewer.get("/api/v1/results?limit=99999999999").is(400);
        viewer.get("/api/v1/results?runtime=%ff").is(400);
        viewer.get("/api/v1/runtimes/1").is(400);
        viewer.get("/api/v1/results?limit=200").is(200);
    }

    @Test
    void aProblemDoesNotRepeatControlCharacters() {
        String detail = stage.anonymous().get("/api/v1/%1b%0d").is(404).text("detail");
        assertThat(detail.codePoints()).noneMatch(Character::isISOControl);
    }

    @Test
    void onLoopbackTheServiceAnswersToItsOwnNamesOnly() throws IOException {
        for (String host : new String[] {"evil.example", "evil.example:8484", "127.0.0.1.evil.example"}) {
            assertThat(statusFor(host)).as(host).isEqualTo("421");
        }
        for (String host : new String[] {"127.0.0.1", "127.0.0.1:8484", "LOCALHOST:1", "[::1]:8484"}) {
            assertThat(statusFor(host)).as(host).isEqualTo("200");
        }
    }

    private String statusFor(String host) throws IOException {
        return raw("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                .substring(9, 12);
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), stage.service.uri().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theServiceSaysThatItIsWell() {
        stage.anonymous().get("/health/live").is(200);
        stage.anonymous().get("/health/ready").is(200);
    }

    @Test
    void openapiIsServed() {
        assertThat(stage.anonymous()
                        .get("/api/v1/openapi.yaml")
                        .is(200)
                        .response()
                        .body())
                .startsWith("openapi: 3.1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE||",
                "GET /api/v1/fleet HTTP/9.9|Host: x||",
                "GET /api/v1/fleet HTTP/1.1|Host: x|Bad Header: y||",
                "POST /api/v1/sessions HTTP/1.1|Host: x|Content-Length: minus||",
                "POST /api/v1/sessions HTTP/1.1|Host: localhost|Content-Type: application/json|Content-Length: 99999999999||{}",
                "POST /api/v1/sessions HTTP/1.1|Host: localhost|Content-Type: application/json|Transfer-Encoding: chunked||zz|"
            })
    void whatIsNoRequestGetsAProblemAndNoStackTrace(String request) throws IOException {
        String answer = raw(request.replace("|", "\r\n"));
        // What is not even HTTP is hung up on; what is gets its problem.
        assertThat(answer).matches("(?s)|HTTP/1.1 4.*application/problem\\+json.*");
        assertThat(answer).doesNotContain("Exception", "\tat ");
    }

    @Test
    void whatFollowsAMalformedBodyIsNotReadAsAnotherRequest() throws IOException {
        String answer = raw("""
                POST /api/v1/sessions HTTP/1.1
                Host: localhost
                Content-Type: application/json
                Transfer-Encoding: chunked

                5
                abcdefgh
                0

                GET /health/live HTTP/1.1
                Host: localhost

                """.replace("\n", "\r\n"));
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("Connection: close")
                .doesNotContain("HTTP/1.1 200");
    }

    @Test
    void aTextWithNulIsTheCallersFault() {
        login("{\"name\":\"a\\u0000\",\"password\":\"x\"}", JSON).is(400);
    }

    @Test
    void aBodyThatIsManyTimesAsLargeOnceItIsReadIsNotRead() {
        String bomb = "[]" + ",[]".repeat(200_000);
        Exchange refused =
                login("{\"name\":[" + bomb + "],\"password\":\"x\"}", JSON).is(400);
        assertThat(refused.problem()).isEqualTo("malformed");
        assertThat(refused.text("detail")).contains("names and values in 600028 bytes");
        String large = "[]" + ",[]".repeat(100_000);
        assertThat(login("{\"name\":[" + large + "],\"password\":\"x\"}", JSON)
                        .is(400)
                        .problem())
                .isEqualTo("invalid");
    }
}
