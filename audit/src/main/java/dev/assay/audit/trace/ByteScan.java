package dev.assay.audit.trace;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the bytes outside the code, for all that is recognised by how it looks: a switch on the byte, and only
 * where that fits a closer look. Linear in the bytes; keeps a bounded number of traces of each kind. Not thread-safe.
 */
public final class ByteScan {
    /** Traces kept of one kind; the report shows fewer. */
    private static final int MOST = 200;

    private boolean pathsFull;
    private final byte[] bytes;
    private final Map<Trace.Kind, List<Trace>> traces = new EnumMap<>(Trace.Kind.class);

    /** The pairs of bytes with which something may begin, a bit each. Nearly all others are done with here. */
    private static final long[] BEGINNINGS = beginnings();

    private static long[] beginnings() {
        long[] pairs = new long[1 << 10];
        String[] exact = {
            "\0a", "\u007fE", "MZ", "PK", "--", "AK", "AS", "gh", "gi", "gl", "np", "xo", "ey", "://", ":\\", ".o",
            "Ra", "ar"
        };
        for (String text : exact) {
            mark(pairs, text.charAt(0), text.charAt(1));
        }
        for (char second = 0; second < 0x80; second++) {
            if (ByteSet.PATH.has((byte) second) && second != '/' && second != '\\') {
                mark(pairs, '/', second);
            }
            if (ByteSet.BASE58.has((byte) second)) {
                mark(pairs, '1', second);
                mark(pairs, '3', second);
            }
            if (ByteSet.DIGIT.has((byte) second) || second == 'A' || second == 'B') {
                mark(pairs, '4', second);
                mark(pairs, '8', second);
            }
        }
        return pairs;
    }

    private static void mark(long[] pairs, int first, int second) {
        int pair = first << 8 | second;
        pairs[pair >>> 6] |= 1L << pair;
    }

    /** The bytes must not change while it is used. */
    public ByteScan(byte[] bytes) {
        this.bytes = bytes;
        for (Trace.Kind kind : Trace.Kind.values()) {
            traces.put(kind, new ArrayList<>());
        }
    }

    /** Scans one stretch; what begins in it must also end in it. */
    public void over(int from, int to) {
        int at = from;
        int last = to - 1; // what is told by one byte alone is nothing
        while (at < last) {
            int pair = (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
            if ((BEGINNINGS[pair >>> 6] >>> pair & 1) == 0) {
                at++;
                continue;
            }
            Trace trace = switch (bytes[at]) {
                case 0, 0x7f, 'M', 'P' -> EmbeddedFile.at(bytes, at, to, from);
                case '-' -> PrivateKey.at(bytes, at, to);
                case 'A', 'g', 'n', 'x', 'e' -> Token.at(bytes, at, from, to);
                case ':' ->
                    hasText(bytes, at, to, "://")
                            ? WebAddress.at(bytes, at, from, to)
                            : BuildPath.at(bytes, at, from, to);
                case '/' -> pathsFull ? null : BuildPath.at(bytes, at, from, to); // a build leaves thousands
                case 'R', 'a' -> MemoryHard.at(bytes, at, to);
                case '.' -> WebAddress.hidden(bytes, at, from, to);
                case '1', '3', '4', '8' -> Wallet.at(bytes, at, from, to);
                default -> null;
            };
            at = trace == null ? at + 1 : keep(trace);
        }
    }

    /**
     * Texts of two bytes a character in one stretch, looked at as if each had one. Every sixteenth pair is looked at: what is
     * shorter holds no secret.
     */
    public void overWide(int from, int to) {
        int done = from;
        for (int at = from + 1; at < to; at += 16) {
            int start = bytes[at] == 0 ? at - 1 : at + 1 < to && bytes[at + 1] == 0 ? at : to;
            if (start >= to || start < done || !isText(bytes[start])) {
                continue;
            }
            while (start - 2 >= done && bytes[start - 1] == 0 && isText(bytes[start - 2])) {
                start -= 2;
            }
            int end = start;
            while (end + 1 < to && bytes[end + 1] == 0 && isText(bytes[end])) {
                end += 2;
            }
            if (end - start >= 32) {
                byte[] narrow = new byte[(end - start) / 2];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = bytes[start + 2 * i];
                }
                int begin = start;
                adopt(narrow, position -> begin + 2 * position, (first, last) -> true);
            }
            done = Math.max(done, end);
            at = Math.max(at, end);
        }
    }

    private static boolean isText(byte b) {
        return b >= ' ' || b == '\n';
    }

    /** What stands in other bytes, made of those of the module, where it lies across a seam of theirs. */
    public void overJoined(byte[] joined, IntUnaryOperator offset, Across across) {
        adopt(joined, offset, across);
    }

    /** Whether a stretch of joined bytes is to be told. */
    @FunctionalInterface
    public interface Across {
        boolean tells(int from, int to);
    }

    private void adopt(byte[] others, IntUnaryOperator offset, Across across) {
        ByteScan scan = new ByteScan(others);
        scan.over(0, others.length);
        for (List<Trace> found : scan.traces.values()) {
            for (Trace trace : found) {
                if (across.tells(trace.offset(), trace.end())) {
                    int at = offset.applyAsInt(trace.offset());
                    keep(new Trace(trace.kind(), at, at + trace.end() - trace.offset(), trace.what()));
                }
            }
        }
    }

    /** In the order of the scan. */
    public List<Trace> found(Trace.Kind kind) {
        return traces.getOrDefault(kind, List.of());
    }

    private int keep(Trace trace) {
        List<Trace> kept = traces.computeIfAbsent(trace.kind(), kind -> new ArrayList<>());
        if (kept.size() < MOST) {
            kept.add(trace);
        } else {
            pathsFull |= trace.kind() == Trace.Kind.BUILD_PATH;
        }
        return trace.end();
    }

    /** Whether this ASCII text stands here. */
    static boolean hasText(byte[] bytes, int at, int to, String text) {
        if (text.length() > to - at) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The end of the run of accepted bytes that begins here, at most {@code most} long. */
    static int endOfRun(byte[] bytes, int at, int to, int most, ByteSet accepted) {
        int end = at;
        while (end < to && end - at < most && accepted.has(bytes[end])) {
            end++;
        }
        return end;
    }

    static @Nullable String ascii(byte[] bytes, int from, int to) {
        return from > to ? null : new String(bytes, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
