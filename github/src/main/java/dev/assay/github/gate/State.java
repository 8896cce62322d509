package dev.assay.github.gate;

import dev.assay.github.CheckRun.Conclusion;
import dev.assay.model.Verdict;

/** Where a pull request stands; each has a label of its own, and a pull request has one of them. From the best to the worst. */
public enum State {
    /** It changes no plugin. */
    NOTHING("", "", "", Conclusion.NEUTRAL),
    /** The audit approves everything. */
    APPROVED("assay: approved", "1a7f37", "The audit approves every release", Conclusion.SUCCESS),
    /** The audit flags something, and enough reviewers approve it. */
    REVIEWED(
            "assay: reviewed",
            "0969da",
            "Flagged by the audit, approved by the quorum of reviewers",
            Conclusion.SUCCESS),
    /** The audit flags something. */
    WAITING("assay: waiting for review", "bf8700", "The audit asks for a security review", Conclusion.ACTION_REQUIRED),
    /** Something could not be checked, or the build failed. */
    INCOMPLETE("assay: incomplete", "6e7781", "Something could not be built or checked", Conclusion.FAILURE),
    /** The audit or a reviewer rejects something. */
    REJECTED("assay: rejected", "cf222e", "The audit or a reviewer rejects a release", Conclusion.FAILURE);

    private final String label;
    private final String colour;
    private final String description;
    private final Conclusion conclusion;

    State(String label, String colour, String description, Conclusion conclusion) {
        this.label = label;
        this.colour = colour;
        this.description = description;
        this.conclusion = conclusion;
    }

    static State of(Judged judged) {
        if (judged.verdict() == Verdict.REJECTED) {
            return REJECTED;
        }
        if (!judged.complete()) {
            return INCOMPLETE;
        }
        return judged.verdict() == Verdict.APPROVED ? APPROVED : WAITING;
    }

    /** The worse of the two. */
    State or(State other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Empty for {@link #NOTHING}. */
    public String label() {
        return label;
    }

    String colour() {
        return colour;
    }

    public String description() {
        return description;
    }

    public Conclusion conclusion() {
        return conclusion;
    }
}
