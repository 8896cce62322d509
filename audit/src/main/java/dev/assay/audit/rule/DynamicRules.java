package dev.assay.audit.rule;

import static dev.assay.audit.Action.REJECT;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Action;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue.Check;
import dev.assay.audit.RuleCatalogue.Test;
import dev.assay.audit.Severity;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is seen only when a module runs; {@link DynamicChecks} looks for it after all others. */
public final class DynamicRules {
    public static final Rule D01 = rule(
            "D01",
            "Traps or takes memory when it is instantiated",
            "What runs before anybody called it can do harm before any request could be refused.",
            691,
            Severity.MEDIUM,
            "Do nothing in the start function but what the language needs.",
            REVIEW);

    public static final Rule D02 = rule(
            "D02",
            "Runs on without doing anything",
            "Code that uses all its fuel, asks nothing of its host and writes nothing only burns the processor.",
            835,
            Severity.MEDIUM,
            "Bound every loop by something that it changes.",
            REVIEW);

    public static final Rule D03 = rule(
            "D03",
            "Memory grows with every call",
            "What grows with each of the same requests ends at the limit of a host that asks often enough.",
            770,
            Severity.MEDIUM,
            "Free what a call took when it ends.",
            REVIEW);

    public static final Rule D04 = rule(
            "D04",
            "Asks for what it did not declare",
            "A plugin that tries what its manifest does not name hopes for a host that does not look.",
            284,
            Severity.HIGH,
            "Declare it in the manifest, or do not ask for it.",
            REJECT);

    public static final Rule D05 = rule(
            "D05",
            "Tries to get out of the sandbox",
            "Paths that climb and pointers outside of its own memory are how a guest reaches what it must not.",
            22,
            Severity.CRITICAL,
            "Ask for paths as they are granted, and pass pointers of your own memory.",
            REJECT);

    public static final Rule D06 = rule(
            "D06",
            "Two runs of one request differ",
            "What depends on chance cannot be run again from its receipt, and hides what it did the other time.",
            758,
            Severity.MEDIUM,
            "Let no answer depend on random bytes or on the order of a hash table.",
            REVIEW);

    public static final Rule D07 = rule(
            "D07",
            "Compiled and interpreted runs differ",
            "One of the two is wrong, by a fault of the engine that the module may have been written for.",
            436,
            Severity.HIGH,
            "Tell the engine's makers; until it is mended run the module interpreted.",
            REVIEW);

    public static final Rule D08 = rule(
            "D08",
            "Crashes on a request that nobody expected",
            "A trap on odd requests or answers lets whoever controls a file or a server stop the assessment.",
            787,
            Severity.MEDIUM,
            "Answer with an error; the finding shows the request.",
            REVIEW);

    public static final Rule D09 = rule(
            "D09",
            "Works like a miner",
            "Millions of operators for a few bytes, of which most mix bits, are the work of a hash that is made to be slow.",
            506,
            Severity.CRITICAL,
            "Leave the hashing of passwords and coins to those who ask for it.",
            REVIEW,
            REJECT);

    public static final Rule D10 = rule(
            "D10",
            "Tells a secret",
            "What stood where secrets stand came out in a response, a log or a request.",
            200,
            Severity.CRITICAL,
            "Say that a secret is there, never what it is.",
            REJECT);

    public static final Rule D11 = rule(
            "D11",
            "Behaves otherwise at another time or place",
            "A plugin that does something else by date, language or host name may wait until nobody looks.",
            511,
            Severity.HIGH,
            "Do the same at any time; let a request say what depends on it.",
            REVIEW);

    private DynamicRules() {}

    public static List<Check> all() {
        return Stream.of(D01, D02, D03, D04, D05, D06, D07, D08, D09, D10, D11)
                .map(rule -> new Check(rule, Test.ELSEWHERE))
                .toList();
    }

    private static Rule rule(
            String id, String title, String why, int cwe, Severity severity, String fix, Action... actions) {
        return new Rule(id, title, why, cwe, severity, Set.of(actions), fix, Rule.Needs.REHEARSAL);
    }
}
