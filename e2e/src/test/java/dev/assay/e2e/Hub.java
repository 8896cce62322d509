package dev.assay.e2e;

import dev.assay.github.fake.FakeGitHub;
import dev.assay.github.fake.FakeRepository;
import dev.assay.github.fake.Payloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * GitHub for one registry repository: the API that the fake plays, what people do there, and the workflows that run on it.
 * Each job's token carries the job's permissions, and the fake enforces them.
 */
final class Hub implements AutoCloseable {
    private static final String MAIN = RegistryRepository.MAIN;

    private final RegistryRepository repository;
    private final WorkflowRunner runner;
    private final FakeGitHub fake = FakeGitHub.of(RegistryRepository.NAME);
    private final Payloads payloads = new Payloads(fake.repository());

    Hub(Path folder, RegistryRepository repository, Machine machine) {
        this.repository = repository;
        this.runner = new WorkflowRunner(folder, repository, machine);
        fake.repository().branch("registry", repository.head("registry"));
    }

    FakeGitHub fake() {
        return fake;
    }

    FakeRepository state() {
        return fake.repository();
    }

    /** Somebody opens a pull request from a branch of the repository; its number. */
    long open(ObjectNode author, String branch, String title) {
        String head = repository.commit("refs/heads/" + branch, title);
        return opened(state().open(author, RegistryRepository.NAME, branch, head, repository.head(MAIN), title), head);
    }

    /** Somebody opens a pull request from a fork, whose commits GitHub has without a branch of the repository. */
    long openFromFork(ObjectNode author, String fork, String branch, String title) {
        String head = repository.commit("refs/forks/topic", "A change");
        return opened(state().open(author, fork, branch, head, repository.head(MAIN), title), head);
    }

    private long opened(long pull, String head) {
        state().changes(pull, repository.changed(MAIN, head));
        return pull;
    }

    /** Somebody merges it, by GitHub's button: {@code publish.yml}. */
    WorkflowRun merge(long pull) throws IOException {
        String before = repository.head(MAIN);
        String merged = repository.merge(head(pull));
        state().merge(pull, merged);
        return onMain("publish", "push", Payloads.push(MAIN, before, merged));
    }

    String head(long pull) {
        return state().pullRequest(pull).at("/head/sha").asString();
    }

    /** The check runs beside the head of a pull request, oldest first, {@code assay/gate: success}. */
    List<String> checks(long pull) {
        return state().checkRuns().stream()
                .filter(run -> run.path("head_sha").asString().equals(head(pull)))
                .map(run -> run.path("name").asString() + ": "
                        + run.path("conclusion").asString())
                .toList();
    }

    /** Its reviews, oldest first, {@code kim APPROVED}. */
    List<String> reviews(long pull) {
        return state().reviews(pull).stream()
                .map(review -> review.at("/user/login").asString() + " "
                        + review.path("state").asString())
                .toList();
    }

    /** A pull request is opened or pushed to: {@code build.yml} as the pull request itself has it. */
    WorkflowRun build(long pull) throws IOException {
        return run("build", "pull_request", "refs/pull/" + pull + "/merge", payloads.pullRequest(pull, "opened"));
    }

    /** Such a build ended: {@code gate.yml} of the default branch. */
    WorkflowRun gate(long pull, WorkflowRun build) throws IOException {
        return gate(pull, build.id(), build.conclusion());
    }

    WorkflowRun gate(long pull, long run, String conclusion) throws IOException {
        return onMain("gate", "workflow_run", payloads.workflowRun(pull, run, conclusion));
    }

    /** Somebody reviewed: {@code reviewed.yml} of the pull request, and by its end {@code review.yml}. */
    WorkflowRun reviewed(long pull) throws IOException {
        WorkflowRun woken = run(
                "reviewed", "pull_request_review", "refs/pull/" + pull + "/merge", payloads.review(pull, "submitted"));
        return onMain(
                "review",
                "workflow_run",
                payloads.workflowRun(pull, woken.id(), "reviewed", "pull_request_review", woken.conclusion()));
    }

    /** Somebody wrote a comment. */
    WorkflowRun commented(long pull, long comment) throws IOException {
        return onMain("review", "issue_comment", payloads.comment(pull, comment));
    }

    /** It is time. */
    WorkflowRun refresh() throws IOException {
        return onMain("refresh", "schedule", ((ObjectNode) Payloads.schedule()).put("schedule", "23 4 * * *"));
    }

    private WorkflowRun onMain(String workflow, String event, JsonNode payload) throws IOException {
        return run(workflow, event, "refs/heads/" + MAIN, payload);
    }

    private WorkflowRun run(String workflow, String event, String ref, JsonNode payload) throws IOException {
        return runner.run(fake.url(), workflow, event, ref, payload);
    }

    @Override
    public void close() {
        fake.close();
    }
}
