package dev.assay.github.lint;

import java.util.regex.Pattern;

/** What each step must hold to, in a job or in an action. */
final class StepRules {
    private static final Pattern PINNED = Pattern.compile("[\\w.-]+/[\\w./-]+@[0-9a-f]{40}");
    private static final Pattern VERSION = Pattern.compile(".*\\s# v\\d+(\\.\\d+)*\\s*");
    private static final Pattern IMAGE = Pattern.compile("(docker://)?[^@\\s]+@sha256:[0-9a-f]{64}");

    private StepRules() {}

    static void check(Step step, Violations violations) {
        step.uses().ifPresent(uses -> {
            int line = step.yaml().line("uses");
            if (!isPinned(uses, step.source().line(line))) {
                violations.add(Rule.UNPINNED, step.source(), line, uses);
            }
        });
        step.run().filter(StepRules::hasExpression).ifPresent(run -> {
            violations.add(Rule.EXPRESSION_IN_SCRIPT, step.source(), step.yaml().line("run"), "run");
        });
        step.with("script").filter(StepRules::hasExpression).ifPresent(script -> {
            violations.add(Rule.EXPRESSION_IN_SCRIPT, step.source(), step.yaml().line("with"), "script");
        });
        if (step.usesAction("actions/checkout")
                && step.with("persist-credentials").filter("false"::equals).isEmpty()) {
            violations.add(Rule.STORED_CREDENTIALS, step.source(), step.yaml().line("uses"), "actions/checkout");
        }
    }

    /** A place of this repository is at the commit of the workflow itself. */
    static boolean isPinned(String uses, String line) {
        return uses.startsWith("./")
                || IMAGE.matcher(uses).matches()
                || (PINNED.matcher(uses).matches() && VERSION.matcher(line).matches());
    }

    static boolean isPinnedImage(String image) {
        return IMAGE.matcher(image).matches();
    }

    private static boolean hasExpression(String script) {
        return script.contains("${{");
    }
}
