package dev.assay.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds a {@link Yaml} tree from the parser's events, without recursion, bounded in size and depth. Anchors, aliases,
 * duplicate keys and several documents are faults: no document of ours needs them, and they hide things from reviewers.
 */
final class YamlReader {
    private static final int MOST_BYTES = 256 << 10;
    private static final int DEEPEST = 24;

    private final String file;
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Yaml root;

    /** A sequence or mapping that is not closed yet, and the key that waits for its value. */
    private static final class Open {
        private final Yaml node;
        private Yaml.@Nullable Scalar key;

        Open(Yaml node) {
            this.node = node;
        }
    }

    private YamlReader(String file) {
        this.file = file;
    }

    /** Reads one document; throws {@link FaultyDocumentException} with the one fault that stopped it. */
    static Yaml read(byte[] bytes, String file) {
        return new YamlReader(file).read(bytes);
    }

    private Yaml read(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw fault(1, 1, "it has " + bytes.length + " bytes, more than " + MOST_BYTES, "make it smaller");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            for (Event event : new Parse(LoadSettings.builder().build()).parseString(text)) {
                accept(event);
            }
        } catch (CharacterCodingException e) {
            throw fault(1, 1, "it is not valid UTF-8", "save it as UTF-8");
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            int column = e.getProblemMark().map(Mark::getColumn).orElse(0) + 1;
            throw fault(line, column, "not valid YAML: " + Inert.line(e.getProblem(), 160), "");
        } catch (YamlEngineException e) {
            throw fault(1, 1, "not valid YAML: " + Inert.line(String.valueOf(e.getMessage()), 160), "");
        }
        if (root == null) {
            throw fault(1, 1, "it is empty", "");
        }
        return root;
    }

    private void accept(Event event) {
        int line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
        int column = event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
        boolean anchored = event instanceof NodeEvent node && node.getAnchor().isPresent();
        if (anchored || event instanceof AliasEvent) {
            throw fault(line, column, "anchors and aliases are not accepted", "write the value out");
        }
        switch (event.getEventId()) {
            case Scalar -> {
                ScalarEvent scalar = (ScalarEvent) event;
                add(new Yaml.Scalar(scalar.getValue(), scalar.isPlain(), line, column));
            }
            case SequenceStart -> enter(new Yaml.Sequence(new ArrayList<>(), line, column));
            case MappingStart -> enter(new Yaml.Mapping(new LinkedHashMap<>(), new LinkedHashMap<>(), line, column));
            case SequenceEnd, MappingEnd -> open.pop();
            default -> {
                // the stream's and the document's own begin and end
            }
        }
    }

    private void enter(Yaml node) {
        add(node);
        open.push(new Open(node));
        if (open.size() > DEEPEST) {
            throw fault(node.line(), node.column(), "it nests deeper than " + DEEPEST, "make it flatter");
        }
    }

    private void add(Yaml node) {
        Open parent = open.peek();
        if (parent == null) {
            if (root != null) {
                throw fault(node.line(), node.column(), "a second document", "keep one document a file");
            }
            root = node;
        } else if (parent.node instanceof Yaml.Sequence sequence) {
            sequence.elements().add(node);
        } else if (parent.node instanceof Yaml.Mapping mapping) {
            addTo(mapping, parent, node);
        }
    }

    private void addTo(Yaml.Mapping mapping, Open parent, Yaml node) {
        Yaml.Scalar key = parent.key;
        if (key != null) {
            mapping.entries().put(key.text(), node);
            parent.key = null;
        } else if (!(node instanceof Yaml.Scalar scalar)) {
            throw fault(node.line(), node.column(), "a key must be a single word", "");
        } else if (mapping.keys().putIfAbsent(scalar.text(), scalar) != null) {
            throw fault(
                    node.line(), node.column(), "the key " + Inert.quote(scalar.text()) + " stands twice", "keep one");
        } else {
            parent.key = scalar;
        }
    }

    private FaultyDocumentException fault(int line, int column, String problem, String fix) {
        return new FaultyDocumentException(List.of(new Fault(file, line, column, problem, fix)));
    }
}
