package dev.assay.trust;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Digest;
import dev.assay.model.PredicateType;
import dev.assay.model.Reason;
import dev.assay.model.ReviewPredicate;
import dev.assay.trust.Evidence.Item;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The reviews of a flagged module, counted in one place, for admission and for who asks what is still needed.
 *
 * @param answers those that count, in the order of the statements
 * @param judged each statement that may be a review, and why it does not count; empty if it does
 * @param withheld listed statements that are not at hand: one of them may be a rejection
 * @param needed how many reviewers must approve
 */
record Reviews(List<Answer> answers, Map<Digest, List<Reason>> judged, List<Reason> withheld, int needed) {
    /** A review that counts. */
    record Answer(Item statement, ReviewPredicate review, Identity reviewer) {}

    static Reviews of(Evidence evidence, List<Item> items, AuditPredicate audit) {
        List<Answer> answers = new ArrayList<>();
        Map<Digest, List<Reason>> judged = new LinkedHashMap<>();
        for (Item item : items) {
            if (!item.mayBe(PredicateType.REVIEW)) {
                continue;
            }
            List<Reason> problems = new ArrayList<>(evidence.problems(item, Role.REVIEWER, PredicateType.REVIEW));
            List<Reason> aged = problems.stream()
                    .filter(problem -> problem.code().equals(Evidence.TOO_OLD))
                    .toList();
            problems.removeAll(aged);
            Optional<ReviewPredicate> review = Evidence.content(item, ReviewPredicate::fromJson, problems);
            review.ifPresent(predicate -> problems.addAll(problems(evidence, predicate, audit)));
            // A rejection stands as long as the audit that it answers: else who waits would load what was refused.
            if (review.isEmpty() || review.get().approved()) {
                problems.addAll(aged);
            }
            if (review.isPresent() && problems.isEmpty()) {
                evidence.signer(item).forEach(by -> answers.add(new Answer(item, review.get(), by)));
            }
            judged.put(item.bundle(), List.copyOf(problems));
        }
        int needed = evidence.policy().rule(Role.REVIEWER).map(Rule::minimum).orElse(1);
        return new Reviews(answers, judged, withheld(evidence, items), needed);
    }

    /** Why those that do not count do not. */
    List<Reason> setAside() {
        return judged.values().stream().flatMap(List::stream).toList();
    }

    /** One reviewer counts once. */
    Set<Identity> approving() {
        return reviewers(true);
    }

    Set<Identity> rejecting() {
        return reviewers(false);
    }

    private Set<Identity> reviewers(boolean approved) {
        Set<Identity> people = new HashSet<>();
        answers.stream()
                .filter(answer -> answer.review().approved() == approved)
                .forEach(answer -> people.add(answer.reviewer()));
        return people;
    }

    /** Otherwise a store could hide a rejection by losing it. */
    private static List<Reason> withheld(Evidence evidence, List<Item> items) {
        Set<Digest> missing = new TreeSet<>(evidence.index().listed().keySet());
        items.forEach(item -> missing.remove(item.bundle()));
        return missing.stream()
                .map(digest -> new Reason(
                        "statement-withheld",
                        "the index lists the statement " + digest + ", which is not at hand and may be a rejection",
                        "Fetch it from the registry"))
                .toList();
    }

    private static List<Reason> problems(Evidence evidence, ReviewPredicate review, AuditPredicate audit) {
        List<Reason> problems = new ArrayList<>();
        if (!evidence.index().audit().equals(Optional.of(review.audit()))) {
            problems.add(new Reason(
                    "review-of-other-audit",
                    "the review answers the audit statement " + review.audit() + ", which is not the current one",
                    "Have the current audit reviewed"));
        }
        if (review.approved() && !evidence.now().isBefore(review.expires())) {
            problems.add(new Reason(
                    "review-expired", "the review expired at " + review.expires(), "Have it reviewed again"));
        }
        if (review.reviewed().isAfter(evidence.now().plus(Evidence.SKEW))) {
            problems.add(new Reason(
                    "review-from-the-future",
                    "the review says it was made at " + review.reviewed(),
                    "Check the clocks of the reviewer and of this host"));
        }
        if (!review.capabilities().equals(audit.capabilities())) {
            problems.add(new Reason(
                    "review-capabilities-differ",
                    "the reviewer saw the capabilities " + review.capabilities() + ", the audit found "
                            + audit.capabilities(),
                    "Have it reviewed again"));
        }
        return problems;
    }
}
