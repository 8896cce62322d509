package dev.assay.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A mapping of a YAML document that a person wrote, read key by key. Faults are gathered, each with its line and column,
 * so that a person sees them all at once: readers answer empty where there is a fault, and {@link #finish} throws if
 * there were any. Not thread-safe.
 */
public final class Document {
    private final Yaml.Mapping mapping;
    private final String file;
    private final List<Fault> faults;
    private final Set<String> read = new HashSet<>();

    private Document(Yaml.Mapping mapping, String file, List<Fault> faults) {
        this.mapping = mapping;
        this.file = file;
        this.faults = faults;
    }

    /** Reads a document of at most 256 KiB whose root is a mapping. What is no such YAML at all is thrown at once. */
    public static Document read(byte[] yaml, String file) {
        Yaml root = YamlReader.read(yaml, file);
        if (root instanceof Yaml.Mapping mapping) {
            return new Document(mapping, file, new ArrayList<>());
        }
        throw new FaultyDocumentException(
                List.of(new Fault(file, root.line(), root.column(), "it must be a mapping of keys to values", "")));
    }

    /** A text that must be there. */
    public Optional<String> required(String key) {
        return required(key, Function.identity());
    }

    /** A value that must be there; what {@code parser} refuses becomes a fault. */
    public <T> Optional<T> required(String key, Function<String, T> parser) {
        requirePresence(key);
        return optional(key, parser);
    }

    public Optional<String> optional(String key) {
        return optional(key, Function.identity());
    }

    public <T> Optional<T> optional(String key, Function<String, T> parser) {
        return node(key).flatMap(node -> scalar(node, key, parser));
    }

    /** The scalars of a sequence; a single scalar counts as a sequence of one. Absent is empty. */
    public <T> List<T> list(String key, Function<String, T> parser) {
        return elements(key).stream()
                .flatMap(node -> scalar(node, key, parser).stream())
                .toList();
    }

    public List<String> texts(String key) {
        return list(key, Function.identity());
    }

    /** The mapping under this key. */
    public Optional<Document> mapping(String key) {
        return node(key).flatMap(node -> asMapping(node, key));
    }

    public Optional<Document> requiredMapping(String key) {
        requirePresence(key);
        return mapping(key);
    }

    /** The mappings of a sequence; absent is empty. */
    public List<Document> mappings(String key) {
        return elements(key).stream()
                .flatMap(node -> asMapping(node, key).stream())
                .toList();
    }

    /** Whatever stands there, as JSON: plain numbers, true, false and null are typed as in YAML's JSON schema. */
    public Optional<JsonNode> json(String key) {
        return node(key).map(Document::toJson);
    }

    /** The keys that are there, in order. */
    public List<String> keys() {
        return List.copyOf(mapping.keys().keySet());
    }

    public boolean has(String key) {
        return mapping.entries().containsKey(key);
    }

    /** The line of this key, or of the mapping where the key is not there. */
    public int line(String key) {
        Yaml.Scalar at = mapping.keys().get(key);
        return at == null ? mapping.line() : at.line();
    }

    /** Adds a fault at this key's value, or at the mapping where the key is not there. */
    public void fault(String key, String problem, String fix) {
        Yaml at = mapping.entries().get(key);
        add(at == null ? mapping : at, problem, fix);
    }

    /** Makes a fault of every key that was not asked for. */
    public void end() {
        mapping.keys().forEach((key, at) -> {
            if (!read.contains(key)) {
                add(at, "unknown key " + Inert.quote(key), nearest(key));
            }
        });
    }

    /** Throws {@link FaultyDocumentException} if there is any fault anywhere in the document. */
    public void finish() {
        if (!faults.isEmpty()) {
            throw new FaultyDocumentException(faults.stream()
                    .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
                    .toList());
        }
    }

    private String nearest(String key) {
        return read.stream()
                .filter(known -> !has(known) && distance(known, key) <= 2)
                .sorted()
                .findFirst()
                .map(known -> "did you mean '" + known + "'?")
                .orElseGet(() -> "known here: "
                        + String.join(", ", read.stream().sorted().toList()));
    }

    private void requirePresence(String key) {
        if (!has(key)) {
            read.add(key);
            add(mapping, "the key '" + key + "' is missing", "add it");
        }
    }

    private Optional<Yaml> node(String key) {
        read.add(key);
        return Optional.ofNullable(mapping.entries().get(key));
    }

    private List<Yaml> elements(String key) {
        return node(key)
                .map(node -> node instanceof Yaml.Sequence sequence ? sequence.elements() : List.of(node))
                .orElse(List.of());
    }

    private Optional<Document> asMapping(Yaml node, String key) {
        if (node instanceof Yaml.Mapping inner) {
            return Optional.of(new Document(inner, file, faults));
        }
        add(node, "'" + key + "' must be a mapping of keys to values", "");
        return Optional.empty();
    }

    private <T> Optional<T> scalar(Yaml node, String key, Function<String, T> parser) {
        if (!(node instanceof Yaml.Scalar scalar)
                || (scalar.plain() && scalar.text().isEmpty())) {
            add(node, "'" + key + "' must be a single value", "");
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(scalar.text()));
        } catch (ModelException e) {
            add(node, String.valueOf(e.getMessage()), "");
            return Optional.empty();
        }
    }

    private void add(Yaml at, String problem, String fix) {
        faults.add(new Fault(file, at.line(), at.column(), problem, fix));
    }

    private static JsonNode toJson(Yaml node) {
        return switch (node) {
            case Yaml.Scalar scalar -> toJson(scalar);
            case Yaml.Sequence sequence -> {
                ArrayNode array = Json.array();
                sequence.elements().forEach(element -> array.add(toJson(element)));
                yield array;
            }
            case Yaml.Mapping mapping -> {
                ObjectNode object = Json.object();
                mapping.entries().forEach((key, value) -> object.set(key, toJson(value)));
                yield object;
            }
        };
    }

    /** YAML 1.2.2, section 10.2 (JSON schema); anything else plain is a text. */
    private static JsonNode toJson(Yaml.Scalar scalar) {
        String text = scalar.text();
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (!scalar.plain()) {
            return nodes.stringNode(text);
        }
        if (text.matches("-?(0|[1-9][0-9]{0,17})")) {
            return nodes.numberNode(Long.parseLong(text));
        }
        if (text.matches("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,17})?([eE][-+]?[0-9]{1,3})?")) {
            return nodes.numberNode(Double.parseDouble(text));
        }
        return switch (text) {
            case "true" -> nodes.booleanNode(true);
            case "false" -> nodes.booleanNode(false);
            case "null", "~", "" -> nodes.nullNode();
            default -> nodes.stringNode(text);
        };
    }

    /** Levenshtein's distance, for words as short as keys. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 2 || a.length() > 64) {
            return 3;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
