package dev.assay.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a plugin answers to {@code assay_assess}: observations, findings and risks in OSCAL's terms. Guests use keys; the
 * host mints the identifiers.
 *
 * @param json the whole answer, as validated
 */
public record Response(
        Status status, List<Problem> errors, List<Observation> observations, List<Finding> findings, ObjectNode json) {
    private static final int MOST = 100_000;
    private static final int SPARE_VALUES = 100_000;
    private static final List<String> PASSED_ON =
            List.of("subjects", "components", "inventory-items", "records", "activities", "logs");

    /** How much of the assessment was done. */
    public enum Status implements Word {
        SUCCESS,
        PARTIAL,
        FAILURE;

        public static Status parse(String id) {
            return Word.parse(Status.class, id);
        }
    }

    /** Whether an objective is met. */
    public enum State implements Word {
        SATISFIED,
        NOT_SATISFIED;

        public static State parse(String id) {
            return Word.parse(State.class, id);
        }
    }

    /** Something that the plugin could not do. */
    public record Problem(String code, String message, String subject) {}

    /** Something that the plugin saw. */
    public record Observation(String key, String title, String description, List<String> subjects) {}

    /** What follows from observations for one objective. */
    public record Finding(
            String key,
            String title,
            String description,
            String targetType,
            String targetId,
            State state,
            String reason,
            List<String> relatedObservations) {}

    /**
     * Reads and validates an answer: its shape, its states, that keys are unique, and that every key that is referred to
     * is there. What does not hold is an {@link InvalidValueException} that names the path.
     */
    public static Response read(byte[] bytes, int maxBytes) {
        Fields fields = Fields.of(Json.readStorable(bytes, maxBytes, SPARE_VALUES), "$");
        requireAbi(fields);
        Status status = fields.value("status", Status::parse);
        List<Problem> errors =
                fields.objects("errors", MOST).stream().map(Response::problem).toList();
        List<Fields> observationFields = fields.objects("observations", MOST);
        List<Observation> observations =
                observationFields.stream().map(Response::observation).toList();
        List<Fields> riskFields = fields.objects("risks", MOST);
        Set<String> risks = new HashSet<>();
        riskFields.forEach(risk -> requireNew(risks, risk));
        List<Fields> findingFields = fields.objects("findings", MOST);
        List<Finding> findings = new ArrayList<>();
        Set<String> observationKeys = new HashSet<>();
        observationFields.forEach(observation -> requireNew(observationKeys, observation));
        Set<String> findingKeys = new HashSet<>();
        for (Fields finding : findingFields) {
            requireNew(findingKeys, finding);
            findings.add(finding(finding, observationKeys, risks));
        }
        PASSED_ON.forEach(name -> fields.objects(name, MOST));
        fields.end();
        return new Response(status, errors, observations, List.copyOf(findings), (ObjectNode) fields.whole());
    }

    /** The finding of this key. */
    public Optional<Finding> finding(String key) {
        return findings.stream().filter(f -> f.key().equals(key)).findFirst();
    }

    static void requireAbi(Fields fields) {
        String abi = fields.text("abi");
        if (!abi.equals(Request.ABI)) {
            throw new InvalidValueException("$.abi", abi, "'" + Request.ABI + "'");
        }
    }

    private static Problem problem(Fields fields) {
        Problem problem = new Problem(
                fields.text("code"),
                fields.text("message"),
                fields.optionalText("subject").orElse(""));
        fields.end();
        return problem;
    }

    private static Observation observation(Fields fields) {
        return new Observation(
                fields.text("key"),
                fields.text("title"),
                fields.optionalText("description").orElse(""),
                fields.texts("subjects", MOST));
    }

    private static Finding finding(Fields fields, Set<String> observations, Set<String> risks) {
        Fields target = fields.object("target");
        Fields status = target.object("status");
        List<String> related = fields.texts("related-observations", MOST);
        requireKnown(related, observations, fields.path() + ".related-observations");
        requireKnown(fields.texts("related-risks", MOST), risks, fields.path() + ".related-risks");
        return new Finding(
                fields.text("key"),
                fields.text("title"),
                fields.optionalText("description").orElse(""),
                target.text("type"),
                target.text("target-id"),
                status.value("state", State::parse),
                status.optionalText("reason").orElse(""),
                related);
    }

    private static void requireNew(Set<String> keys, Fields fields) {
        String key = fields.text("key");
        if (!keys.add(key)) {
            throw new InvalidValueException(fields.path() + ".key", "the key " + Inert.quote(key) + " stands twice");
        }
    }

    private static void requireKnown(List<String> keys, Set<String> known, String path) {
        for (int i = 0; i < keys.size(); i++) {
            if (!known.contains(keys.get(i))) {
                throw new InvalidValueException(
                        path + "[" + i + "]", "nothing has the key " + Inert.quote(keys.get(i)));
            }
        }
    }
}
