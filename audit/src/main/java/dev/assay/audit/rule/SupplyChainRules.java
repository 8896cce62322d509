package dev.assay.audit.rule;

import static dev.assay.audit.Action.REJECT;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Finding;
import dev.assay.audit.Findings;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue.Check;
import dev.assay.audit.Severity;
import dev.assay.audit.Specimen;
import dev.assay.model.Digest;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import java.util.List;
import java.util.Set;

/** Whether it is known where the module comes from. */
public final class SupplyChainRules {
    public static final Rule P04 = new Rule(
            "P04",
            "Provenance missing or about something else",
            "Without a statement about exactly these bytes nobody knows from which source they were built.",
            347,
            Severity.HIGH,
            Set.of(REJECT, REVIEW),
            "Give the provenance that this build recorded, for this module.",
            Rule.Needs.PROVENANCE);

    private SupplyChainRules() {}

    public static List<Check> all() {
        return List.of(new Check(P04, SupplyChainRules::provenance));
    }

    public static boolean isAbout(Statement statement, Digest module) {
        return statement.subjects().stream()
                .anyMatch(subject -> subject.digest().equals(module));
    }

    private static void provenance(Specimen specimen, Findings findings) {
        List<Statement> given = specimen.request().provenance();
        if (given.isEmpty()) {
            findings.add(P04, REVIEW, Finding.NOWHERE, "there is no provenance");
        }
        for (Statement statement : given) {
            if (!statement.predicateType().equals(PredicateType.PROVENANCE)) {
                findings.add(
                        P04,
                        REJECT,
                        Finding.NOWHERE,
                        "the statement is no provenance: its type is " + statement.predicateType());
            } else if (!isAbout(statement, specimen.digest())) {
                findings.add(
                        P04,
                        REJECT,
                        Finding.NOWHERE,
                        "the provenance is about "
                                + statement.subjects().getFirst().digest() + ", not about this module");
            }
        }
    }
}
