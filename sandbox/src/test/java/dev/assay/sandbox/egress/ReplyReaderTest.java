package dev.assay.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be read in one way is read, and nothing else. */
class ReplyReaderTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";

    private static Reply read(String method, String text) throws Exception {
        return new ReplyReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))).read(method);
    }

    private static String body(String text) throws Exception {
        return new String(read("GET", text).body(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aBodyEndsWhereItSays() throws Exception {
        assertThat(body(HEAD + "Content-Length: 3\r\n\r\nabcdef")).isEqualTo("abc");
        assertThat(body("HTTP/1.0 404 \r\nContent-Length: 0\r\n\r\n")).isEmpty();
        assertThat(body(CHUNKED + "3\r\nabc\r\n0A;x=\"y\"\r\n0123456789\r\n0\r\n\r\n"))
                .isEqualTo("abc0123456789");
        assertThat(body(CHUNKED + "1\r\na\r\n0\r\nTrailer: x\r\n\r\n")).isEqualTo("a");
        assertThat(read("GET", CHUNKED + "1\r\na\r\n0\r\nSet-Cookie: x\r\n\r\n").headers())
                .doesNotContainKey("set-cookie");
    }

    @Test
    void someResponsesHaveNoBodyWhateverTheySay() throws Exception {
        assertThat(read("HEAD", HEAD + "Content-Length: 10\r\n\r\n").body()).isEmpty();
        assertThat(body("HTTP/1.1 204 None\r\n\r\n")).isEmpty();
        assertThat(body("HTTP/1.1 304 Same\r\nContent-Length: 10\r\n\r\n")).isEmpty();
    }

    @Test
    void aValueIsWithoutTheSpacesAroundItAndMayBeInAnyAlphabet() throws Exception {
        assertThat(read("GET", HEAD + "X: \t a  b \t\r\nY:\r\nZ: \r\nContent-Length: 0\r\n\r\n")
                        .headers())
                .containsEntry("x", List.of("a  b"))
                .containsEntry("y", List.of(""))
                .containsEntry("z", List.of(""));
        assertThat(read("GET", "HTTP/1.1 200 \u00c3\u0085\r\nX: \u00c3\u0085\r\nContent-Length: 0\r\n\r\n")
                        .headers())
                .containsEntry(
                        "x", List.of("\u00c3\u0085")); // UTF-8 of a letter, whose second byte is a line's end to some
    }

    /** A server chooses how many spaces are in a line, and no deadline stops the reading of one. */
    @Test
    void manySpacesAreReadInNoTime() {
        String value = " ".repeat(5_000) + "a" + " ".repeat(50_000) + "b";
        assertTimeoutPreemptively(
                Duration.ofSeconds(1),
                () -> assertThat(read("GET", HEAD + "X:" + value + "\r\nContent-Length: 0\r\n\r\n")
                                .headers())
                        .containsEntry("x", List.of(value.strip())));
    }

    @Test
    void interimResponsesArePassedOver() throws Exception {
        assertThat(read("GET", "HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + HEAD + "Content-Length: 0\r\n\r\n")
                        .headers())
                .containsOnlyKeys("content-length");
        assertThatThrownBy(() -> read("GET", "HTTP/1.1 100 Go on\r\n\r\n".repeat(9)))
                .hasMessageContaining("interim");
        assertThatThrownBy(() -> read("GET", "HTTP/1.1 101 Other\r\n\r\n")).hasMessageContaining("another protocol");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
                "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
                "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                "Content-Length: 3, 3\r\n\r\nabc",
                "Content-Length: +3\r\n\r\nabc",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 0x3\r\n\r\nabc",
                "Content-Length: 3 3\r\n\r\nabc",
                "Content-Length: \r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\na\n0\n\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\na\r\n0\r\n\r\n",
                "Content-Length : 3\r\n\r\nabc",
                " Content-Length: 3\r\n\r\nabc",
                "X: a\r\n folded\r\nContent-Length: 3\r\n\r\nabc",
                "X: a\nContent-Length: 3\r\n\r\nabc",
                "X: a\rb\r\nContent-Length: 3\r\n\r\nabc",
                "X: a\0b\r\nContent-Length: 3\r\n\r\nabc",
                "no field\r\nContent-Length: 3\r\n\r\nabc",
                ": x\r\nContent-Length: 3\r\n\r\nabc",
                "X: a\r\n\r\nto the end of the connection",
            })
    void whatTwoReadersCouldTakeDifferentlyIsRefused(String rest) {
        assertThatThrownBy(() -> read("GET", HEAD + rest)).isInstanceOf(EgressException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 99 x\r\n\r\n",
                "HTTP/1.1 2000 x\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "220 mail.test ESMTP\r\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n"
            })
    void whatIsNotHttpIsRefused(String text) {
        assertThatThrownBy(() -> read("GET", text)).isInstanceOf(EgressException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
            })
    void whatIsCutIsNoAnswer(String text) {
        assertThatThrownBy(() -> read("GET", text)).isInstanceOf(EOFException.class);
    }

    @Test
    void tooMuchIsNotRead() throws Exception {
        String most = "x".repeat(ReplyReader.MOST_BODY);
        assertThat(body(HEAD + "Content-Length: " + most.length() + "\r\n\r\n" + most))
                .hasSize(ReplyReader.MOST_BODY);
        assertTooLarge(HEAD + "Content-Length: " + (most.length() + 1) + "\r\n\r\n");
        assertTooLarge(HEAD + "Content-Length: 10000000000\r\n\r\n");
        assertThat(body(CHUNKED + "100000\r\n" + most + "\r\n0\r\n\r\n")).hasSize(ReplyReader.MOST_BODY);
        assertTooLarge(CHUNKED + "100000\r\n" + most + "\r\n1\r\n");
        assertTooLarge(CHUNKED + "fffffff\r\n");
    }

    private static void assertTooLarge(String text) {
        assertThatThrownBy(() -> read("GET", text))
                .isInstanceOfSatisfying(
                        EgressException.class, e -> assertThat(e.kind()).isEqualTo(EgressException.Kind.TOO_LARGE));
    }

    @Test
    void aHeadIsBounded() throws Exception {
        String end = "Content-Length: 0\r\n\r\n";
        assertThat(read("GET", HEAD + "X: y\r\n".repeat(127) + end).headers().get("x"))
                .hasSize(127);
        assertThatThrownBy(() -> read("GET", HEAD + "X: y\r\n".repeat(128) + end))
                .hasMessageContaining("128 fields");
        assertThat(read("GET", HEAD + "X: " + "y".repeat(60_000) + "\r\n" + end).headers())
                .containsKey("x");
        assertThatThrownBy(() -> read("GET", HEAD + "X: " + "y".repeat(70_000) + "\r\n" + end))
                .hasMessageContaining("longer head");
        assertThatThrownBy(() -> read("GET", HEAD + ("X: " + "y".repeat(40_000) + "\r\n").repeat(2) + end))
                .hasMessageContaining("longer head");
    }

    @Test
    void manySmallChunksWithMuchAroundThemEnd() {
        String chunk = "1;" + "x".repeat(1000) + "\r\na\r\n";
        assertThatThrownBy(() -> body(CHUNKED + chunk.repeat(10_000))).isInstanceOf(EgressException.class);
    }

    @Test
    void changedAnywhereItIsReadOrRefusedInAKnownWay() throws Exception {
        byte[] whole = (CHUNKED.replace("\r\n\r\n", "\r\nX: y\r\n\r\n") + "3\r\nabc\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            try {
                assertThat(new ReplyReader(new ByteArrayInputStream(changed))
                                .read("GET")
                                .body()
                                .length)
                        .isLessThanOrEqualTo(whole.length);
            } catch (EgressException | EOFException e) {
                assertThat(List.of(EgressException.class, EOFException.class)).contains(e.getClass());
            }
        }
    }
}
