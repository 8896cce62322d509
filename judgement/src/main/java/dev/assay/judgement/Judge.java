package dev.assay.judgement;

import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.fleet.RecordPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Judges the records of one plugin by the policies of its assignment. Each policy gets exactly one finding, whatever happens:
 * satisfied if every record of its behavior satisfies it; not satisfied if one does not, or if it could not be judged, which the
 * finding then says: no such record, an error in the expression, a budget that was spent. Immutable; safe for concurrent use.
 */
public final class Judge {
    private final List<Compiled> policies;

    private record Compiled(RecordPolicy policy, Optional<Expression> expression, String fault) {}

    private Judge(List<Compiled> policies) {
        this.policies = policies;
    }

    /** Compiles the policies. One whose expression is none meets no objective, and its finding says so. */
    public static Judge of(List<RecordPolicy> policies) {
        List<Compiled> compiled = new ArrayList<>();
        for (RecordPolicy policy : policies) {
            try {
                compiled.add(new Compiled(policy, Optional.of(Expression.compile(policy.expression())), ""));
            } catch (InvalidValueException e) {
                compiled.add(new Compiled(policy, Optional.empty(), String.valueOf(e.getMessage())));
            }
        }
        return new Judge(List.copyOf(compiled));
    }

    /** What is wrong with the policy's expression, with its line and column; empty if nothing is. */
    public static Optional<String> fault(RecordPolicy policy) {
        try {
            Expression.compile(policy.expression());
            return Optional.empty();
        } catch (InvalidValueException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Judges the records of a valid response.
     *
     * @param config what the plugin was configured with, {@code config} to the policies
     * @param data {@code policy_data} to the policies
     */
    public Judgement judge(ObjectNode response, JsonNode config, JsonNode data) throws InterruptedException {
        Budget budget = new Budget();
        List<Verdicts> all = verdicts();
        Map<String, Object> around = new LinkedHashMap<>();
        try {
            around.put("config", Values.of(config));
            around.put("policy_data", Values.of(data));
        } catch (Values.TooLargeException e) {
            all.forEach(each -> each.failed("configuration or policy data cannot be judged with: " + e.getMessage()));
            return told(response, all);
        }
        Map<String, List<Verdicts>> byBehavior = all.stream()
                .filter(each -> each.expression().isPresent())
                .collect(Collectors.groupingBy(each -> each.policy().behavior()));
        for (JsonNode record : response.path("records")) {
            List<Verdicts> concerned =
                    byBehavior.getOrDefault(record.path("behavior").asString(""), List.of());
            if (!concerned.isEmpty()) {
                judge(record, around, concerned, budget);
            }
        }
        return told(response, all);
    }

    private static void judge(JsonNode record, Map<String, Object> around, List<Verdicts> concerned, Budget budget)
            throws InterruptedException {
        String subject = record.path("subject").asString("");
        Map<String, Object> variables = new LinkedHashMap<>(around);
        try {
            variables.put("record", value(record, subject));
        } catch (Values.TooLargeException e) {
            Expression.Answer failed = new Expression.Answer.Failed("its input: " + e.getMessage());
            concerned.forEach(each -> each.add(subject, failed));
            return;
        }
        for (Verdicts each : concerned) {
            each.add(subject, each.expression().orElseThrow().on(variables, budget));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private List<Verdicts> verdicts() {
        List<Verdicts> all = new ArrayList<>();
        for (Compiled compiled : policies) {
            Verdicts verdicts = new Verdicts(compiled.policy(), compiled.expression());
            if (compiled.expression().isEmpty()) {
                verdicts.failed(compiled.fault());
            }
            all.add(verdicts);
        }
        return all;
    }

    private static Map<String, Object> value(JsonNode record, String subject) throws Values.TooLargeException {
        Map<String, Object> labels = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> label : record.path("labels").properties()) {
            labels.put(label.getKey(), label.getValue().asString(""));
        }
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("subject", subject);
        value.put("behavior", record.path("behavior").asString(""));
        value.put("input", Values.of(record.path("input")));
        value.put("labels", labels);
        return value;
    }

    /** For a run that gave no response: none of the policies could be judged. */
    public Judgement without(String why) {
        List<Verdicts> all = verdicts();
        all.forEach(each -> each.failed(why));
        return told(Json.object(), all);
    }

    private static Judgement told(ObjectNode response, List<Verdicts> all) {
        Set<String> taken = new HashSet<>();
        for (String list : List.of("observations", "findings")) {
            response.path(list).forEach(node -> taken.add(node.path("key").asString("")));
        }
        Judgement judgement = new Judgement(Json.array(), Json.array());
        all.forEach(each -> each.tell(judgement, taken));
        return judgement;
    }
}
