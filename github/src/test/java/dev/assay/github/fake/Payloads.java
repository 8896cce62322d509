package dev.assay.github.fake;

import static dev.assay.github.fake.FakeRepository.account;

import dev.assay.model.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a runner finds in {@code GITHUB_EVENT_PATH} after something happened in the fake repository. */
public final class Payloads {
    private final FakeRepository repository;

    public Payloads(FakeRepository repository) {
        this.repository = repository;
    }

    public JsonNode pullRequest(long number, String action) {
        ObjectNode event = event(action).put("number", number);
        event.set("pull_request", repository.pullRequest(number));
        return event;
    }

    /** The newest review of a pull request. */
    public JsonNode review(long number, String action) {
        ObjectNode event = event(action);
        event.set("pull_request", repository.pullRequest(number));
        var reviews = repository.reviews(number);
        if (!reviews.isEmpty()) {
            event.set("review", reviews.getLast());
        }
        return event;
    }

    /** The build of a pull request's head ended. As on GitHub, a fork's pull request is not named in it. */
    public JsonNode workflowRun(long number, long run, String conclusion) {
        return workflowRun(number, run, "build", "pull_request", conclusion);
    }

    /** A workflow, {@code build} of {@code build.yml}, that an event of a pull request had started has ended. */
    public JsonNode workflowRun(long number, long run, String workflow, String startedBy, String conclusion) {
        JsonNode head = repository.pullRequest(number).path("head");
        ObjectNode payload = event("completed");
        ObjectNode ran = payload.putObject("workflow_run").put("id", run).put("event", startedBy);
        ran.put("name", workflow)
                .put("path", ".github/workflows/" + workflow + ".yml")
                .put("conclusion", conclusion)
                .put("head_sha", head.path("sha").asString());
        ran.put("head_branch", head.path("ref").asString()).set("head_repository", head.path("repo"));
        ran.putArray("pull_requests");
        return payload;
    }

    public JsonNode comment(long number, long comment) {
        ObjectNode event = event("created");
        ObjectNode issue = event.putObject("issue").put("number", number);
        if (repository.pulls.containsKey(number)) {
            issue.putObject("pull_request");
        }
        repository.comments(number).stream()
                .filter(one -> one.path("id").asLong() == comment)
                .forEach(one -> event.set("comment", one));
        return event;
    }

    public static JsonNode push(String branch, String before, String after) {
        ObjectNode event = event("")
                .put("ref", "refs/heads/" + branch)
                .put("before", before)
                .put("after", after);
        event.remove("action");
        return event;
    }

    public static JsonNode mergeGroup(String base, String head) {
        ObjectNode event = event("checks_requested");
        event.putObject("merge_group").put("base_sha", base).put("head_sha", head);
        return event;
    }

    public static JsonNode schedule() {
        return event("").put("schedule", "0 4 * * *");
    }

    private static ObjectNode event(String action) {
        ObjectNode event = Json.object().put("action", action);
        event.putObject("repository").put("default_branch", "main");
        event.set("sender", account(FakeRepository.ROBOT, FakeRepository.ROBOT_ID));
        return event;
    }
}
