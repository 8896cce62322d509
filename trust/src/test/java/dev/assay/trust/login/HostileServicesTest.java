package dev.assay.trust.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.assay.trust.TrustException;
import dev.assay.trust.login.Between.Trick;
import dev.assay.trust.login.Caller.Question;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that are broken: each is told by its name, and what must not be shown is not. */
class HostileServicesTest extends BetweenServices {
    @Test
    void whatBehavesSigns() {
        for (int version : List.of(1, 2)) {
            assertThatCode(() -> sign(version, PATIENCE)).doesNotThrowAnyException();
            assertThat(between.asked())
                    .containsExactly("POST " + FULCIO, "POST " + TSA, "POST " + (version == 1 ? REKOR : REKOR_2));
        }
    }

    @ParameterizedTest
    @CsvSource({
        FULCIO + ", 1, the certificate authority",
        TSA + ", 1, the timestamp authority",
        REKOR + ", 1, the transparency log",
        REKOR_2 + ", 2, the transparency log",
    })
    void whatIsNoAnswerOfTheServiceIsRefusedByItsName(String path, int version, String service) {
        String named = service + " '" + between.address() + path + "'";
        between.trick(path, (exchange, _) -> Between.answer(exchange, 200, utf8("<html>Please log in</html>")));
        assertThat(refusal(version, PATIENCE)).startsWith("service-answer-malformed: " + named + " gave an answer");

        between.trick(path, (exchange, _) -> Between.answer(exchange, 200, new byte[0]));
        assertThat(refusal(version, PATIENCE)).startsWith("service-answer-malformed: " + named);

        between.trick(path, (exchange, _) -> Between.answer(exchange, 200, utf8("{}")));
        assertThat(refusal(version, PATIENCE)).startsWith("service-answer-malformed: " + named);

        between.trick(path, (exchange, _) -> Between.answer(exchange, 200, blanks((1 << 20) + 1)));
        assertThat(refusal(version, PATIENCE))
                .startsWith("service-answer-malformed: " + named)
                .contains("more than 1048576 bytes");
    }

    @Test
    void aSlowAnswerIsNotWaitedFor() {
        between.trick(TSA, (exchange, _) -> pause(exchange));
        assertThat(slow()).endsWith("gave no whole answer within 300 ms");
        between.trick(TSA, (exchange, _) -> drip(exchange));
        assertThat(slow()).endsWith("gave no whole answer within 300 ms");
    }

    private String slow() {
        Caller caller = new Caller(new Patience(Duration.ofMillis(300), 3, Duration.ofMillis(1)));
        Question question = Question.get("the timestamp authority", URI.create(between.address() + TSA));
        TrustException refused = catchThrowableOfType(TrustException.class, () -> caller.ask(question));
        return Objects.requireNonNull(refused, "it was waited for").reason().message();
    }

    @ParameterizedTest
    @CsvSource({FULCIO + ", 1", TSA + ", 1", REKOR + ", 1", REKOR_2 + ", 2"})
    void noRedirectIsFollowed(String path, int version) {
        for (int status : List.of(301, 302, 303, 307, 308)) {
            between.trick(path, (exchange, _) -> {
                exchange.getResponseHeaders().add("Location", between.address() + "/elsewhere");
                Between.answer(exchange, status, utf8("moved"));
            });
            assertThat(refusal(version, PATIENCE))
                    .startsWith("service-failed: ")
                    .contains("answered with a redirect, status " + status + ", which is not followed");
            assertThat(between.asked()).doesNotContain("POST /elsewhere", "GET /elsewhere");
        }
    }

    @ParameterizedTest
    @CsvSource({FULCIO + ", 1", TSA + ", 1", REKOR + ", 1", REKOR_2 + ", 2"})
    void ofALongErrorOnlyTheStatusIsToldAndOfAShortOneItsMessage(String path, int version) {
        between.trick(path, (exchange, _) -> Between.answer(exchange, 400, blanks(4 << 20)));
        assertThat(refusal(version, PATIENCE)).endsWith("answered with status 400");
        String longer = "{\"message\":\"" + "m".repeat(9000) + "\"}";
        between.trick(path, (exchange, _) -> Between.answer(exchange, 400, utf8(longer)));
        assertThat(refusal(version, PATIENCE)).endsWith("answered with status 400");
        between.trick(path, (exchange, _) -> Between.answer(exchange, 404, utf8("<html>not found</html>")));
        assertThat(refusal(version, PATIENCE)).endsWith("answered with status 404");
        String told = "{\"code\":3,\"message\":\"no \\u001b[31m\\n" + "m".repeat(1000) + "\"}";
        between.trick(path, (exchange, _) -> Between.answer(exchange, 403, utf8(told)));
        assertThat(refusal(version, PATIENCE))
                .contains("answered with status 403: no \\u001b[31m\\u000ammm")
                .hasSizeLessThan(520);
        // Nobody is asked twice who said no.
        assertThat(between.asked()).filteredOn(("POST " + path)::equals).hasSize(4);
    }

    @Test
    void anErrorThatRepeatsTheTokenIsNotShown() {
        String part = TOKEN.substring(30, 45);
        between.trick(
                FULCIO, (exchange, _) -> Between.answer(exchange, 400, utf8("{\"message\":\"bad " + part + "\"}")));
        assertThat(refusal(1, PATIENCE))
                .contains("status 400: (what it says could")
                .doesNotContain(part);
        between.trick(FULCIO, (exchange, _) -> Between.answer(exchange, 200, utf8("{\"" + TOKEN + "\":1,,}")));
        assertThat(refusal(1, PATIENCE)).doesNotContain(part);
        between.trick(FULCIO, (exchange, _) -> Between.answer(exchange, 200, utf8(TOKEN)));
        assertThat(refusal(1, PATIENCE)).doesNotContain(part);
        // Eleven characters in a row are as good as any other.
        String shorter = TOKEN.substring(30, 41);
        between.trick(
                FULCIO, (exchange, _) -> Between.answer(exchange, 400, utf8("{\"message\":\"" + shorter + "\"}")));
        assertThat(refusal(1, PATIENCE)).endsWith("status 400: " + shorter);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void whatIsOverloadedIsAskedAgainAFewTimes(int status) {
        AtomicInteger times = new AtomicInteger();
        Trick twice = (exchange, body) -> {
            exchange.getResponseHeaders().add("Retry-After", "86400");
            if (times.getAndIncrement() < 2) {
                Between.answer(exchange, status, utf8("{\"message\":\"busy\"}"));
            } else {
                between.forward(exchange, body, answer -> answer);
            }
        };
        between.trick(TSA, twice);
        assertThatCode(() -> sign(1, PATIENCE)).doesNotThrowAnyException();
        assertThat(times).hasValue(3);

        between.trick(TSA, (exchange, _) -> {
            times.incrementAndGet();
            Between.answer(exchange, status, utf8("{\"message\":\"busy\"}"));
        });
        times.set(0);
        assertThat(refusal(1, PATIENCE)).endsWith("answered with status " + status + ", 3 times: busy");
        assertThat(times).hasValue(3);
    }

    @Test
    void thePausesGrowAndAServiceCannotMakeThemLong() {
        Patience patience = new Patience(Duration.ofSeconds(1), 4, Duration.ofSeconds(1));
        assertThat(patience.after(1, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(patience.after(3, 0)).isEqualTo(Duration.ofSeconds(4));
        assertThat(patience.after(1, 3)).isEqualTo(Duration.ofSeconds(3));
        assertThat(patience.after(1, 86_400)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void anEntryWhoseAnswerWasLostIsFoundAgain() {
        AtomicInteger times = new AtomicInteger();
        between.trick(REKOR, (exchange, body) -> {
            if (times.getAndIncrement() == 0) {
                // It was made, and the answer says otherwise.
                assertThat(between.real(exchange, body).statusCode()).isEqualTo(201);
                Between.answer(exchange, 502, new byte[0]);
            } else {
                between.forward(exchange, body, answer -> answer);
            }
        });
        assertThatCode(() -> sign(1, PATIENCE)).doesNotThrowAnyException();
        assertThat(between.asked()).anyMatch(request -> request.matches("GET " + REKOR + "/[0-9a-f]{64}"));

        for (String nowhere : List.of("", "https://example.com/", "/api/v1/log/entries/../../x")) {
            between.trick(REKOR, (exchange, _) -> {
                exchange.getResponseHeaders().add("Location", nowhere);
                Between.answer(exchange, 409, new byte[0]);
            });
            assertThat(refusal(1, PATIENCE)).contains("it has the entry already, and does not say where");
        }
        // Only there is the status an answer.
        between.trick(TSA, (exchange, _) -> Between.answer(exchange, 409, new byte[0]));
        assertThat(refusal(1, PATIENCE)).endsWith("answered with status 409");
    }

    @Test
    void whatBreaksOffIsToldWithoutItsWords() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    assertThat(socket.getInputStream().read()).isPositive();
                    socket.getOutputStream().write(utf8("HTTP/1.1 " + TOKEN + "\r\n\r\n"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            URI address = URI.create("http://127.0.0.1:" + server.getLocalPort());
            Services broken = new Services(address, List.of(), List.of(address));
            assertThat(refusal(new LoginSigner(broken, instance.root(), TokenSource.of(TOKEN), PATIENCE)))
                    .contains("cannot be reached: ");
        }
    }

    @Test
    void whatDoesNotListenIsTold() {
        String config = "http://127.0.0.1:1";
        Services nowhere = new Services(URI.create(config), List.of(), List.of(URI.create(config)));
        LoginSigner signer = new LoginSigner(nowhere, instance.root(), TokenSource.of(TOKEN), PATIENCE);
        assertThat(refusal(signer))
                .startsWith(
                        "service-failed: the certificate authority 'http://127.0.0.1:1/api/v2/signingCert' cannot be"
                                + " reached: ");
    }

    /** The headers never come. */
    private static void pause(HttpExchange exchange) throws IOException {
        try {
            Thread.sleep(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        Between.answer(exchange, 200, utf8("{}"));
    }

    /** A byte now and then, each long before any time runs out. */
    private static void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 1000);
        Instant end = Instant.now().plusSeconds(2);
        while (Instant.now().isBefore(end)) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            try {
                Thread.sleep(Duration.ofMillis(50));
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private static byte[] blanks(int count) {
        byte[] blanks = new byte[count];
        Arrays.fill(blanks, (byte) ' ');
        return blanks;
    }
}
