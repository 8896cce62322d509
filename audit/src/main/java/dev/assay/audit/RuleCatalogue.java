package dev.assay.audit;

import dev.assay.audit.rule.CapabilityRules;
import dev.assay.audit.rule.DeterminismRules;
import dev.assay.audit.rule.DynamicRules;
import dev.assay.audit.rule.FormatRules;
import dev.assay.audit.rule.MalwareRules;
import dev.assay.audit.rule.MemoryRules;
import dev.assay.audit.rule.ResourceRules;
import dev.assay.audit.rule.SecretRules;
import dev.assay.audit.rule.SupplyChainRules;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every rule, in the order of their ids. */
public final class RuleCatalogue {
    /**
     * The version of the rule set, bound into every audit statement. Raised whenever a rule comes, goes, or judges
     * otherwise.
     */
    public static final String VERSION = "4";

    private static final List<Check> CHECKS = Stream.of(
                    FormatRules.all(),
                    ResourceRules.all(),
                    CapabilityRules.all(),
                    MalwareRules.all(),
                    SecretRules.all(),
                    SupplyChainRules.all(),
                    MemoryRules.all(),
                    DeterminismRules.all(),
                    DynamicRules.all(),
                    WaiverRules.all())
            .flatMap(List::stream)
            .sorted(Comparator.comparing(check -> check.rule().id()))
            .toList();

    private static final List<Rule> RULES = CHECKS.stream().map(Check::rule).toList();

    private RuleCatalogue() {}

    /** A rule and how it is checked on a module that can be read. */
    public record Check(Rule rule, Test test) {}

    /** Looks at one module. Reads the specimen alone: the same module gives the same findings. */
    @FunctionalInterface
    public interface Test {
        void run(Specimen specimen, Findings findings);

        /** For rules that are decided elsewhere, before or after the module is looked at. */
        Test ELSEWHERE = (specimen, findings) -> {};
    }

    public static List<Rule> all() {
        return RULES;
    }

    public static Optional<Rule> find(String id) {
        return RULES.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }

    static List<Check> checks() {
        return CHECKS;
    }
}
