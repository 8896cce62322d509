package dev.assay.model;

import java.util.HexFormat;

/**
 * Makes text from outside safe to show on one line of a terminal, a log or a report: control characters, bidirectional
 * controls and other invisible format characters are written as escapes (Unicode TR 36, section 3).
 */
public final class Inert {
    private static final int SHOWN = 120;
    private static final HexFormat HEX = HexFormat.of();

    private Inert() {}

    /** The text on one line, whole. */
    public static String line(String text) {
        return isPlain(text) ? text : escape(text, Integer.MAX_VALUE);
    }

    /** Most text is, and pages are full of it. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /** The text on one line, shortened to at most {@code most} code points. */
    public static String line(String text, int most) {
        return escape(text, most) + (text.codePointCount(0, text.length()) > most ? "…" : "");
    }

    /** The text in single quotes, shortened, for messages. */
    public static String quote(String text) {
        return "'" + line(text, SHOWN) + "'";
    }

    /**
     * JSON in printable ASCII without {@code <}, {@code >} and {@code &}: it moves no cursor, turns no direction and opens no tag
     * where it is shown as it stands. Readers get the same values: outside of texts JSON has none of these characters, so each
     * stands in one and may be an escape there.
     */
    public static String json(String json) {
        StringBuilder out = new StringBuilder(json.length() + 64);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c > 0x7e || c == '<' || c == '>' || c == '&') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String escape(String text, int most) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), 256));
        text.codePoints().limit(most).forEach(c -> {
            if (isInvisible(c)) {
                // Not String.format: a flood of them would cost this process many times what it cost the guest.
                if (c > 0xffff) {
                    out.append("\\u{").append(Integer.toHexString(c)).append('}');
                } else {
                    out.append("\\u").append(HEX.toHexDigits((char) c));
                }
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
