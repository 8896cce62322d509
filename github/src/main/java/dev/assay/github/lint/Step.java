package dev.assay.github.lint;

import dev.assay.model.Document;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A step of a job or of a composite action. */
record Step(Source source, Document yaml) {
    private static final Pattern PLUGIN_CODE = Pattern.compile(
            "\\bassay\\s+(build|test)\\b|\\bassay\\s+github\\s+judge\\b|\\b(cargo|rustc|emcc|clang|make|npm|npx|mvn)\\b"
                    + "|\\bgo\\s+(build|test|run|generate)\\b");

    Optional<String> uses() {
        return yaml.optional("uses");
    }

    Optional<String> run() {
        return yaml.optional("run");
    }

    String condition() {
        return yaml.optional("if").orElse("");
    }

    /** What is given to an action; empty where it is not there or no single value. */
    Optional<String> with(String key) {
        return yaml.json("with")
                .map(with -> with.path(key))
                .filter(JsonNode::isValueNode)
                .map(JsonNode::asString);
    }

    /** Whether it uses this action, at any commit. */
    boolean usesAction(String name) {
        return uses().filter(uses -> uses.startsWith(name + "@")).isPresent();
    }

    /** Whether something that a plugin's author wrote runs in it. */
    boolean runsPluginCode() {
        return run().filter(run -> PLUGIN_CODE.matcher(run).find()).isPresent();
    }

    /** All that is written in it. */
    String text() {
        return Source.text(yaml);
    }
}
