package dev.assay.github.lint;

import dev.assay.model.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** A workflow: what starts it, and its jobs. */
record Workflow(Source source, Set<String> events, List<Job> jobs) {
    /** They run the pull request's own file, on the pull request's own code. */
    private static final Set<String> FOREIGN =
            Set.of("pull_request", "pull_request_review", "pull_request_review_comment");

    /** They run the default branch's file, with its rights, because of something that anybody can do. */
    private static final Set<String> PRIVILEGED = Set.of(
            "workflow_run",
            "pull_request_target",
            "issue_comment",
            "issues",
            "discussion",
            "discussion_comment",
            "fork");

    static Workflow of(Source source) {
        List<Job> jobs = new ArrayList<>();
        source.yaml().mapping("jobs").ifPresent(all -> {
            for (String name : all.keys()) {
                all.mapping(name).ifPresent(job -> jobs.add(new Job(name, all.line(name), job, source.steps(job))));
            }
        });
        return new Workflow(source, events(source.yaml()), jobs);
    }

    private static Set<String> events(Document yaml) {
        Set<String> events = new TreeSet<>();
        yaml.json("on").ifPresent(on -> {
            if (on.isObject()) {
                on.propertyNames().forEach(events::add);
            } else if (on.isArray()) {
                on.forEach(event -> events.add(event.asString()));
            } else {
                events.add(on.asString());
            }
        });
        return events;
    }

    boolean runsOnPullRequests() {
        return events.contains("pull_request");
    }

    boolean isForeign() {
        return events.stream().anyMatch(FOREIGN::contains);
    }

    boolean isPrivileged() {
        return events.stream().anyMatch(PRIVILEGED::contains);
    }

    /** Whether one of its jobs holds what publishing takes. */
    boolean publishes() {
        return jobs.stream().anyMatch(job -> job.hasEnvironment() || job.usesSecrets());
    }

    boolean hasNoPermissions() {
        return source.yaml()
                .json("permissions")
                .filter(JsonNode::isObject)
                .filter(JsonNode::isEmpty)
                .isPresent();
    }
}
