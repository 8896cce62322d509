package dev.assay.sandbox.egress;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one response of HTTP/1.1 (RFC 9112) and refuses what two readers could understand in two ways: bare line feeds, folded
 * lines, a length told twice or in two forms, a body whose end is only the connection's. What a server sends after the response
 * is never read. For one thread.
 */
final class ReplyReader {
    /** Of a body. Nothing is ever decompressed. */
    static final int MOST_BODY = 1 << 20;

    /** Of a head, and of everything else around a body: sizes of chunks, trailers. */
    static final int MOST_HEAD = 64 << 10;

    private static final int MOST_HEADERS = 128;
    private static final int MOST_INTERIM = 8;
    private static final int MOST_WITH_CHUNKS = 8 << 20;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]++):(.*+)", Pattern.DOTALL);
    private static final Pattern CHUNK = Pattern.compile("0*([0-9A-Fa-f]{1,7})[ \\t]*(;.*)?", Pattern.DOTALL);

    private final InputStream in;
    private long read;

    /** {@code in} is buffered: it is read byte by byte. */
    ReplyReader(InputStream in) {
        this.in = in;
    }

    Reply read(String method) throws IOException, EgressException {
        for (int i = 0; i < MOST_INTERIM; i++) {
            read = 0;
            int status = status(line(MOST_HEAD));
            NavigableMap<String, List<String>> headers = fields();
            if (status >= 200) {
                boolean empty = method.equals("HEAD") || status == 204 || status == 304;
                return new Reply(status, headers, empty ? new byte[0] : body(headers));
            }
            if (status == 101) {
                throw EgressException.failed("the server wants to speak another protocol");
            }
        }
        throw EgressException.failed("the server sent more than " + MOST_INTERIM + " interim responses");
    }

    private static int status(String line) throws EgressException {
        Matcher parts = STATUS.matcher(line);
        if (!parts.matches()) {
            throw EgressException.failed("the server does not speak HTTP/1.1");
        }
        return Integer.parseInt(parts.group(1));
    }

    private NavigableMap<String, List<String>> fields() throws IOException, EgressException {
        NavigableMap<String, List<String>> fields = new TreeMap<>();
        int count = 0;
        for (String line = line(MOST_HEAD); !line.isEmpty(); line = line(MOST_HEAD)) {
            Matcher parts = FIELD.matcher(line);
            if (!parts.matches()) {
                throw EgressException.failed("the server sent a line in its head that is no field");
            }
            if (++count > MOST_HEADERS) {
                throw EgressException.failed("the server sent more than " + MOST_HEADERS + " fields");
            }
            fields.computeIfAbsent(parts.group(1).toLowerCase(java.util.Locale.ROOT), name -> new ArrayList<>())
                    .add(trimmed(parts.group(2)));
        }
        return fields;
    }

    /** Without the spaces and tabs around it. By hand: an expression for it takes seconds over a long line of spaces. */
    private static String trimmed(String value) {
        int begin = 0;
        int end = value.length();
        while (begin < end && isBlank(value.charAt(begin))) {
            begin++;
        }
        while (end > begin && isBlank(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(begin, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private byte[] body(NavigableMap<String, List<String>> headers) throws IOException, EgressException {
        Optional<List<String>> coding = Optional.ofNullable(headers.get("transfer-encoding"));
        Optional<List<String>> length = Optional.ofNullable(headers.get("content-length"));
        if (coding.isPresent() && length.isPresent()) { // RFC 9112, section 6.1: an attempt at smuggling
            throw EgressException.failed("the server told the length of its answer in two ways");
        }
        if (coding.isPresent()) {
            if (coding.get().size() != 1 || !coding.get().getFirst().equalsIgnoreCase("chunked")) {
                throw EgressException.failed("the server used a transfer coding other than chunked");
            }
            return chunks();
        }
        if (length.isEmpty()) { // its end could not be told from a cut
            throw EgressException.failed("the server did not tell where its answer ends");
        }
        if (length.get().size() != 1 || !length.get().getFirst().matches("[0-9]{1,18}")) {
            throw EgressException.failed("the server told no one length of its answer");
        }
        long bytes = Long.parseLong(length.get().getFirst());
        if (bytes > MOST_BODY) {
            throw tooLarge();
        }
        return exactly((int) bytes);
    }

    private byte[] chunks() throws IOException, EgressException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            Matcher size = CHUNK.matcher(line(1024));
            if (!size.matches()) {
                throw EgressException.failed("the server sent a chunk without a size");
            }
            int bytes = Integer.parseInt(size.group(1), 16);
            if (bytes == 0) {
                read = 0;
                fields(); // trailers: read to the end, and nobody's
                return body.toByteArray();
            }
            if (body.size() + bytes > MOST_BODY || read > MOST_WITH_CHUNKS) {
                throw tooLarge();
            }
            body.writeBytes(exactly(bytes));
            read -= bytes; // it is the lines between that are counted here
            if (!line(2).isEmpty()) {
                throw EgressException.failed("the server sent a chunk longer than it said");
            }
        }
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        read += count;
        return bytes;
    }

    /** Up to the next CR LF; neither of them anywhere else, and no NUL. */
    private String line(int longest) throws IOException, EgressException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        while (true) {
            int b = in.read();
            read++;
            if (b < 0) {
                throw new EOFException();
            }
            if (b == '\r') {
                if (in.read() != '\n') {
                    throw EgressException.failed("the server sent a carriage return that ends no line");
                }
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            if (b == '\n' || b == 0) {
                throw EgressException.failed("the server sent a bare line feed or a NUL in its head");
            }
            if (line.size() >= longest || read > (longest == MOST_HEAD ? MOST_HEAD : MOST_WITH_CHUNKS)) {
                throw EgressException.failed("the server sent a longer head than anybody needs");
            }
            line.write(b);
        }
    }

    private static EgressException tooLarge() {
        return new EgressException(
                EgressException.Kind.TOO_LARGE, "the server's answer has more than " + MOST_BODY + " bytes");
    }
}
