package dev.assay.github.lint;

import dev.assay.model.Document;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A job of a workflow. */
record Job(String name, int line, Document yaml, List<Step> steps) {
    private static final Pattern SECRET = Pattern.compile("\\bsecrets\\s*(\\.|\\[)|\\bsecrets\\b[^a-z]*inherit");
    private static final Pattern TOKEN =
            Pattern.compile("\\bgithub\\s*(\\.\\s*token|\\[\\s*'token')", Pattern.CASE_INSENSITIVE);

    Optional<JsonNode> permissions() {
        return yaml.json("permissions");
    }

    /** The scopes that it may write. */
    List<String> writes() {
        return permissions().filter(JsonNode::isObject).stream()
                .flatMap(scopes -> scopes.propertyStream())
                .filter(scope -> !scope.getValue().asString().matches("read|none"))
                .map(scope -> scope.getKey())
                .toList();
    }

    boolean hasEnvironment() {
        return yaml.has("environment");
    }

    boolean usesSecrets() {
        return SECRET.matcher(Source.text(yaml)).find();
    }

    /** Whether a workflow that another file holds is called: it has permissions, timeouts and steps of its own. */
    boolean callsWorkflow() {
        return yaml.has("uses");
    }

    boolean runsPluginCode() {
        return steps.stream()
                .anyMatch(step -> step.runsPluginCode()
                        || step.uses()
                                .filter(uses -> uses.equals("./.github/actions/toolchain"))
                                .isPresent());
    }

    /** Whether the token is handed to a step that runs plugin code, by the step itself or for the whole job. */
    boolean handsTokenToPluginCode() {
        boolean forAll =
                yaml.json("env").filter(env -> handsToken(env.toString())).isPresent();
        return steps.stream().anyMatch(step -> step.runsPluginCode() && (forAll || handsToken(step.text())));
    }

    private static boolean handsToken(String text) {
        return TOKEN.matcher(text).find();
    }
}
