package dev.assay.model.fleet;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Word;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an administrator thinks of facts that a plugin records: for every record of this behavior an expression says whether a
 * control objective is met. Whether the expression is one, the room {@code judgement} says.
 *
 * @param id names it among the policies of its assignment
 * @param behavior the records it is about
 * @param expression in CEL, true where the objective is met
 * @param message for people, where it is not
 * @param target the control objective, such as {@code ac-6.1_obj}
 */
public record RecordPolicy(
        String id,
        String title,
        String behavior,
        String expression,
        String message,
        String target,
        Optional<Severity> severity) {
    /** The most of one assignment. */
    public static final int MOST = 50;

    /** In characters. */
    public static final int LONGEST_EXPRESSION = 4000;

    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_MESSAGE = 1000;

    /** How bad it is that the objective is not met. */
    public enum Severity implements Word {
        LOW,
        MODERATE,
        HIGH,
        CRITICAL;

        static Severity parse(String id) {
            return Word.parse(Severity.class, id);
        }
    }

    public RecordPolicy {
        if (!ID.matcher(id).matches()) {
            throw new InvalidValueException("id", id, "1 to 63 of a-z, 0-9 and inner hyphens");
        }
        require("title", title, LONGEST_NAME);
        require("behavior", behavior, LONGEST_NAME);
        require("expression", expression, LONGEST_EXPRESSION);
        require("message", message, LONGEST_MESSAGE);
        require("target", target, LONGEST_NAME);
    }

    private static void require(String name, String text, int longest) {
        if (text.isBlank() || text.length() > longest) {
            throw new InvalidValueException(name, "it must have 1 to " + longest + " characters");
        }
    }

    /** What the document says, in the one form whose bytes are signed: by it a finding names its policy. */
    public Digest digest() {
        return Digest.of(Json.canonical(toJson()));
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.object()
                .put("id", id)
                .put("title", title)
                .put("behavior", behavior)
                .put("expression", expression)
                .put("message", message)
                .put("target", target);
        severity.ifPresent(given -> out.put("severity", given.id()));
        return out;
    }

    /** An array of them, in their order. */
    public static ArrayNode toJson(List<RecordPolicy> policies) {
        ArrayNode out = Json.array();
        policies.forEach(policy -> out.add(policy.toJson()));
        return out;
    }

    /** Reads the array {@code name}; absent is empty. Throws {@link InvalidValueException} with the path, also where an id stands twice. */
    public static List<RecordPolicy> listFromJson(Fields fields, String name) {
        Set<String> ids = new HashSet<>();
        return fields.objects(name, MOST).stream()
                .map(each -> {
                    RecordPolicy policy = fromJson(each);
                    if (!ids.add(policy.id)) {
                        throw new InvalidValueException(each.path() + ".id", "the id '" + policy.id + "' stands twice");
                    }
                    return policy;
                })
                .toList();
    }

    /** Reads an array that was kept. */
    public static List<RecordPolicy> listFromJson(JsonNode array) {
        return listFromJson(Fields.of(Json.object().set("policies", array), "$"), "policies");
    }

    private static RecordPolicy fromJson(Fields fields) {
        try {
            RecordPolicy policy = new RecordPolicy(
                    fields.text("id"),
                    fields.text("title"),
                    fields.text("behavior"),
                    fields.text("expression"),
                    fields.text("message"),
                    fields.text("target"),
                    fields.optionalValue("severity", Severity::parse));
            fields.end();
            return policy;
        } catch (InvalidValueException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(fields.path()) ? e : new InvalidValueException(fields.path(), message);
        }
    }
}
