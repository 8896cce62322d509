package dev.assay.github.lint;

import dev.assay.model.Document;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A composite action of the repository. */
record LocalAction(Source source, List<Step> steps) {
    static LocalAction of(Source source) {
        List<Step> steps = source.yaml().mapping("runs").map(source::steps).orElse(List.of());
        return new LocalAction(source, steps);
    }

    /**
     * Whether a step that uses it takes something from a cache. A cache step that does not ask for the input
     * {@code cache} counts always.
     */
    boolean takesFromCache(Step user) {
        String given = user.with("cache").or(this::usual).orElse("");
        return steps.stream()
                .filter(step -> step.uses().filter(CacheRules::isCache).isPresent())
                .anyMatch(step -> !step.condition().contains("inputs.cache") || !given.equals("none"));
    }

    private Optional<String> usual() {
        return source.yaml()
                .mapping("inputs")
                .flatMap(inputs -> inputs.json("cache"))
                .map(cache -> cache.path("default"))
                .filter(JsonNode::isString)
                .map(JsonNode::asString);
    }

    /** The document; its faults are told once all rules have read it. */
    Document yaml() {
        return source.yaml();
    }
}
