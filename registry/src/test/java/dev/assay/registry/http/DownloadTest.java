package dev.assay.registry.http;

import static dev.assay.registry.http.Hostile.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentChangedException;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.RegistryException;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers, networks and those in between do to content, and what comes of it. */
class DownloadTest {
    private static final int SIZE = 3 << 20;
    private static final byte[] CONTENT = new byte[SIZE];

    static {
        new Random(7).nextBytes(CONTENT);
    }

    private final Blob blob = Blob.of(CONTENT);
    private final Web web = new Web(Hostile.SHORT);
    private Hostile server;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        server = Hostile.plain();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void contentThatIsCutOffGoesOnWhereItWas() {
        AtomicInteger times = new AtomicInteger();
        server.at("/content", exchange -> cut(exchange, times.incrementAndGet() < 4 ? 700_000 : SIZE, true));
        assertThat(fetched()).isEqualTo(CONTENT);
        assertThat(server.asked.stream().map(Hostile.Asked::range))
                .as("each after the bytes that came; a socket may take fewer than were written")
                .hasSize(4)
                .element(3)
                .asString()
                .matches("bytes=[1-2][0-9]{6}-");
    }

    @Test
    void whereAServerKnowsNoRangesItBeginsAnew() {
        AtomicInteger times = new AtomicInteger();
        server.at("/content", exchange -> cut(exchange, times.incrementAndGet() < 3 ? 700_000 : SIZE, false));
        assertThat(fetched()).isEqualTo(CONTENT);
    }

    @Test
    void aConnectionThatIsAlwaysCutIsGivenUp() {
        server.at("/content", exchange -> cut(exchange, 0, true));
        refused(this::fetched, "cannot read http://127.0.0.1");
        assertThat(server.asked).hasSize(Hostile.SHORT.attempts());
    }

    @Test
    void aPartThatWasNotAskedForIsRefused() {
        AtomicInteger times = new AtomicInteger();
        server.at("/content", exchange -> {
            if (times.incrementAndGet() == 1) {
                cut(exchange, 700_000, true);
            } else {
                exchange.getResponseHeaders().set("Content-Range", "bytes 5-" + (SIZE - 1) + "/" + SIZE);
                answer(exchange, 206, Arrays.copyOfRange(CONTENT, 5, SIZE));
            }
        });
        changed(this::fetched, "a part of it that was not asked for");
    }

    @Test
    void partsThatDoNotFitTogetherAreFetchedOnceMoreInOnePiece() {
        AtomicInteger times = new AtomicInteger();
        byte[] other = CONTENT.clone();
        other[SIZE - 1]++;
        server.at("/content", exchange -> {
            switch (times.incrementAndGet()) {
                case 1 -> cut(exchange, 700_000, true);
                case 2 -> part(exchange, other, SIZE);
                default -> part(exchange, CONTENT, SIZE);
            }
        });
        assertThat(fetched()).isEqualTo(CONTENT);
        assertThat(server.asked.getLast().range()).isEqualTo("null");
    }

    @Test
    void aByteThatWasChangedIsSeenAndNotAskedForAgain() {
        byte[] other = CONTENT.clone();
        other[SIZE / 2]++;
        server.at("/content", exchange -> answer(exchange, 200, other));
        changed(this::fetched, "has the digest", "it was changed");
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void whoAnnouncesAnotherLengthIsNotRead() {
        AtomicLong written = new AtomicLong();
        server.at("/content", exchange -> {
            exchange.sendResponseHeaders(200, 10_000_000_000L);
            pour(exchange, written);
        });
        changed(this::fetched, "has 10000000000 bytes");
        assertThat(written.get()).as("what fits into the buffers between").isLessThan(32L << 20);
    }

    @Test
    void aBodyWithoutEndIsNotReadFurtherThanTheContentIsLong() {
        AtomicLong written = new AtomicLong();
        server.at("/content", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            pour(exchange, written);
        });
        AtomicLong kept = new AtomicLong();
        changed(() -> web.download(Ask.get(server.uri("/content")), blob, counting(kept)), "larger than the " + SIZE);
        assertThat(kept.get()).isLessThanOrEqualTo(SIZE);
        assertThat(written.get()).isLessThan(64L << 20);
    }

    @Test
    void aShorterContentIsRefusedWithoutBeingRead() {
        server.at("/content", exchange -> answer(exchange, 200, Arrays.copyOf(CONTENT, SIZE - 1)));
        changed(this::fetched, "has " + (SIZE - 1) + " bytes");
    }

    @Test
    void aShorterContentWithoutALengthIsRefused() {
        server.at("/content", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(CONTENT, 0, 1000);
        });
        refused(this::fetched, "ended after 1000 of " + SIZE);
    }

    @Test
    void aPageInsteadIsNamedAsWhatItCallsItself() {
        server.at("/content", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            answer(exchange, 200, "<html>Log in</html>".getBytes(StandardCharsets.UTF_8));
        });
        changed(this::fetched, "has 19 bytes of type 'text/html");
    }

    @Test
    void whatPassesIsTriedAgainAndWhatStaysIsNot() {
        AtomicInteger times = new AtomicInteger();
        server.at("/content", exchange -> {
            switch (times.incrementAndGet()) {
                case 1 -> answer(exchange, 503, "Retry-After", "0");
                case 2 -> answer(exchange, 429, new byte[0]);
                default -> answer(exchange, 200, CONTENT);
            }
        });
        assertThat(fetched()).isEqualTo(CONTENT);
        server.at("/missing", exchange -> answer(exchange, 404, new byte[0]));
        assertThatThrownBy(() -> fetched("/missing")).isInstanceOf(ContentMissingException.class);
        server.at("/forbidden", exchange -> answer(exchange, 403, new byte[0]));
        refused(() -> fetched("/forbidden"), "status 403", "whether it wants a login");
        assertThat(server.asked("/missing")).hasSize(1);
        assertThat(server.asked("/forbidden")).hasSize(1);
    }

    @Test
    void aServerIsLeftAloneForAsLongAsItAsks() {
        AtomicInteger times = new AtomicInteger();
        server.at("/soon", exchange -> {
            if (times.incrementAndGet() == 1) {
                answer(exchange, 429, "Retry-After", "1");
            } else {
                answer(exchange, 200, CONTENT);
            }
        });
        long begun = System.nanoTime();
        assertThat(fetched("/soon")).isEqualTo(CONTENT);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        server.at("/later", exchange -> answer(exchange, 429, "Retry-After", "3600"));
        refused(() -> fetched("/later"), "status 429", "asks to wait 3600 s");
        assertThat(server.asked("/later")).hasSize(1);
    }

    @Test
    void theTimeToWaitIsReadAsSecondsOrAsADateAndElseNotAtAll() {
        assertThat(retryAfter("120")).contains(Duration.ofMinutes(2));
        String soon = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(90).atZone(ZoneOffset.UTC));
        assertThat(retryAfter(soon).orElseThrow()).isBetween(Duration.ofMinutes(1), Duration.ofSeconds(91));
        assertThat(retryAfter("Sat, 01 Jan 2000 00:00:00 GMT")).isEmpty();
        assertThat(retryAfter("-5")).isEmpty();
        assertThat(retryAfter("99999999999999999999")).isEmpty();
    }

    private static java.util.Optional<Duration> retryAfter(String value) {
        return Attempts.retryAfter(HttpHeaders.of(Map.of("Retry-After", List.of(value)), (_, _) -> true));
    }

    @Test
    void aServerThatStopsIsNotWaitedForAndOneThatIsSlowIs() {
        server.at("/stopped", exchange -> {
            exchange.sendResponseHeaders(200, SIZE);
            exchange.getResponseBody().write(CONTENT, 0, 1000);
            exchange.getResponseBody().flush();
            server.hang();
        });
        Web once = new Web(patience(1, Duration.ofMillis(400), Duration.ofSeconds(20)));
        refused(() -> fetched(once, "/stopped"), "did not answer within");
        server.at("/slow", exchange -> {
            exchange.sendResponseHeaders(200, SIZE);
            for (int at = 0; at < SIZE; at += SIZE / 3) {
                pause(200);
                exchange.getResponseBody().write(CONTENT, at, SIZE / 3);
                exchange.getResponseBody().flush();
            }
        });
        assertThat(fetched(once, "/slow")).isEqualTo(CONTENT);
    }

    @Test
    void bytesThatOnlyDripAreNotWorthAllTime() {
        server.at("/content", exchange -> {
            exchange.sendResponseHeaders(200, SIZE);
            while (!server.isOver()) {
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                pause(20);
            }
        });
        Web impatient = new Web(new Patience(
                Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(600), SIZE, 3, Duration.ofMillis(5)));
        long begun = System.nanoTime();
        refused(() -> fetched(impatient, "/content"), "did not answer within");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void aRedirectToAnotherServerIsFollowedByHttpsAloneAndWithoutCredentials() throws Exception {
        try (Hostile storage = Hostile.secure(folder)) {
            Web trusting = new Web(Hostile.SHORT, java.util.Optional.of(trusting()));
            storage.at("/stored", exchange -> answer(exchange, 200, CONTENT));
            server.at(
                    "/content", exchange -> answer(exchange, 307, "Location", storage.uri("/stored?sig=s3cret") + ""));
            Ask ask = Ask.get(server.uri("/content")).by(giving("Bearer t0ken"));
            byte[] whole = new byte[SIZE];
            trusting.download(ask.following(Redirects.CONTENT), blob, Sink.memory(whole));
            assertThat(whole).isEqualTo(CONTENT);
            assertThat(server.asked.getFirst().authorization()).isEqualTo("Bearer t0ken");
            assertThat(storage.asked.getFirst().authorization()).isEqualTo("null");
            refused(
                    () -> trusting.download(ask.following(Redirects.SAME_SERVER), blob, Sink.memory(whole)),
                    "redirects to another server");
            storage.at("/refused", exchange -> answer(exchange, 403, new byte[0]));
            server.at("/other", exchange -> answer(exchange, 307, "Location", storage.uri("/refused?sig=s3cret") + ""));
            assertThatThrownBy(() -> trusting.ask(Ask.get(server.uri("/other")).following(Redirects.CONTENT), 10)
                            .where()
                            .describeConstable()
                            .ifPresent(where -> {
                                throw new RegistryException(where);
                            }))
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void withoutTlsNobodyIsSentToAnotherServer() throws IOException {
        try (Hostile other = Hostile.plain()) {
            other.at("/", exchange -> answer(exchange, 200, CONTENT));
            server.at(
                    "/a",
                    exchange ->
                            answer(exchange, 302, "Location", other.uri("/x").toString()));
            server.at("/b", exchange -> answer(exchange, 302, "Location", "https://user:pw@" + other.host() + "/x"));
            server.at("/c", exchange -> answer(exchange, 302, "Location", "file:///etc/passwd"));
            server.at("/round", exchange -> answer(exchange, 302, "Location", "/round"));
            server.at("/same", exchange -> answer(exchange, 302, "Location", "/content"));
            server.at("/content", exchange -> answer(exchange, 200, CONTENT));
            refused(() -> fetched("/a"), "redirects to another server");
            refused(() -> fetched("/b"), "redirects to another server");
            refused(() -> fetched("/c"), "redirects to another server");
            refused(() -> fetched("/round"), "redirected more than 3 times");
            assertThat(server.asked("/round")).hasSize(4);
            assertThat(fetched("/same")).isEqualTo(CONTENT);
            assertThat(other.asked).isEmpty();
        }
    }

    @Test
    void aServerThatNobodyVouchesForIsRefusedAtOnce() throws Exception {
        try (Hostile secure = Hostile.secure(folder)) {
            secure.at("/content", exchange -> answer(exchange, 200, CONTENT));
            refused(
                    () -> web.download(Ask.get(secure.uri("/content")), blob, Sink.memory(new byte[SIZE])),
                    "no trusted connection");
            assertThat(secure.asked).isEmpty();
        }
    }

    @Test
    void whatCannotBeKeptIsNotAskedForAgain() {
        server.at("/content", exchange -> answer(exchange, 200, CONTENT));
        Sink full = new Sink() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void restart() {}
        };
        refused(() -> web.download(Ask.get(server.uri("/content")), blob, full), "cannot keep", "No space left");
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void aFileStaysOnlyIfItIsWhole() {
        server.at("/content", exchange -> answer(exchange, 200, CONTENT));
        server.at("/other", exchange -> answer(exchange, 200, new byte[SIZE]));
        Path file = folder.resolve("file");
        refused(() -> write(file, "/other"), "has the digest");
        assertThat(file).doesNotExist();
        write(file, "/content");
        assertThat(file).hasBinaryContent(CONTENT);
    }

    @Test
    void emptyContentIsContentToo() {
        server.at("/content", exchange -> answer(exchange, 200, new byte[0]));
        web.download(Ask.get(server.uri("/content")), Blob.of(new byte[0]), Sink.memory(new byte[0]));
        assertThat(server.asked).hasSize(1);
    }

    private void write(Path file, String path) {
        NewFile.write(file, channel -> web.download(Ask.get(server.uri(path)), blob, Sink.file(channel)));
    }

    private byte[] fetched() {
        return fetched("/content");
    }

    private byte[] fetched(String path) {
        return fetched(web, path);
    }

    private byte[] fetched(Web by, String path) {
        byte[] whole = new byte[SIZE];
        by.download(Ask.get(server.uri(path)).following(Redirects.CONTENT), blob, Sink.memory(whole));
        return whole;
    }

    private javax.net.ssl.SSLContext trusting() {
        return Authorities.read(folder.resolve("authority.pem"));
    }

    private static Guard giving(String authorization) {
        return new Guard() {
            @Override
            public java.util.Optional<String> authorization(java.net.URI target) {
                return "http".equals(target.getScheme())
                        ? java.util.Optional.of(authorization)
                        : java.util.Optional.empty();
            }

            @Override
            public boolean challenged(java.net.URI target, HttpHeaders headers) {
                return false;
            }
        };
    }

    private static Patience patience(int attempts, Duration stall, Duration total) {
        return new Patience(total, stall, total, 1 << 20, attempts, Duration.ofMillis(5));
    }

    private static Sink counting(AtomicLong kept) {
        return new Sink() {
            @Override
            public void write(ByteBuffer bytes) {
                kept.addAndGet(bytes.remaining());
            }

            @Override
            public void restart() {
                kept.set(0);
            }
        };
    }

    /** Sends so many bytes from where it was asked to begin, of all that it announces. */
    private static void cut(HttpExchange exchange, int most, boolean ranges) throws IOException {
        part(exchange, CONTENT, most, ranges);
    }

    private static void part(HttpExchange exchange, byte[] content, int most) throws IOException {
        part(exchange, content, most, true);
    }

    private static void part(HttpExchange exchange, byte[] content, int most, boolean ranges) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
        if (from > 0) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (SIZE - 1) + "/" + SIZE);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, SIZE - from);
        exchange.getResponseBody().write(content, from, Math.min(most, SIZE - from));
        exchange.getResponseBody().flush();
    }

    private void pour(HttpExchange exchange, AtomicLong written) throws IOException {
        byte[] piece = new byte[64 << 10];
        while (!server.isOver()) {
            exchange.getResponseBody().write(piece);
            written.addAndGet(piece.length);
        }
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void changed(ThrowingCallable what, String... says) {
        assertThatThrownBy(what).isInstanceOf(ContentChangedException.class).hasMessageContainingAll(says);
    }

    private static void refused(ThrowingCallable what, String... says) {
        assertThatThrownBy(what).isInstanceOf(RegistryException.class).hasMessageContainingAll(says);
    }
}
