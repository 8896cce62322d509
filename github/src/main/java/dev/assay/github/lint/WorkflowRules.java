package dev.assay.github.lint;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a workflow as a whole must hold to. */
final class WorkflowRules {
    private static final String GATE = "done";

    private WorkflowRules() {}

    static void check(Workflow workflow, Violations violations) {
        Source source = workflow.source();
        if (!workflow.hasNoPermissions()) {
            violations.add(Rule.TOP_LEVEL_PERMISSIONS, source, source.yaml().line("permissions"), "permissions");
        }
        if (workflow.runsOnPullRequests()
                && !(hasGate(workflow) && workflow.events().contains("merge_group"))) {
            violations.add(Rule.NO_GATE_JOB, source, source.yaml().line("jobs"), GATE);
        }
    }

    private static boolean hasGate(Workflow workflow) {
        return workflow.jobs().stream()
                .filter(job -> job.name().equals(GATE))
                .filter(job -> job.yaml()
                        .optional("if")
                        .filter(WorkflowRules::isAlways)
                        .isPresent())
                .anyMatch(job -> needsAllOthers(job, workflow.jobs()));
    }

    private static boolean isAlways(String condition) {
        return condition.equals("always()") || condition.equals("${{ always() }}");
    }

    private static boolean needsAllOthers(Job gate, List<Job> jobs) {
        Set<String> needed = new HashSet<>(gate.yaml().texts("needs"));
        return jobs.stream().map(Job::name).filter(name -> !name.equals(GATE)).allMatch(needed::contains);
    }
}
