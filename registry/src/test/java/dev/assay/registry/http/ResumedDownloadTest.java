package dev.assay.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentChangedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Content of which an earlier fetch left the beginning. */
class ResumedDownloadTest {
    private static final int SIZE = 3 << 20;
    private static final byte[] CONTENT = new byte[SIZE];

    static {
        new Random(8).nextBytes(CONTENT);
    }

    private final Blob blob = Blob.of(CONTENT);
    private final Web web = new Web(Hostile.SHORT);
    private Hostile server;

    @BeforeEach
    void start() throws IOException {
        server = Hostile.plain();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatAnEarlierFetchLeftIsNotFetchedAgain() {
        server.at("/content", exchange -> part(exchange, CONTENT, true));
        assertThat(fetched(Arrays.copyOf(CONTENT, 1_000_000))).isEqualTo(CONTENT);
        assertThat(server.asked).singleElement().returns("bytes=1000000-", Hostile.Asked::range);
        assertThat(fetched(CONTENT)).isEqualTo(CONTENT);
        assertThat(server.asked).as("all of it was there").hasSize(1);
    }

    @Test
    void whereAServerKnowsNoRangesWhatWasLeftIsFetchedAgain() {
        server.at("/content", exchange -> part(exchange, CONTENT, false));
        assertThat(fetched(Arrays.copyOf(CONTENT, 1_000_000))).isEqualTo(CONTENT);
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void whatWasLeftAndIsSomethingElseIsFetchedOnceMoreInOnePiece() {
        server.at("/content", exchange -> part(exchange, CONTENT, true));
        byte[] other = CONTENT.clone();
        other[5]++;
        assertThat(fetched(Arrays.copyOf(other, 1_000_000))).isEqualTo(CONTENT);
        assertThat(server.asked).extracting(Hostile.Asked::range).containsExactly("bytes=1000000-", "null");
        server.asked.clear();
        assertThat(fetched(other)).isEqualTo(CONTENT);
        assertThat(server.asked).extracting(Hostile.Asked::range).containsExactly("null");
        server.asked.clear();
        assertThat(fetched(new byte[SIZE + 1])).as("more than it has").isEqualTo(CONTENT);
        assertThat(server.asked).extracting(Hostile.Asked::range).containsExactly("null");
    }

    @Test
    void whatIsNotTheContentIsLeftToNobody() {
        byte[] other = CONTENT.clone();
        other[SIZE - 1]++;
        server.at("/content", exchange -> part(exchange, other, true));
        Begun begun = new Begun(Arrays.copyOf(CONTENT, 1_000_000));
        assertThatThrownBy(() -> web.download(Ask.get(server.uri("/content")), blob, begun))
                .isInstanceOf(ContentChangedException.class)
                .hasMessageContaining("has the digest");
        assertThat(begun.bytes.size()).isZero();
    }

    /** Has the beginning of a content. */
    private static final class Begun implements Sink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Begun(byte[] beginning) {
            bytes.writeBytes(beginning);
        }

        @Override
        public long begun(Consumer<ByteBuffer> taker) {
            taker.accept(ByteBuffer.wrap(bytes.toByteArray()));
            return bytes.size();
        }

        @Override
        public void write(ByteBuffer more) {
            byte[] some = new byte[more.remaining()];
            more.get(some);
            bytes.writeBytes(some);
        }

        @Override
        public void restart() {
            bytes.reset();
        }
    }

    private byte[] fetched(byte[] beginning) {
        Begun begun = new Begun(beginning);
        web.download(Ask.get(server.uri("/content")), blob, begun);
        return begun.bytes.toByteArray();
    }

    /** Sends all from where it was asked to begin. */
    private static void part(HttpExchange exchange, byte[] content, boolean ranges) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
        if (from > 0) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (SIZE - 1) + "/" + SIZE);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, SIZE - from);
        exchange.getResponseBody().write(content, from, SIZE - from);
    }
}
