package dev.assay.model;

/**
 * Makes text from outside safe to show on one line of a terminal, a log or a report: control characters, bidirectional
 * controls and other invisible format characters are written as escapes (Unicode TR 36, section 3).
 */
public final class Inert {
    private static final int SHOWN = 120;

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

    private static String escape(String text, int most) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), 256));
        text.codePoints().limit(most).forEach(c -> {
            if (isInvisible(c)) {
                out.append(String.format(c > 0xffff ? "\\u{%x}" : "\\u%04x", c));
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
