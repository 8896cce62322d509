package dev.assay.cli.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assay.cli.CommandException;
import dev.assay.trust.TrustException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A web server gives a file, or says that there is none; whatever else it does is an error, and soon. */
class HttpTransportTest {
    private static final Duration PATIENCE = Duration.ofMillis(800);
    private static final byte[] FILE = new byte[1000];

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private ExecutorService threads;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getRawPath());
            try (exchange) {
                answer(exchange);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aFileIsReadUpToTheLastByteAllowedAndNotOneMore() {
        assertThat(fetch("file", FILE.length)).hasValue(FILE);
        refused("tuf-length", () -> fetch("file", FILE.length - 1));
    }

    @Test
    void aFileThatSaysNoLengthIsCutOffWithoutWaitingForItsEnd() {
        refused("tuf-length", () -> fetch("endless", FILE.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 410})
    void thereIsNoSuchFile(int status) {
        // The page that says so is longer than the file may be.
        assertThat(fetch("status/" + status, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 206, 301, 302, 307, 401, 429, 500, 503})
    void whetherThereIsSuchAFileIsNotKnown(int status) {
        refused("tuf-unreachable", () -> fetch("status/" + status, 10_000));

        // Nor is anybody asked where else it might be.
        assertThat(asked).containsExactly("/repository/status/" + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"silent", "drip"})
    void whoGivesNothingOrAByteNowAndThenIsNotWaitedFor(String path) {
        long begin = System.nanoTime();

        refused("tuf-unreachable", () -> fetch(path, FILE.length));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(PATIENCE, PATIENCE.multipliedBy(8));
    }

    @Test
    void anAnswerThatBreaksOffIsAnError() {
        refused("tuf-unreachable", () -> fetch("short", FILE.length));
    }

    @Test
    void nobodyListens() {
        server.stop(0);

        refused("tuf-unreachable", () -> fetch("file", FILE.length));
    }

    @Test
    void anEncodedNameStaysEncoded() {
        fetch("1.%2F..%2Frole%3F%23.json", 10_000);

        assertThat(asked).containsExactly("/repository/1.%2F..%2Frole%3F%23.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/repository",
                "http://127.0.0.1.example.org/",
                "ftp://127.0.0.1/",
                "https://user:word@example.org/",
                "https://example.org/?where=else",
                "https:relative",
                "/folder"
            })
    void whatIsNoAddressOfARepositoryIsRefused(String address) {
        assertThatThrownBy(() -> new HttpTransport(URI.create(address))).isInstanceOf(CommandException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost/r", "http://127.0.0.1:1/r", "http://[::1]:1/r", "https://example.org"})
    void whatIsOneIsTaken(String address) {
        assertThat(new HttpTransport(URI.create(address))).isNotNull();
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath().replace("/repository/", "");
        switch (path) {
            case "file" -> {
                exchange.sendResponseHeaders(200, FILE.length);
                exchange.getResponseBody().write(FILE);
            }
            case "short" -> {
                exchange.sendResponseHeaders(200, FILE.length);
                exchange.getResponseBody().write(FILE, 0, 10);
            }
            case "endless" -> {
                exchange.sendResponseHeaders(200, 0);
                while (over.getCount() > 0) {
                    exchange.getResponseBody().write(FILE);
                    exchange.getResponseBody().flush();
                }
            }
            case "silent" -> over.await();
            case "drip" -> {
                exchange.sendResponseHeaders(200, FILE.length);
                while (!over.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    exchange.getResponseBody().write(0);
                    exchange.getResponseBody().flush();
                }
            }
            default -> {
                int status = path.startsWith("status/") ? Integer.parseInt(path.substring(7)) : 404;
                exchange.getResponseHeaders().add("Location", "/repository/file");
                exchange.sendResponseHeaders(status, FILE.length);
                exchange.getResponseBody().write(FILE);
            }
        }
    }

    private java.util.Optional<byte[]> fetch(String path, int most) {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/repository");
        return new HttpTransport(base, PATIENCE).fetch(path, most);
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrustException.class,
                        refusal -> assertThat(refusal.reason().code()).isEqualTo(code));
    }
}
