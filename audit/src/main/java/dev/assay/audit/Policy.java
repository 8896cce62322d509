package dev.assay.audit;

import dev.assay.model.Digest;
import dev.assay.model.Document;
import dev.assay.model.FaultyDocumentException;
import dev.assay.model.Inert;
import dev.assay.model.Verdict;
import dev.assay.model.Word;
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
    /** The names of those that ship with Assay, the strictest first. */
    public static final List<String> PRESETS = List.of("strict", "default", "permissive");

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

    /** Whether a condition held; {@link #FAILED} where it could not be evaluated. */
    public enum Held implements Word {
        YES,
        NO,
        FAILED
    }

    /**
     * What came of one condition.
     *
     * @param when the condition
     * @param reason of the policy for its verdict, or why the condition could not be evaluated
     */
    public record Considered(String id, String when, Held held, Verdict verdict, String reason) {}

    /** The policy that decides where no other is given. */
    public static Policy standard() {
        return preset("default").orElseThrow();
    }

    /** One that ships with Assay, if one is called so. */
    public static Optional<Policy> preset(String name) {
        return presetText(name).map(text -> read(text.getBytes(StandardCharsets.UTF_8), name + "-policy.yaml"));
    }

    /** The file of one that ships with Assay, to read it or to begin one's own with it. */
    public static Optional<String> presetText(String name) {
        return PRESETS.contains(name) ? Optional.of(Shipped.text(name + "-policy.yaml")) : Optional.empty();
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

    /** Every condition, in the policy's order, and what came of it. */
    List<Considered> consider(Map<String, Object> variables) {
        return clauses.stream().map(clause -> consider(clause, variables)).toList();
    }

    private static Considered consider(Clause clause, Map<String, Object> variables) {
        String when = clause.when().text();
        return switch (clause.when().holds(variables)) {
            case Condition.Answer.Yes _ ->
                new Considered(clause.id(), when, Held.YES, clause.verdict(), clause.reason());
            case Condition.Answer.No _ -> new Considered(clause.id(), when, Held.NO, clause.verdict(), clause.reason());
            case Condition.Answer.Failed(String why) ->
                new Considered(
                        clause.id(),
                        when,
                        Held.FAILED,
                        Verdict.FLAGGED,
                        "this condition could not be evaluated: " + why);
        };
    }

    /** What follows: each condition that held, and a review for each that could not be evaluated. */
    static List<Decision> decisions(List<Considered> considered) {
        return considered.stream()
                .filter(one -> one.held() != Held.NO)
                .map(one -> new Decision(one.id(), one.verdict(), one.reason()))
                .toList();
    }
}
