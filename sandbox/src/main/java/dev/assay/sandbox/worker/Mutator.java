package dev.assay.sandbox.worker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes other documents of given ones: values of JSON that are missing, doubled, extreme or of another type, and bytes that are wrong.
 * What led somewhere new is kept and worked on further. The same seed gives the same documents. For one thread.
 */
final class Mutator {
    private static final int MOST_KEPT = 256;
    private static final int LONGEST = 16 << 10;
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "4294967296",
            "-9223372036854775809",
            "1e309",
            "0.1e-400",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"%s%n%x\"",
            "\"../../etc/passwd\"",
            "\"" + "A".repeat(5_000) + "\"",
            "[]",
            "{}",
            "[".repeat(300) + "]".repeat(300),
            "{\"a\":".repeat(200) + "1" + "}".repeat(200));

    private final Random random;
    private final List<byte[]> kept = new ArrayList<>();

    Mutator(long seed, List<byte[]> first) {
        random = new Random(seed);
        kept.addAll(first.isEmpty() ? List.of(new byte[0]) : first);
    }

    /** One of what was kept, mutated. */
    byte[] next() {
        return mutated(kept.get(random.nextInt(kept.size())));
    }

    /** It led somewhere new. */
    void keep(byte[] document) {
        if (kept.size() < MOST_KEPT) {
            kept.add(document);
        }
    }

    /** Often, but not always, another document. */
    byte[] perhaps(byte[] document) {
        return random.nextInt(3) == 0 ? document : mutated(document);
    }

    private byte[] mutated(byte[] document) {
        byte[] made = document;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            made = mutate(made);
        }
        return made.length > LONGEST ? Arrays.copyOf(made, LONGEST) : made;
    }

    private byte[] mutate(byte[] document) {
        List<int[]> values = values(document);
        if (values.isEmpty() || random.nextInt(4) == 0) {
            return damaged(document);
        }
        int[] one = values.get(random.nextInt(values.size()));
        return switch (random.nextInt(4)) {
            case 0 -> replaced(document, one, new byte[0]);
            case 1 -> {
                int[] other = values.get(random.nextInt(values.size()));
                yield replaced(document, one, Arrays.copyOfRange(document, other[0], other[1]));
            }
            default ->
                replaced(
                        document, one, VALUES.get(random.nextInt(VALUES.size())).getBytes(StandardCharsets.US_ASCII));
        };
    }

    private byte[] damaged(byte[] document) {
        if (document.length == 0) {
            return VALUES.get(random.nextInt(VALUES.size())).getBytes(StandardCharsets.US_ASCII);
        }
        int at = random.nextInt(document.length);
        byte[] changed = document.clone();
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(document, at);
            case 1 -> {
                changed[at] ^= (byte) (1 << random.nextInt(8));
                yield changed;
            }
            case 2 -> {
                changed[at] = (byte) random.nextInt(256);
                yield changed;
            }
            default -> {
                int end = Math.min(document.length, at + 1 + random.nextInt(16));
                yield replaced(document, new int[] {at, at}, Arrays.copyOfRange(document, at, end));
            }
        };
    }

    private static byte[] replaced(byte[] document, int[] span, byte[] by) {
        byte[] made = new byte[document.length - (span[1] - span[0]) + by.length];
        System.arraycopy(document, 0, made, 0, span[0]);
        System.arraycopy(by, 0, made, span[0], by.length);
        System.arraycopy(document, span[1], made, span[0] + by.length, document.length - span[1]);
        return made;
    }

    /** Where strings, numbers and words begin and end; what is no JSON has some too, or none. */
    private static List<int[]> values(byte[] document) {
        List<int[]> values = new ArrayList<>();
        for (int at = 0; at < document.length; ) {
            int from = at++;
            if (document[from] == '"') {
                while (at < document.length && document[at] != '"') {
                    at += document[at] == '\\' ? 2 : 1;
                }
                at = Math.min(at + 1, document.length);
            } else if (isWord(document[from])) {
                while (at < document.length && isWord(document[at])) {
                    at++;
                }
            } else {
                continue;
            }
            values.add(new int[] {from, at});
        }
        return values;
    }

    private static boolean isWord(byte b) {
        return Character.isLetterOrDigit((char) (b & 0xff)) || b == '-' || b == '+' || b == '.';
    }
}
