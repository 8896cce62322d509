package dev.assay.model;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * The fields of one JSON object, read one by one, with the path in every message. {@link #end()} refuses what was not
 * read, so an unknown field is an error and not a surprise later. Every error is an {@link InvalidValueException}. Not
 * thread-safe.
 */
public final class Fields {
    private final JsonNode object;
    private final String path;
    private final Set<String> read = new HashSet<>();

    private Fields(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** The fields of this object; {@code path} names it in messages, {@code $} for a whole document. */
    public static Fields of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw new InvalidValueException(path, "it must be an object");
        }
        return new Fields(node, path);
    }

    public String path() {
        return path;
    }

    /** The whole object; reading it marks no field as read. */
    public JsonNode whole() {
        return object;
    }

    /** Whether the field is there and not null. */
    public boolean has(String name) {
        return object.hasNonNull(name);
    }

    public JsonNode node(String name) {
        return optionalNode(name).orElseThrow(() -> new InvalidValueException(path(name), "it is missing"));
    }

    public Optional<JsonNode> optionalNode(String name) {
        read.add(name);
        JsonNode node = object.path(name);
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    public String text(String name) {
        return text(node(name), path(name));
    }

    public Optional<String> optionalText(String name) {
        return optionalNode(name).map(node -> text(node, path(name)));
    }

    /** The text as a value; what {@code parser} refuses is refused with the path. */
    public <T> T value(String name, Function<String, T> parser) {
        return parsed(text(name), path(name), parser);
    }

    public <T> Optional<T> optionalValue(String name, Function<String, T> parser) {
        return optionalText(name).map(text -> parsed(text, path(name), parser));
    }

    public long integer(String name, long least, long most) {
        JsonNode node = node(name);
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < least
                || node.longValue() > most) {
            throw new InvalidValueException(path(name), "it must be an integer from " + least + " to " + most);
        }
        return node.longValue();
    }

    public boolean flag(String name) {
        JsonNode node = node(name);
        if (!node.isBoolean()) {
            throw new InvalidValueException(path(name), "it must be true or false");
        }
        return node.booleanValue();
    }

    /** An instant in RFC 3339, UTC. */
    public Instant instant(String name) {
        return instant(text(name), path(name));
    }

    public Optional<Instant> optionalInstant(String name) {
        return optionalText(name).map(text -> instant(text, path(name)));
    }

    public Fields object(String name) {
        return of(node(name), path(name));
    }

    public Optional<Fields> optionalObject(String name) {
        return optionalNode(name).map(node -> of(node, path(name)));
    }

    /** The objects of an array of at most {@code most}; absent is empty. */
    public List<Fields> objects(String name, int most) {
        return elements(name, most, Fields::of);
    }

    /** The texts of an array of at most {@code most}; absent is empty. */
    public List<String> texts(String name, int most) {
        return elements(name, most, Fields::text);
    }

    /** The texts of an array of at most {@code most}, which must be there: what a signature binds is said, not left out. */
    public List<String> requiredTexts(String name, int most) {
        node(name);
        return texts(name, most);
    }

    /** Every field by its name, each a text; at most {@code most}. */
    public Map<String, String> allTexts(int most) {
        if (object.size() > most) {
            throw new InvalidValueException(path, "it must have at most " + most + " fields");
        }
        Map<String, String> all = new LinkedHashMap<>();
        object.propertyNames().forEach(name -> all.put(name, text(name)));
        return all;
    }

    /** Refuses every field that was not asked for. */
    public void end() {
        for (String name : object.propertyNames()) {
            if (!read.contains(name)) {
                throw new InvalidValueException(path(name), "no such field is known here");
            }
        }
    }

    private <T> List<T> elements(String name, int most, java.util.function.BiFunction<JsonNode, String, T> reader) {
        Optional<JsonNode> array = optionalNode(name);
        if (array.isEmpty()) {
            return List.of();
        }
        if (!array.get().isArray() || array.get().size() > most) {
            throw new InvalidValueException(path(name), "it must be an array of at most " + most);
        }
        List<T> all = new ArrayList<>();
        for (JsonNode element : array.get()) {
            all.add(reader.apply(element, path(name) + "[" + all.size() + "]"));
        }
        return List.copyOf(all);
    }

    private String path(String name) {
        return path + "." + Inert.line(name, 60);
    }

    private static String text(JsonNode node, String path) {
        if (!node.isString()) {
            throw new InvalidValueException(path, "it must be a text");
        }
        return node.stringValue();
    }

    private static <T> T parsed(String text, String path, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (ModelException e) {
            throw new InvalidValueException(path, String.valueOf(e.getMessage()));
        }
    }

    private static Instant instant(String text, String path) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidValueException(path, text, "a time in UTC such as 2026-01-31T12:00:00Z");
        }
    }
}
