package dev.assay.audit;

import static dev.assay.audit.Action.NOTE;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.RuleCatalogue.Check;
import dev.assay.audit.RuleCatalogue.Test;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether what was accepted once is still accepted. */
final class WaiverRules {
    static final Rule W01 = new Rule(
            "W01",
            "Expired waiver",
            "What a person accepted until a day is accepted no longer; silence must not prolong it.",
            672,
            Severity.MEDIUM,
            Set.of(REVIEW, NOTE),
            "Decide again: renew the waiver with a new day and approver, or remove it and fix the finding.",
            Rule.Needs.MODULE);

    private WaiverRules() {}

    static List<Check> all() {
        return List.of(new Check(W01, Test.ELSEWHERE));
    }

    /** The same findings, those covered marked so, and one more for each expired waiver about this module. */
    static List<Finding> apply(List<Waiver> about, List<Finding> findings, Instant now) {
        List<Finding> all = new ArrayList<>();
        for (Finding finding : findings) {
            boolean covered = about.stream().anyMatch(waiver -> waiver.isInForce(now) && waiver.isFor(finding));
            all.add(covered ? finding.waive() : finding);
        }
        Findings expired = new Findings();
        for (Waiver waiver : about) {
            if (!waiver.isInForce(now)) {
                boolean open = all.stream().anyMatch(finding -> !finding.waived() && waiver.isFor(finding));
                expired.add(
                        W01,
                        open ? REVIEW : NOTE,
                        Finding.NOWHERE,
                        "the waiver of " + waiver.rule() + " by " + waiver.approver() + " ended at "
                                + waiver.expires());
            }
        }
        all.addAll(expired.sorted());
        all.sort(Finding.ORDER);
        return List.copyOf(all);
    }
}
