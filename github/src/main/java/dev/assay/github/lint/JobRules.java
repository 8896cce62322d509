package dev.assay.github.lint;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What each job must hold to. */
final class JobRules {
    /** With these a job changes code, packages, deployments or who the repository says it is. */
    private static final Set<String> GUARDED = Set.of(
            "actions",
            "artifact-metadata",
            "attestations",
            "contents",
            "deployments",
            "id-token",
            "packages",
            "pages",
            "repository-projects");

    private JobRules() {}

    static void check(Workflow workflow, Job job, Violations violations) {
        Source source = workflow.source();
        if (job.permissions().filter(JsonNode::isObject).isEmpty()) {
            violations.add(Rule.JOB_PERMISSIONS, source, job.line(), job.name());
        }
        List<String> writes = job.writes();
        if (!job.hasEnvironment()) {
            writes.stream()
                    .filter(GUARDED::contains)
                    .forEach(scope -> violations.add(
                            Rule.WIDE_PERMISSIONS, source, job.yaml().line("permissions"), job.name() + ": " + scope));
        }
        if (!writes.isEmpty() && (workflow.isForeign() || job.runsPluginCode())) {
            violations.add(
                    Rule.WRITE_BESIDE_FOREIGN_CODE,
                    source,
                    job.yaml().line("permissions"),
                    job.name() + ": " + String.join(", ", writes));
        }
        if (!job.yaml().has("timeout-minutes") && !job.callsWorkflow()) {
            violations.add(Rule.NO_TIMEOUT, source, job.line(), job.name());
        }
        secrets(workflow, job, violations);
        pins(source, job, violations);
        job.steps().stream()
                .filter(step -> workflow.isPrivileged() && checksOutForeignCode(step))
                .forEach(step -> violations.add(
                        Rule.FOREIGN_CHECKOUT, source, step.yaml().line("uses"), job.name()));
    }

    private static void secrets(Workflow workflow, Job job, Violations violations) {
        boolean everywhere = workflow.source()
                .yaml()
                .json("env")
                .filter(env -> env.toString().contains("secrets."))
                .isPresent();
        boolean secret = everywhere || job.usesSecrets();
        boolean reachable = secret || job.hasEnvironment() || job.handsTokenToPluginCode();
        if (job.runsPluginCode() && reachable) {
            violations.add(Rule.SECRET_BESIDE_PLUGIN_CODE, workflow.source(), job.line(), job.name());
        }
        if (secret && !job.hasEnvironment()) {
            violations.add(Rule.SECRET_WITHOUT_ENVIRONMENT, workflow.source(), job.line(), job.name());
        }
    }

    private static void pins(Source source, Job job, Violations violations) {
        job.yaml().optional("uses").ifPresent(uses -> {
            int line = job.yaml().line("uses");
            if (!StepRules.isPinned(uses, source.line(line))) {
                violations.add(Rule.UNPINNED, source, line, uses);
            }
        });
        job.yaml().json("container").ifPresent(container -> {
            String image = container.isObject() ? container.path("image").asString("") : container.asString();
            if (!StepRules.isPinnedImage(image)) {
                violations.add(Rule.UNPINNED, source, job.yaml().line("container"), image);
            }
        });
    }

    /** Whatever is no literal may come from the event. */
    private static boolean checksOutForeignCode(Step step) {
        return step.usesAction("actions/checkout")
                && (step.with("ref").filter(ref -> ref.contains("${{")).isPresent()
                        || step.with("repository")
                                .filter(name -> name.contains("${{"))
                                .isPresent());
    }
}
