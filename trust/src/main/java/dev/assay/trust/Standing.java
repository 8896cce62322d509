package dev.assay.trust;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Digest;
import dev.assay.model.Reason;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where the review of a module stands, counted exactly as {@link Admission} counts. */
public sealed interface Standing {
    /** No review would change anything: its current audit does not flag it, or does not count. At least one reason. */
    record NotReviewable(List<Reason> reasons) implements Standing {
        public NotReviewable {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Its current audit flags it.
     *
     * @param statement the bundle digest of that audit statement: what a review answers
     * @param approving the names of the reviewers who approve
     * @param rejecting the names of those who reject; one is enough
     * @param needed how many must approve
     * @param setAside why other statements do not count
     */
    record Flagged(
            Digest statement,
            AuditPredicate audit,
            SortedSet<String> approving,
            SortedSet<String> rejecting,
            int needed,
            List<Reason> setAside)
            implements Standing {
        public Flagged {
            approving = Collections.unmodifiableSortedSet(new TreeSet<>(approving));
            rejecting = Collections.unmodifiableSortedSet(new TreeSet<>(rejecting));
            setAside = List.copyOf(setAside);
        }

        /** Whether reviewers are still to answer. */
        public boolean isWaiting() {
            return rejecting.isEmpty() && approving.size() < needed;
        }

        /** Whether the quorum approves and nobody rejects. */
        public boolean isApproved() {
            return rejecting.isEmpty() && approving.size() >= needed;
        }
    }
}
