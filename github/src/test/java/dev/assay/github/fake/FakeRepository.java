package dev.assay.github.fake;

import dev.assay.model.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one repository on the fake GitHub holds, and what people do to it there: the state of a test. Documents are in
 * GitHub's own form, less what nobody reads. Safe for concurrent use by its own lock.
 */
public final class FakeRepository {
    static final String ROBOT = "github-actions[bot]";
    static final long ROBOT_ID = 41_898_282;

    final String name;
    final Clock clock;
    final Map<Long, ObjectNode> pulls = new TreeMap<>();
    final Map<Long, ObjectNode> issues = new TreeMap<>();
    final Map<Long, List<ObjectNode>> reviews = new TreeMap<>();
    final Map<Long, List<String>> files = new TreeMap<>();
    final Map<Long, List<ObjectNode>> comments = new TreeMap<>();
    final Map<String, ObjectNode> labels = new LinkedHashMap<>();
    final List<ObjectNode> reactions = new ArrayList<>();
    final List<ObjectNode> checkRuns = new ArrayList<>();
    final List<ObjectNode> sarifs = new ArrayList<>();
    final Map<Long, ObjectNode> releases = new TreeMap<>();
    final Map<String, byte[]> assets = new TreeMap<>();
    final Map<Long, List<ObjectNode>> artifacts = new TreeMap<>();
    final Map<Long, byte[]> archives = new TreeMap<>();
    final Map<String, String> branches = new TreeMap<>();
    private long last = 100;

    FakeRepository(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    synchronized long next() {
        return ++last;
    }

    String now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** An account in GitHub's form. */
    public static ObjectNode account(String login, long id) {
        return Json.object().put("login", login).put("id", id).put("type", login.endsWith("[bot]") ? "Bot" : "User");
    }

    /**
     * Somebody opens a pull request from {@code branch} of {@code from} ({@code owner/name}: a fork, or this repository).
     * Answers its number.
     */
    public synchronized long open(
            ObjectNode author, String from, String branch, String head, String base, String title) {
        long number = next();
        ObjectNode pull = Json.object()
                .put("number", number)
                .put("html_url", "https://github.example/" + name + "/pull/" + number)
                .put("id", next())
                .put("state", "open")
                .put("title", title);
        pull.put("draft", false)
                .putNull("merged_at")
                .putNull("merge_commit_sha")
                .put("merged", false);
        pull.set("user", author);
        pull.putArray("labels");
        end(pull.putObject("head"), from, branch, head);
        end(pull.putObject("base"), name, "main", base);
        pulls.put(number, pull);
        return number;
    }

    private static void end(ObjectNode end, String repository, String branch, String sha) {
        end.put("ref", branch).put("sha", sha).put("label", owner(repository) + ":" + branch);
        ObjectNode repo =
                end.putObject("repo").put("full_name", repository).put("name", repository.replaceFirst(".*/", ""));
        repo.set("owner", account(owner(repository), 7));
        end.set("user", account(owner(repository), 7));
    }

    private static String owner(String repository) {
        return repository.replaceFirst("/.*", "");
    }

    /** Somebody pushes to the branch of a pull request. */
    public synchronized void push(long number, String head) {
        ((ObjectNode) pull(number).path("head")).put("sha", head);
    }

    public synchronized void merge(long number, String commit) {
        pull(number)
                .put("state", "closed")
                .put("merged", true)
                .put("merged_at", now())
                .put("merge_commit_sha", commit);
        branches.put("main", commit);
    }

    public synchronized void close(long number) {
        pull(number).put("state", "closed");
    }

    /** The paths that a pull request changes, or removes where a {@code -} stands before. */
    public synchronized void changes(long number, String... paths) {
        files.put(number, List.of(paths));
    }

    /** Somebody reviews; answers the review's id. */
    public synchronized long review(long number, ObjectNode reviewer, String state, String commit) {
        return addReview(number, reviewer, state, commit, "").path("id").asLong();
    }

    synchronized ObjectNode addReview(long number, ObjectNode reviewer, String state, String commit, String body) {
        ObjectNode review = Json.object().put("id", next()).put("state", state).put("commit_id", commit);
        review.put("submitted_at", now()).put("body", body).set("user", reviewer);
        reviews.computeIfAbsent(number, _ -> new ArrayList<>()).add(review);
        return review;
    }

    /** Somebody comments; answers the comment's id. */
    public synchronized long comment(long number, ObjectNode author, String body) {
        return addComment(number, author, body).path("id").asLong();
    }

    synchronized ObjectNode addComment(long number, ObjectNode author, String body) {
        ObjectNode comment = Json.object().put("id", next()).put("body", body);
        comment.put("created_at", now()).put("updated_at", now()).set("user", author);
        comments.computeIfAbsent(number, _ -> new ArrayList<>()).add(comment);
        return comment;
    }

    /** Somebody opens an issue with a label; answers its number. */
    public synchronized long issue(ObjectNode author, String title, String body, String label) {
        long number = next();
        ObjectNode issue = Json.object().put("number", number).put("id", next()).put("state", "open");
        issue.put("title", title).put("body", body).set("user", author);
        issue.putArray("labels").addObject().put("id", next()).put("name", label);
        issues.put(number, issue);
        return number;
    }

    /** A run of a workflow leaves an artifact; answers its id. */
    public synchronized long artifact(long run, String artifact, byte[] zip) {
        long id = next();
        artifacts
                .computeIfAbsent(run, _ -> new ArrayList<>())
                .add(Json.object()
                        .put("id", id)
                        .put("name", artifact)
                        .put("size_in_bytes", zip.length)
                        .put("expired", false));
        archives.put(id, zip.clone());
        return id;
    }

    /** GitHub throws away the content of an artifact. */
    public synchronized void expire(long artifact) {
        artifacts.values().stream()
                .flatMap(List::stream)
                .filter(one -> one.path("id").asLong() == artifact)
                .forEach(one -> one.put("expired", true));
        archives.remove(artifact);
    }

    public synchronized void branch(String branch, String commit) {
        branches.put(branch, commit);
    }

    public synchronized List<String> labels(long number) {
        List<String> names = new ArrayList<>();
        labelled(number).forEach(label -> names.add(label.path("name").asString()));
        return names;
    }

    public synchronized List<JsonNode> comments(long number) {
        return copies(comments.getOrDefault(number, List.of()));
    }

    public synchronized List<JsonNode> reviews(long number) {
        return copies(reviews.getOrDefault(number, List.of()));
    }

    public synchronized JsonNode pullRequest(long number) {
        return pull(number).deepCopy();
    }

    public synchronized List<JsonNode> reactions() {
        return copies(reactions);
    }

    public synchronized List<JsonNode> checkRuns() {
        return copies(checkRuns);
    }

    /** Another app than the repository's workflows says something beside a commit. */
    public synchronized void foreignCheck(String check, String commit, String externalId) {
        ObjectNode run = Json.object().put("id", next()).put("name", check).put("head_sha", commit);
        run.put("status", "completed").put("conclusion", "success").put("external_id", externalId);
        run.putObject("app").put("id", 1);
        checkRuns.add(run);
    }

    /** What code scanning was given, as it came: {@code sarif} is packed. */
    public synchronized List<JsonNode> sarifs() {
        return copies(sarifs);
    }

    public synchronized List<JsonNode> issues() {
        return copies(issues.values());
    }

    public synchronized List<JsonNode> releases() {
        return copies(releases.values());
    }

    /** The file of this name in the release with this tag. */
    public synchronized byte[] asset(String tag, String file) {
        byte[] bytes = assets.get(tag + "\n" + file);
        if (bytes == null) {
            throw new AssertionError("no asset " + file + " of " + tag + "; there are " + assets.keySet());
        }
        return bytes.clone();
    }

    ObjectNode pull(long number) {
        ObjectNode pull = pulls.get(number);
        if (pull == null) {
            throw new NotThere();
        }
        return pull;
    }

    /** The labels of a pull request or an issue. */
    ArrayNode labelled(long number) {
        ObjectNode issue = issues.get(number);
        return (issue == null ? pull(number) : issue).withArray("labels");
    }

    private static List<JsonNode> copies(Iterable<ObjectNode> nodes) {
        List<JsonNode> copies = new ArrayList<>();
        nodes.forEach(node -> copies.add(node.deepCopy()));
        return copies;
    }

    /** Becomes a 404. */
    static final class NotThere extends RuntimeException {}
}
