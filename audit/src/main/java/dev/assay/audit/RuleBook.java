package dev.assay.audit;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes docs/rules.md: every rule as the catalogue has it, so that the page says what the code does. */
public final class RuleBook {
    private static final Map<Character, String> FAMILIES = Map.of(
            'C', "Capability: what the module may ask of its host",
            'F', "Format: whether the bytes are one valid core module",
            'M', "Memory safety: how far a mistake goes",
            'D', "Dynamic: what it does when it is led through scripts in a worker",
            'P', "Supply chain: where it comes from",
            'R', "Resource: what it costs the host",
            'S', "Secrets and leaks",
            'T', "Determinism",
            'W', "Waivers",
            'X', "Malware, without classifiers: constants and structure that a person can look at");

    private RuleBook() {}

    /** The page, in Markdown. */
    public static String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("# The audit's rules\n\n")
                .append("Rule set ")
                .append(RuleCatalogue.VERSION)
                .append(", ")
                .append(RuleCatalogue.all().size())
                .append(" rules. This page is written from the code: `assay rules --markdown > docs/rules.md`.")
                .append(" `assay rules ID` explains one.\n");
        Map<Character, List<Rule>> families = RuleCatalogue.all().stream()
                .collect(Collectors.groupingBy(
                        rule -> rule.id().charAt(0), java.util.TreeMap::new, Collectors.toList()));
        families.forEach((letter, rules) -> {
            page.append("\n## ").append(FAMILIES.getOrDefault(letter, "Other")).append("\n\n");
            page.append(
                    "| id | rule | asks for | severity | CWE | needs | why | fix |\n|---|---|---|---|---|---|---|---|\n");
            rules.forEach(rule -> page.append(row(rule)));
        });
        return page.toString();
    }

    private static String row(Rule rule) {
        String actions = rule.actions().stream()
                .sorted(Comparator.reverseOrder())
                .map(Action::id)
                .collect(Collectors.joining(", "));
        return "| " + rule.id() + " | " + rule.title() + " | " + actions + " | "
                + rule.severity().id() + " | "
                + rule.cwe() + " | " + rule.needs().name().toLowerCase(Locale.ROOT) + " | " + rule.why() + " | "
                + rule.fix() + " |\n";
    }
}
