package dev.assay.audit;

import dev.assay.model.Word;

/** How bad it is if a finding is true. The order is from the mildest to the worst. */
public enum Severity implements Word {
    LOW(2.0),
    MEDIUM(5.0),
    HIGH(7.5),
    CRITICAL(9.5);

    private final double score;

    Severity(double score) {
        this.score = score;
    }

    /** From 0 to 10, on the scale of CVSS; code scanning calls it {@code security-severity}. */
    public double score() {
        return score;
    }
}
