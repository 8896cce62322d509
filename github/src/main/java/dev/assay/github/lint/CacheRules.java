package dev.assay.github.lint;

import java.util.Map;
import java.util.Optional;

/** Who may fill a cache, and who may believe one. */
final class CacheRules {
    private static final String ONLY_PUSH = "github.event_name == 'push'";

    private CacheRules() {}

    static void check(Workflow workflow, Map<String, LocalAction> actions, Violations violations) {
        for (Job job : workflow.jobs()) {
            for (Step step : job.steps()) {
                if (workflow.isForeign() && mayWrite(step)) {
                    violations.add(
                            Rule.CACHE_WRITTEN_BY_PULL_REQUEST,
                            step.source(),
                            step.yaml().line("uses"),
                            job.name());
                }
                boolean takes = step.uses().filter(CacheRules::isCache).isPresent()
                        || action(step, actions)
                                .filter(action -> action.takesFromCache(step))
                                .isPresent();
                if (takes && workflow.publishes()) {
                    violations.add(
                            Rule.CACHE_IN_PUBLISH, step.source(), step.yaml().line("uses"), job.name());
                }
            }
        }
    }

    /** An action does not know who uses it, so it writes no cache at all. */
    static void check(LocalAction action, Violations violations) {
        for (Step step : action.steps()) {
            if (mayWrite(step)) {
                violations.add(
                        Rule.CACHE_WRITTEN_BY_PULL_REQUEST,
                        step.source(),
                        step.yaml().line("uses"),
                        "action");
            }
        }
    }

    static boolean isCache(String uses) {
        return uses.startsWith("actions/cache@") || uses.startsWith("actions/cache/");
    }

    /** {@code actions/cache} itself writes when the job ends, whatever its step's condition was worth by then. */
    private static boolean mayWrite(Step step) {
        return step.usesAction("actions/cache")
                || (step.usesAction("actions/cache/save") && !step.condition().equals(ONLY_PUSH));
    }

    private static Optional<LocalAction> action(Step step, Map<String, LocalAction> actions) {
        return step.uses().map(actions::get);
    }
}
