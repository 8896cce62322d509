package dev.assay.registry.site;

import dev.assay.model.Inert;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML in which text cannot become anything else. All text and all values of attributes go through one door, which
 * shows control, bidirectional and invisible characters as escapes and then escapes the markup; names of elements and
 * attributes are words of the pages' own code. Elements must be closed in order. A template engine would escape the markup
 * too, but not the rest, and this room stands on the JDK and a JSON library alone. Not thread-safe.
 */
final class Html {
    private final StringBuilder out = new StringBuilder(8192);
    private final Deque<String> open = new ArrayDeque<>();

    /** Begins an element; attributes are names and values in turn. */
    Html open(String tag, String... attributes) {
        open.push(tag);
        return start(tag, attributes);
    }

    /** Ends the innermost element, which must be this one. */
    Html close(String tag) {
        if (!tag.equals(open.peek())) {
            throw new IllegalStateException("'" + tag + "' is closed inside " + open);
        }
        open.pop();
        out.append("</").append(tag).append('>');
        if (!isInline(tag)) {
            out.append('\n');
        }
        return this;
    }

    /** A whole element that holds only text. */
    Html leaf(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /** An element that has no end, such as {@code meta}. */
    Html empty(String tag, String... attributes) {
        start(tag, attributes).out.append('\n');
        return this;
    }

    Html text(String text) {
        escape(Inert.line(text));
        return this;
    }

    /** Text of a plugin or a person, kept from reordering what stands beside it. */
    Html foreign(String text) {
        return leaf("bdi", text);
    }

    /** The whole document; everything must be closed. */
    String finish() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return "<!doctype html>\n" + out;
    }

    private Html start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(Inert.line(attributes[i + 1]));
            out.append('"');
        }
        out.append('>');
        return this;
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }

    /** A line feed after one of these would show as a space. */
    private static boolean isInline(String tag) {
        return switch (tag) {
            case "a", "bdi", "code", "em", "span", "strong", "time" -> true;
            default -> false;
        };
    }
}
