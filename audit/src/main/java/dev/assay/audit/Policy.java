package dev.assay.audit;

import dev.assay.model.Digest;
import dev.assay.model.Document;
import dev.assay.model.FaultyDocumentException;
import dev.assay.model.Inert;
import dev.assay.model.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns findings into a verdict: a list of conditions in CEL, each with the verdict that follows where it holds. The
 * strictest verdict wins; where none holds the module is approved. A condition that cannot be evaluated, or that costs
 * more than its budget, asks for review. A policy can never approve what was not completely audited: that is decided
 * before it is asked. Immutable, safe for concurrent use.
 */
public final class Policy {
    private static final String DEFAULT = "default-policy.yaml";
    private static final int MOST_RULES = 64;

    private final String name;
    private final Digest digest;
    private final List<Clause> clauses;

    private record Clause(String id, Condition when, Verdict verdict, String reason) {}

    private Policy(String name, Digest digest, List<Clause> clauses) {
        this.name = name;
        this.digest = digest;
        this.clauses = List.copyOf(clauses);
    }

    /** Why a verdict came out: one condition that held. */
    public record Decision(String id, Verdict verdict, String reason) {}

    /** The policy that ships with Assay. */
    public static Policy standard() {
        return read(Shipped.text(DEFAULT).getBytes(StandardCharsets.UTF_8), DEFAULT);
    }

    /**
     * Reads {@code format: assay.policy/1} with {@code name} and a list {@code rules} of {@code id}, {@code when} (a CEL
     * expression that is true or false), {@code verdict} and {@code reason}. Throws {@link FaultyDocumentException} with
     * every fault, those of the expressions too: a name that does not exist is found here and not in an audit.
     */
    public static Policy read(byte[] yaml, String file) {
        Document document = Document.read(yaml, file);
        PolicyFile.requireFormat(document, "assay.policy");
        Optional<String> name = document.required("name");
        List<Document> rules = document.mappings("rules");
        if (rules.isEmpty() || rules.size() > MOST_RULES) {
            document.fault("rules", "a policy has 1 to " + MOST_RULES + " rules, not " + rules.size(), "");
        }
        List<Clause> clauses = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Document rule : rules) {
            clause(rule, ids).ifPresent(clauses::add);
        }
        document.end();
        document.finish();
        return new Policy(Inert.line(name.orElseThrow(), 120), Digest.of(yaml), clauses);
    }

    private static Optional<Clause> clause(Document rule, Set<String> ids) {
        Optional<String> id = rule.required("id");
        Optional<Condition> when = rule.required("when", Condition::compile);
        Optional<Verdict> verdict = rule.required("verdict", Verdict::parse);
        Optional<String> reason = rule.required("reason");
        rule.end();
        id.filter(text -> !text.matches("[a-z0-9][a-z0-9-]{0,62}"))
                .ifPresent(text -> rule.fault("id", "an id is lower-case letters, digits and hyphens", ""));
        id.filter(text -> !ids.add(text)).ifPresent(text -> rule.fault("id", "this id stands twice", "rename one"));
        return id.isEmpty() || when.isEmpty() || verdict.isEmpty() || reason.isEmpty()
                ? Optional.empty()
                : Optional.of(new Clause(id.get(), when.get(), verdict.get(), Inert.line(reason.get(), 500)));
    }

    public String name() {
        return name;
    }

    /** The digest of the file it was read from. */
    public Digest digest() {
        return digest;
    }

    /** Every condition that holds, in the policy's order, and a review for each that could not be evaluated. */
    List<Decision> decide(Map<String, Object> variables) {
        List<Decision> decisions = new ArrayList<>();
        for (Clause clause : clauses) {
            switch (clause.when().holds(variables)) {
                case Condition.Answer.Yes yes ->
                    decisions.add(new Decision(clause.id(), clause.verdict(), clause.reason()));
                case Condition.Answer.No no -> {}
                case Condition.Answer.Failed failed ->
                    decisions.add(new Decision(
                            clause.id(), Verdict.FLAGGED, "this condition could not be evaluated: " + failed.reason()));
            }
        }
        return List.copyOf(decisions);
    }
}
