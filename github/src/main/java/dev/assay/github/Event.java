package dev.assay.github;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What brought a workflow about, as the runner hands it over. Only the fields that are used are read, each checked; all
 * of them may have been chosen by somebody hostile (a fork's branch, a title, a comment).
 */
public sealed interface Event {
    /** GitHub sends no payload above 25 MB. */
    int MOST_BYTES = 25 << 20;

    /**
     * Commits came to a branch.
     *
     * @param ref such as {@code refs/heads/main}
     * @param before what the branch was at; {@link CommitId#isNone} for a new one
     */
    record Push(String ref, CommitId before, CommitId after, String defaultBranch) implements Event {
        public boolean isOnDefaultBranch() {
            return ref.equals("refs/heads/" + defaultBranch);
        }
    }

    /** Something happened to a pull request. */
    record PullRequested(String action, long number, CommitId base, CommitId head) implements Event {}

    /** Pull requests are to be merged together. */
    record MergeGroup(CommitId base, CommitId head) implements Event {}

    /**
     * Another workflow ended.
     *
     * @param id the run's
     * @param event what had brought that run about, such as {@code pull_request}
     * @param path the workflow's file
     * @param head the commit it ran for
     * @param headOwner who owns the repository of the head; empty where that is gone
     */
    record WorkflowRan(
            long id, String event, String path, String conclusion, CommitId head, String headBranch, String headOwner)
            implements Event {
        public boolean succeeded() {
            return conclusion.equals("success");
        }
    }

    /** A review of a pull request was given, changed or dismissed. */
    record Reviewed(String action, long number, CommitId head) implements Event {}

    /** Somebody commented on a pull request ({@code onPullRequest}) or an issue. */
    record Commented(String action, long number, boolean onPullRequest, long comment, Account author, String body)
            implements Event {}

    /** It is time, or somebody asked for it by hand. */
    record Due() implements Event {}

    /** Reads the payload of an event; {@link GitHubException} where it is not one that Assay's workflows run on. */
    static Event read(String name, Path payload) {
        try (InputStream in = Files.newInputStream(payload)) {
            return of(name, Fields.of(Json.read(in.readNBytes(MOST_BYTES + 1), MOST_BYTES), "$"));
        } catch (IOException e) {
            throw new GitHubException(
                    "cannot read the event " + Inert.quote(payload.toString())
                            + ", which GITHUB_EVENT_PATH names. A workflow's runner writes it",
                    e);
        } catch (InvalidValueException e) {
            throw new GitHubException(
                    "the event " + Inert.quote(name) + " in " + Inert.quote(payload.toString())
                            + " is not as expected: " + e.getMessage(),
                    e);
        }
    }

    private static Event of(String name, Fields event) {
        return switch (name) {
            case "push" ->
                new Push(
                        event.text("ref"),
                        event.value("before", CommitId::parse),
                        event.value("after", CommitId::parse),
                        event.object("repository").text("default_branch"));
            case "pull_request" -> {
                Fields pull = event.object("pull_request");
                yield new PullRequested(
                        event.text("action"),
                        number(event, "number"),
                        sha(pull.object("base")),
                        sha(pull.object("head")));
            }
            case "merge_group" -> {
                Fields group = event.object("merge_group");
                yield new MergeGroup(
                        group.value("base_sha", CommitId::parse), group.value("head_sha", CommitId::parse));
            }
            case "workflow_run" -> workflowRan(event.object("workflow_run"));
            case "pull_request_review" -> {
                Fields pull = event.object("pull_request");
                yield new Reviewed(event.text("action"), number(pull, "number"), sha(pull.object("head")));
            }
            case "issue_comment" -> commented(event);
            case "schedule", "workflow_dispatch" -> new Due();
            default ->
                throw new GitHubException("the event " + Inert.quote(name)
                        + " is not one that Assay's workflows run on: push, pull_request, merge_group, workflow_run,"
                        + " pull_request_review, issue_comment, schedule, workflow_dispatch");
        };
    }

    private static Event workflowRan(Fields run) {
        return new WorkflowRan(
                number(run, "id"),
                run.text("event"),
                run.text("path"),
                run.optionalText("conclusion").orElse(""),
                sha(run, "head_sha"),
                run.optionalText("head_branch").orElse(""),
                run.optionalObject("head_repository")
                        .flatMap(repository -> repository.optionalObject("owner"))
                        .map(owner -> owner.text("login"))
                        .orElse(""));
    }

    private static Event commented(Fields event) {
        Fields issue = event.object("issue");
        Fields comment = event.object("comment");
        Optional<Fields> author = comment.optionalObject("user");
        return new Commented(
                event.text("action"),
                number(issue, "number"),
                issue.has("pull_request"),
                number(comment, "id"),
                Account.read(author),
                comment.optionalText("body").orElse(""));
    }

    private static CommitId sha(Fields end) {
        return sha(end, "sha");
    }

    private static CommitId sha(Fields fields, String name) {
        return fields.value(name, CommitId::parse);
    }

    private static long number(Fields fields, String name) {
        return fields.integer(name, 1, Json.LARGEST_INTEGER);
    }
}
