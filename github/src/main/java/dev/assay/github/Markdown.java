package dev.assay.github;

import dev.assay.model.Inert;

/** Text from outside, made safe to stand in Markdown that GitHub renders: no link, mention, image, HTML or code comes of it. */
public final class Markdown {
    private Markdown() {}

    /**
     * The text on one line, shortened to {@code most} code points, every character that Markdown or GitHub gives a
     * meaning to written as a character reference; also safe in a table's cell.
     */
    public static String text(String untrusted, int most) {
        StringBuilder out = new StringBuilder();
        Inert.line(untrusted, most).codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) || " ,;()'…".indexOf(c) >= 0) {
                out.appendCodePoint(c);
            } else {
                out.append("&#").append(c).append(';');
            }
        });
        return out.toString();
    }

    /** The text as code on one line. Back ticks, which would end it, become apostrophes, and bars, which would end a cell, slashes. */
    public static String code(String untrusted, int most) {
        return "`" + Inert.line(untrusted, most).replace('`', '\'').replace('|', '/') + "`";
    }

    /** The longest beginning that ends with a line and has at most this many bytes in UTF-8. */
    static String cut(String markdown, int mostBytes) {
        StringBuilder out = new StringBuilder();
        int bytes = 0;
        for (String line : markdown.split("(?<=\n)", -1)) {
            bytes += line.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
            if (bytes > mostBytes) {
                return out.toString();
            }
            out.append(line);
        }
        return out.toString();
    }
}
