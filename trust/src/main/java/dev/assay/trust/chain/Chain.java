package dev.assay.trust.chain;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.Reason;
import dev.assay.model.Word;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was checked, as a tree that a person reads. Its text is inert: nothing in it moves a cursor or hides a character.
 *
 * @param parts what it rests on
 */
public record Chain(Mark mark, String text, List<Chain> parts) {
    /** How a check came out. */
    public enum Mark implements Word {
        OK("✓"),
        FAILED("✗"),
        /** Told, but nothing follows from it. */
        NOTE("·");

        private final String sign;

        Mark(String sign) {
            this.sign = sign;
        }
    }

    public Chain {
        text = Inert.line(text);
        parts = List.copyOf(parts);
    }

    /** Why something fails, with what would satisfy it. */
    public static Chain of(Reason reason) {
        return new Chain(
                Mark.FAILED,
                reason.code() + ": " + reason.message(),
                reason.remedy().isEmpty()
                        ? List.of()
                        : List.of(new Chain(Mark.NOTE, "to satisfy it: " + reason.remedy(), List.of())));
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.object().put("mark", mark.id()).put("text", text);
        ArrayNode list = out.putArray("parts");
        parts.forEach(part -> list.add(part.toJson()));
        return out;
    }

    /** The tree, a line each, ended by a line feed. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        out.append(mark.sign).append(' ').append(text).append('\n');
        write(out, "");
        return out.toString();
    }

    private void write(StringBuilder out, String indent) {
        for (int i = 0; i < parts.size(); i++) {
            Chain part = parts.get(i);
            boolean last = i == parts.size() - 1;
            out.append(indent).append(last ? "└─ " : "├─ ");
            out.append(part.mark.sign).append(' ').append(part.text).append('\n');
            part.write(out, indent + (last ? "   " : "│  "));
        }
    }
}
