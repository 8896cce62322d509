package dev.assay.sandbox.host;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A question to a name server and its answer, as they are on the wire (RFC 1035, section 4). An answer to another question is none.
 * Names are followed backwards only, so that none is endless.
 */
final class DnsMessage {
    private static final int LONGEST_NAME = 255;
    private static final int INTERNET = 1;
    private static final Map<String, Integer> TYPES = Map.of(
            "A", 1, "NS", 2, "CNAME", 5, "SOA", 6, "PTR", 12, "MX", 15, "TXT", 16, "AAAA", 28, "SRV", 33, "CAA", 257);

    private final int id;
    private final String type;
    private final byte[] question;

    /** What is wrong with an answer, or that it is none to this question. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    /**
     * An answer.
     *
     * @param code 0, 3 if there is no such name, or another of RFC 1035, section 4.1.1
     * @param cut whether it did not fit
     * @param records of the type asked for, as zone files have them
     */
    record Told(int code, boolean cut, List<String> records) {}

    DnsMessage(int id, String name, String type) {
        this.id = id & 0xffff;
        this.type = type;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.write(0);
        out.writeBytes(ByteBuffer.allocate(4)
                .putShort(number(type))
                .putShort((short) INTERNET)
                .array());
        this.question = out.toByteArray();
    }

    private static short number(String type) {
        return TYPES.getOrDefault(type, 0).shortValue();
    }

    /** Recursion is wished for. */
    byte[] bytes() {
        return ByteBuffer.allocate(12 + question.length)
                .putShort((short) id)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(0)
                .put(question)
                .array();
    }

    Told read(byte[] answer) throws Malformed {
        try {
            return read(ByteBuffer.wrap(answer));
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Malformed("the name server's answer is cut short");
        }
    }

    private Told read(ByteBuffer in) throws Malformed {
        int answered = in.getShort() & 0xffff;
        int flags = in.getShort() & 0xffff;
        int questions = in.getShort();
        int answers = in.getShort() & 0xffff;
        in.getInt();
        byte[] repeated = new byte[Math.min(question.length, in.remaining())];
        in.get(repeated);
        if (answered != id || (flags & 0x8000) == 0 || questions != 1 || !isQuestion(repeated)) {
            throw new Malformed("the name server answered another question");
        }
        List<String> records = new ArrayList<>();
        boolean cut = (flags & 0x0200) != 0;
        for (int i = 0; i < answers && !cut; i++) {
            name(in);
            int type = in.getShort() & 0xffff;
            int network = in.getShort();
            in.getInt();
            int length = in.getShort() & 0xffff;
            int end = in.position() + length;
            if (end > in.limit()) {
                throw new BufferUnderflowException();
            }
            if (type == (number(this.type) & 0xffff) && network == INTERNET) {
                records.add(data(in, end));
            }
            in.position(end);
        }
        return new Told(flags & 0xf, cut, List.copyOf(records));
    }

    private boolean isQuestion(byte[] repeated) {
        return lower(repeated).equals(lower(question));
    }

    private static String lower(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    private String data(ByteBuffer in, int end) throws Malformed {
        String text = switch (type) {
            case "A" -> address(in, 4);
            case "AAAA" -> address(in, 16);
            case "MX" -> number(in) + " " + name(in);
            case "SRV" -> number(in) + " " + number(in) + " " + number(in) + " " + name(in);
            case "SOA" ->
                name(in) + " " + name(in) + " " + wide(in) + " " + wide(in) + " " + wide(in) + " " + wide(in) + " "
                        + wide(in);
            case "TXT" -> strings(in, end);
            case "CAA" -> authorization(in, end);
            default -> name(in);
        };
        if (in.position() != end) {
            throw new Malformed("a record is not as long as it says");
        }
        return text;
    }

    private static String address(ByteBuffer in, int length) throws Malformed {
        byte[] bytes = new byte[length];
        in.get(bytes);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new Malformed("an address has no such length");
        }
    }

    private static int number(ByteBuffer in) {
        return in.getShort() & 0xffff;
    }

    private static String wide(ByteBuffer in) {
        return Integer.toUnsignedString(in.getInt());
    }

    /** Each string in quotes of its own: what was two strings stays two. */
    private static String strings(ByteBuffer in, int end) throws Malformed {
        StringBuilder out = new StringBuilder();
        while (in.position() < end) {
            out.append(out.isEmpty() ? "" : " ").append(quoted(in, in.get() & 0xff, end));
        }
        return out.toString();
    }

    /** RFC 8659, section 4.1. */
    private static String authorization(ByteBuffer in, int end) throws Malformed {
        int flags = in.get() & 0xff;
        String tag = quoted(in, in.get() & 0xff, end).replace("\"", "");
        return flags + " " + tag + " " + quoted(in, end - in.position(), end);
    }

    private static String quoted(ByteBuffer in, int length, int end) throws Malformed {
        if (in.position() + length > end) {
            throw new Malformed("a text is longer than its record");
        }
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < length; i++) {
            char c = (char) (in.get() & 0xff);
            out.append(
                    c == '"' || c == '\\' ? "\\" + c : c < ' ' || c > '~' ? String.format("\\%03d", (int) c) : "" + c);
        }
        return out.append('"').toString();
    }

    /** With a dot at its end. */
    private static String name(ByteBuffer in) throws Malformed {
        StringBuilder out = new StringBuilder();
        int least = in.position(); // each pointer points before everything that was read
        int after = -1;
        while (true) {
            int length = in.get() & 0xff;
            if (length == 0) {
                break;
            }
            if (length >= 0xc0) {
                int to = (length & 0x3f) << 8 | (in.get() & 0xff);
                after = after < 0 ? in.position() : after;
                if (to >= least) {
                    throw new Malformed("a name points forwards");
                }
                least = to;
                in.position(to);
                continue;
            }
            byte[] label = new byte[length];
            in.get(label);
            for (byte b : label) {
                char c = (char) (b & 0xff);
                boolean plain = (c >= '0' && c <= '9')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= 'a' && c <= 'z')
                        || c == '-'
                        || c == '_';
                out.append(plain ? "" + c : String.format("\\%03d", (int) c));
            }
            out.append('.');
            if (length > 63 || out.length() > 4 * LONGEST_NAME) {
                throw new Malformed("a name is too long");
            }
        }
        if (after >= 0) {
            in.position(after);
        }
        return out.isEmpty() ? "." : out.toString();
    }

    /** For messages: what was asked, never what was answered. */
    @Override
    public String toString() {
        return type + " " + HexFormat.of().toHexDigits((short) id);
    }
}
