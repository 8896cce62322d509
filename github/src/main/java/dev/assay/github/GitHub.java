package dev.assay.github;

import static dev.assay.github.Call.escape;
import static dev.assay.github.Call.get;
import static dev.assay.github.Call.send;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One repository through GitHub's API: the operations that a registry needs and no more. What GitHub will not do is a
 * {@link GitHubException} that names the permission it takes. A call is tried again where GitHub is busy or away; one that
 * would make a second comment, issue or release is not, unless GitHub said that it did nothing. Safe for concurrent use.
 */
public final class GitHub {
    private static final String CONTENTS = "contents: read";
    private static final String CONTENTS_WRITE = "contents: write";
    private static final String PULLS = "pull-requests: read";
    private static final String PULLS_WRITE = "pull-requests: write";
    private static final String ISSUES = "issues: read";
    private static final String ISSUES_WRITE = "issues: write";

    private final Api api;
    private final RepositoryName repository;
    private final String root;

    GitHub(Api api, RepositoryName repository) {
        this.api = api;
        this.repository = repository;
        this.root = "/repos/" + repository;
    }

    /** The repository of this job, with the job's own token. */
    public static GitHub of(Job job) {
        return of(job, Clock.systemUTC(), Pause::sleep);
    }

    static GitHub of(Job job, Clock clock, Pause pause) {
        String url =
                job.optional("GITHUB_API_URL").orElse("https://api.github.com").replaceFirst("/+$", "");
        try {
            return new GitHub(new Api(new URI(url), job.variable("GITHUB_TOKEN"), clock, pause), job.repository());
        } catch (java.net.URISyntaxException e) {
            throw new GitHubException("GITHUB_API_URL is no address: " + Inert.quote(url), e);
        }
    }

    public RepositoryName repository() {
        return repository;
    }

    // Pull requests

    public PullRequest pullRequest(long number) {
        return one(get("read " + pull(number), PULLS, root + "/pulls/" + number), PullRequest::read);
    }

    /** The pull requests that this commit came through or belongs to. */
    public List<PullRequest> pullRequestsOf(CommitId commit) {
        return many(
                get("list the pull requests of commit " + commit, PULLS, root + "/commits/" + commit + "/pulls"),
                "",
                PullRequest::read);
    }

    /** The open pull requests from this branch of this account, which may be a fork's: GitHub lists those nowhere else. */
    public List<PullRequest> openPullRequests(String headOwner, String headBranch) {
        String head = escape(headOwner + ":" + headBranch);
        return many(
                get("list open pull requests of " + repository, PULLS, root + "/pulls?state=open&head=" + head),
                "",
                PullRequest::read);
    }

    /** All reviews, oldest first. */
    public List<Review> reviews(long number) {
        return many(
                get("list the reviews of " + pull(number), PULLS, root + "/pulls/" + number + "/reviews"),
                "",
                Review::read);
    }

    /** The paths that it adds or changes; not those that it removes. */
    public List<String> files(long number) {
        return many(
                        get("list the files of " + pull(number), PULLS, root + "/pulls/" + number + "/files"),
                        "",
                        file -> file.text("status").equals("removed")
                                ? Optional.<String>empty()
                                : Optional.of(file.text("filename")))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Gives a review of our own, about exactly this commit. */
    public Review review(long number, CommitId commit, Review.Act act, String body) {
        ObjectNode review = Json.object()
                .put("commit_id", commit.hex())
                .put("event", act.name())
                .put("body", body);
        return one(
                send("POST", "review " + pull(number), PULLS_WRITE, root + "/pulls/" + number + "/reviews", review),
                Review::read);
    }

    /** Takes a review back. */
    public void dismiss(long number, long review, String why) {
        api.call(send(
                "PUT",
                "dismiss a review of " + pull(number),
                PULLS_WRITE,
                root + "/pulls/" + number + "/reviews/" + review + "/dismissals",
                Json.object().put("message", why)));
    }

    /** Asks these people; false where GitHub will not (the author, or one who may not see the repository, is among them). */
    public boolean requestReviewers(long number, Collection<Account> reviewers) {
        ObjectNode request = Json.object();
        request.set(
                "reviewers", Json.texts(reviewers.stream().map(Account::login).toList()));
        String path = root + "/pulls/" + number + "/requested_reviewers";
        return api.unless(
                        Set.of(422),
                        send("POST", "ask for reviews of " + pull(number), PULLS_WRITE, path, request)
                                .repeated())
                .isPresent();
    }

    /** Merges it if its head is still this commit; false where it is not, or where the branch's rules do not allow it. */
    public boolean merge(long number, CommitId head) {
        ObjectNode request = Json.object().put("sha", head.hex());
        Call call = send("PUT", "merge " + pull(number), CONTENTS_WRITE, root + "/pulls/" + number + "/merge", request);
        return api.unless(Set.of(405, 409), call).isPresent();
    }

    // Labels

    /** Makes a label, or leaves the one that is there. */
    public void ensureLabel(String name, String colour, String description) {
        ObjectNode label = Json.object().put("name", name).put("color", colour).put("description", description);
        api.unless(
                Set.of(422),
                send("POST", "make the label '" + name + "'", ISSUES_WRITE, root + "/labels", label)
                        .repeated());
    }

    /** The labels it has after these were added. */
    public Set<String> addLabels(long number, Collection<String> labels) {
        ObjectNode request = Json.object();
        request.set("labels", Json.texts(labels));
        Call call =
                send("POST", "label " + pull(number), ISSUES_WRITE, root + "/issues/" + number + "/labels", request);
        Set<String> now = new TreeSet<>();
        api.call(call.repeated()).forEach(label -> now.add(label.path("name").asString("")));
        return now;
    }

    /** Takes a label away, if it is there. */
    public void removeLabel(long number, String label) {
        String path = root + "/issues/" + number + "/labels/" + escape(label);
        api.find(new Call("unlabel " + pull(number), ISSUES_WRITE, "DELETE", path, null, true));
    }

    // Comments

    /** All comments, oldest first. */
    public List<Comment> comments(long number) {
        return many(
                get("list the comments of #" + number, ISSUES, root + "/issues/" + number + "/comments"),
                "",
                Comment::read);
    }

    public Comment comment(long number, String body) {
        ObjectNode comment = Json.object().put("body", body);
        return one(
                send("POST", "comment on #" + number, ISSUES_WRITE, root + "/issues/" + number + "/comments", comment),
                Comment::read);
    }

    public void updateComment(long comment, String body) {
        String path = root + "/issues/comments/" + comment;
        api.call(send(
                "PATCH",
                "update comment " + comment,
                ISSUES_WRITE,
                path,
                Json.object().put("body", body)));
    }

    /** Reacts to a comment: {@code +1}, {@code -1}, {@code confused}, {@code eyes}, {@code rocket}. Twice is as once. */
    public void react(long comment, String content) {
        String path = root + "/issues/comments/" + comment + "/reactions";
        api.call(send(
                        "POST",
                        "react to comment " + comment,
                        ISSUES_WRITE,
                        path,
                        Json.object().put("content", content))
                .repeated());
    }

    // Issues

    /** The open issues with this label, without pull requests. */
    public List<Issue> openIssues(String label) {
        String path = root + "/issues?state=open&labels=" + escape(label);
        List<Issue> issues = new ArrayList<>();
        for (JsonNode issue : api.all(get("list the issues of " + repository, ISSUES, path), "")) {
            if (!issue.has("pull_request")) {
                issues.add(parsed("list the issues", issue, Issue::read));
            }
        }
        return List.copyOf(issues);
    }

    public Issue createIssue(String title, String body, Collection<String> labels) {
        ObjectNode issue = Json.object().put("title", title).put("body", body);
        issue.set("labels", Json.texts(labels));
        return one(send("POST", "open an issue in " + repository, ISSUES_WRITE, root + "/issues", issue), Issue::read);
    }

    public void updateIssue(long number, String title, String body) {
        ObjectNode issue = Json.object().put("title", title).put("body", body);
        api.call(send("PATCH", "update #" + number, ISSUES_WRITE, root + "/issues/" + number, issue));
    }

    public void closeIssue(long number) {
        ObjectNode issue = Json.object().put("state", "closed").put("state_reason", "completed");
        api.call(send("PATCH", "close #" + number, ISSUES_WRITE, root + "/issues/" + number, issue));
    }

    // Commits, checks and code scanning

    public String defaultBranch() {
        return one(get("read " + repository, "metadata: read", root), fields -> fields.text("default_branch"));
    }

    /** The commit that this branch is at. */
    public CommitId head(String branch) {
        return one(
                get("read the branch '" + branch + "'", CONTENTS, root + "/commits/" + escape("heads/" + branch)),
                fields -> fields.value("sha", CommitId::parse));
    }

    /** Says something beside a commit. Of several with one name the newest counts, so saying it twice does no harm. */
    public void checkRun(CheckRun run) {
        api.call(send(
                        "POST",
                        "make the check run '" + run.name() + "'",
                        "checks: write",
                        root + "/check-runs",
                        run.toJson())
                .repeated());
    }

    /** The check runs of this name beside this commit that a workflow of this repository made, newest first. */
    public List<SaidCheck> checkRuns(CommitId commit, String name) {
        String path = root + "/commits/" + commit + "/check-runs?filter=all&check_name=" + escape(name);
        return many(get("read the check runs of " + commit, "checks: read", path), "check_runs", SaidCheck::read)
                .stream()
                .filter(check -> check.app() == SaidCheck.ACTIONS)
                .sorted(Comparator.comparingLong(SaidCheck::id).reversed())
                .toList();
    }

    /**
     * Hands findings to code scanning, about this commit on this ref ({@code refs/pull/5/head}). False where the
     * repository has no code scanning.
     */
    public boolean uploadSarif(CommitId commit, String ref, byte[] sarif) {
        ObjectNode upload = Json.object()
                .put("commit_sha", commit.hex())
                .put("ref", ref)
                .put("sarif", Gzip.base64(sarif))
                .put("tool_name", "assay");
        Call call = send("POST", "upload findings", "security-events: write", root + "/code-scanning/sarifs", upload)
                .repeated();
        return api.find(call).isPresent();
    }

    // Artifacts of runs

    public List<RunArtifact> artifacts(long run) {
        String path = root + "/actions/runs/" + run + "/artifacts";
        return many(get("list the artifacts of run " + run, "actions: read", path), "artifacts", RunArtifact::read);
    }

    /** Saves an artifact's archive, which must not have more bytes than {@code most}. */
    public void download(RunArtifact artifact, Path to, long most) {
        String what = "download the artifact " + Inert.quote(artifact.name());
        if (artifact.expired() || artifact.bytes() > most) {
            throw new GitHubException("cannot " + what + ": "
                    + (artifact.expired()
                            ? "it has expired. Run the workflow again"
                            : "it has " + artifact.bytes() + " bytes, more than the " + most + " accepted"));
        }
        api.download(get(what, "actions: read", root + "/actions/artifacts/" + artifact.id() + "/zip"), to, most);
    }

    // Releases

    /** The published release with this tag. */
    public Optional<Download> releaseOf(String tag) {
        return api.find(get("read the release " + tag, CONTENTS, root + "/releases/tags/" + escape(tag)))
                .map(json -> parsed("read the release " + tag, json, Download::read));
    }

    /** The drafts and published releases, newest first; only a token that may write sees drafts. */
    public List<Download> releases() {
        return many(get("list the releases of " + repository, CONTENTS_WRITE, root + "/releases"), "", Download::read);
    }

    public Download createDraft(String tag, CommitId commit, String name, String body) {
        ObjectNode release = Json.object()
                .put("tag_name", tag)
                .put("target_commitish", commit.hex())
                .put("name", name)
                .put("body", body)
                .put("draft", true);
        return one(
                send("POST", "draft the release " + tag, CONTENTS_WRITE, root + "/releases", release), Download::read);
    }

    /** Adds a file to a draft. */
    public void uploadAsset(Download draft, String name, String mediaType, Path file) {
        Call call = new Call("upload " + Inert.quote(name), CONTENTS_WRITE, "POST", "", null, false);
        api.upload(call, URI.create(draft.uploads() + "?name=" + escape(name)), file, mediaType);
    }

    public void publish(Download draft) {
        ObjectNode release = Json.object().put("draft", false);
        api.call(send(
                "PATCH",
                "publish the release " + draft.tag(),
                CONTENTS_WRITE,
                root + "/releases/" + draft.id(),
                release));
    }

    /** Takes away a draft that was not finished. */
    public void deleteDraft(Download draft) {
        String path = root + "/releases/" + draft.id();
        api.find(new Call("delete the draft " + draft.tag(), CONTENTS_WRITE, "DELETE", path, null, true));
    }

    private String pull(long number) {
        return "pull request #" + number + " of " + repository;
    }

    private <T> T one(Call call, Function<Fields, T> reader) {
        return parsed(call.what(), api.call(call), reader);
    }

    private <T> List<T> many(Call call, String field, Function<Fields, T> reader) {
        return api.all(call, field).stream()
                .map(json -> parsed(call.what(), json, reader))
                .toList();
    }

    private static <T> T parsed(String what, JsonNode json, Function<Fields, T> reader) {
        try {
            return reader.apply(Fields.of(json, "$"));
        } catch (InvalidValueException e) {
            throw new GitHubException("cannot " + what + ": GitHub's answer is not as described: " + e.getMessage(), e);
        }
    }
}
