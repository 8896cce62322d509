package dev.assay.judgement;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.fleet.RecordPolicy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What one policy says of the records of its behavior, gathered, and how that is told. For one thread. */
final class Verdicts {
    private static final int MOST_SUBJECTS = 1000;
    /** Of a group's subjects: how long they are the plugin says, and each policy repeats them. */
    private static final int MOST_SUBJECT_CHARACTERS = 64 << 10;

    private static final int MOST_REASONS = 20;
    private static final int LONGEST_SUBJECT = 200;

    private final RecordPolicy policy;
    private final Optional<Expression> expression;
    private final Group satisfied = new Group("satisfied", "is satisfied");
    private final Group notSatisfied = new Group("not-satisfied", "is not satisfied");
    private final Group notJudged = new Group("not-judged", "could not be judged");

    /** The records that ended alike. */
    private static final class Group {
        private final String id;
        private final String words;
        private final Set<String> subjects = new LinkedHashSet<>();
        private final List<String> reasons = new ArrayList<>();
        private int records;
        private int characters;

        Group(String id, String words) {
            this.id = id;
            this.words = words;
        }

        void add(String subject) {
            records++;
            if (subjects.size() < MOST_SUBJECTS
                    && !subject.isEmpty()
                    && subject.length() <= MOST_SUBJECT_CHARACTERS - characters
                    && subjects.add(subject)) {
                characters += subject.length();
            }
        }
    }

    Verdicts(RecordPolicy policy, Optional<Expression> expression) {
        this.policy = policy;
        this.expression = expression;
    }

    /** Empty where it is none; then nothing is judged by it. */
    Optional<Expression> expression() {
        return expression;
    }

    RecordPolicy policy() {
        return policy;
    }

    void add(String subject, Expression.Answer answer) {
        switch (answer) {
            case Expression.Answer.Satisfied ignored -> satisfied.add(subject);
            case Expression.Answer.NotSatisfied ignored -> notSatisfied.add(subject);
            case Expression.Answer.Failed(String reason) -> {
                notJudged.add(subject);
                because(subject.isEmpty() ? reason : Inert.line(subject, LONGEST_SUBJECT) + ": " + reason);
            }
        }
    }

    /** Nothing could be judged. */
    void failed(String why) {
        because(why);
    }

    private void because(String reason) {
        if (notJudged.reasons.size() < MOST_REASONS) {
            notJudged.reasons.add(reason);
        }
    }

    /** Adds one finding, and an observation for each group, under keys that are not taken. */
    void tell(Judgement judgement, Set<String> taken) {
        if (satisfied.records + notSatisfied.records + notJudged.records == 0 && notJudged.reasons.isEmpty()) {
            because("the plugin recorded nothing of the behavior " + Inert.line(policy.behavior()));
        }
        List<String> related = new ArrayList<>();
        for (Group group : List.of(satisfied, notSatisfied, notJudged)) {
            if (group.records > 0 || !group.reasons.isEmpty()) {
                related.add(observe(group, judgement, taken));
            }
        }
        boolean met = notSatisfied.records == 0 && notJudged.records == 0 && notJudged.reasons.isEmpty();
        ObjectNode finding = judgement
                .findings()
                .addObject()
                .put("key", key("policy-" + policy.id(), taken))
                .put("title", policy.title())
                .put("description", met ? policy.title() : policy.message() + "\n" + counts());
        finding.putObject("target")
                .put("type", "objective-id")
                .put("target-id", policy.target())
                .putObject("status")
                .put("state", met ? "satisfied" : "not-satisfied")
                .put("reason", met ? "pass" : notSatisfied.records > 0 ? "fail" : "other");
        finding.set("related-observations", Json.texts(related));
        named(finding);
        policy.severity()
                .ifPresent(severity -> finding.withArray("props")
                        .addObject()
                        .put("name", "severity")
                        .put("value", severity.id()));
    }

    private String counts() {
        String counted = "Of " + (satisfied.records + notSatisfied.records + notJudged.records) + " records "
                + notSatisfied.records + " do not satisfy it, " + notJudged.records + " could not be judged.";
        return notJudged.reasons.isEmpty() ? counted : counted + "\n" + String.join("\n", notJudged.reasons);
    }

    private String observe(Group group, Judgement judgement, Set<String> taken) {
        String key = key("policy-" + policy.id() + "-" + group.id, taken);
        ObjectNode observation = judgement
                .observations()
                .addObject()
                .put("key", key)
                .put("title", policy.title() + ": " + group.words)
                .put("description", described(group));
        observation.putArray("methods").add("TEST");
        observation.set("subjects", Json.texts(group.subjects));
        named(observation);
        return key;
    }

    private String described(Group group) {
        String counted = "The policy " + policy.id() + " " + group.words
                + (group.records == 0 ? "." : " by " + group.records + (group.records == 1 ? " record." : " records."));
        return group.reasons.isEmpty() ? counted : counted + "\n" + String.join("\n", group.reasons);
    }

    /** Which policy says so. The names are the host's: a plugin's own beginning so are taken out. */
    private void named(ObjectNode node) {
        node.withArray("props").addObject().put("name", "_policy").put("value", policy.id());
        node.withArray("props")
                .addObject()
                .put("name", "_policy-digest")
                .put("value", policy.digest().toString());
    }

    private static String key(String wanted, Set<String> taken) {
        String key = wanted;
        while (!taken.add(key)) {
            key += "-host";
        }
        return key;
    }
}
