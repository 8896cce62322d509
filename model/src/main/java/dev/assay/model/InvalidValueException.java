package dev.assay.model;

/** A text that is not a value of the model. The message says what failed, on what, and what is expected. */
public final class InvalidValueException extends RuntimeException {
    private static final int SHOWN = 120;

    /**
     * @param noun what was being read, such as {@code digest}
     * @param text the text that is not one; shown shortened and with control characters escaped
     * @param expected what would be accepted
     */
    public InvalidValueException(String noun, String text, String expected) {
        super(noun + " " + quote(text) + " is not valid: expected " + expected);
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder("'");
        text.codePoints().limit(SHOWN).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append(text.codePointCount(0, text.length()) > SHOWN ? "…'" : "'")
                .toString();
    }
}
