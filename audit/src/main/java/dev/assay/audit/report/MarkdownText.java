package dev.assay.audit.report;

import dev.assay.model.Inert;

/**
 * Text in GitHub's Markdown. What others wrote stands in code, where nothing is a tag, a link, a mention or a reference; what the catalogue
 * says is escaped.
 */
final class MarkdownText {
    private static final String PUNCTUATION = "\\`*_{}[]()<>#+-.!|~&$^=:\"'";

    private MarkdownText() {}

    /** In a code span (CommonMark 0.31, section 6.1): its fence is longer than any run of backticks in it. */
    static String code(String text, int most) {
        String inert = Inert.line(text, most).strip();
        if (inert.isEmpty()) {
            return "(nothing)";
        }
        String fence = "`".repeat(longestRun(inert) + 1);
        boolean padded = inert.startsWith("`") || inert.endsWith("`");
        return padded ? fence + " " + inert + " " + fence : fence + inert + fence;
    }

    private static int longestRun(String text) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /** This program's own words: every mark that means something is escaped (CommonMark 0.31, section 2.4). */
    static String plain(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '@') {
                out.append("&#64;<!-- -->"); // no escape hides a mention: those are looked for in what is shown
            } else if (isMark(text, i)) {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Punctuation between words does nothing in Markdown, and a text full of backslashes is hard to read. */
    private static boolean isMark(String text, int at) {
        char c = text.charAt(at);
        boolean harmless = ".-:!()'\"+=".indexOf(c) >= 0 && at > 0;
        return !harmless && PUNCTUATION.indexOf(c) >= 0;
    }
}
