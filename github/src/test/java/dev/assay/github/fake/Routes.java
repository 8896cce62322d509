package dev.assay.github.fake;

import static dev.assay.github.fake.FakeRepository.account;

import dev.assay.github.SaidCheck;
import dev.assay.model.Json;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What each operation takes for a permission and does to the repository. */
final class Routes {
    private static final String REPO = "/repos/{owner}/{repo}";

    private final FakeRepository repository;
    private final String base;
    private final String storage;
    private final Map<String, Route> routes = new TreeMap<>();

    /** A request that is as described. */
    record Asked(Map<String, String> path, Map<String, String> query, JsonNode body, Supplier<byte[]> file) {
        long number(String parameter) {
            return Long.parseLong(path.getOrDefault(parameter, "0"));
        }

        String text(String field) {
            return body.path(field).asString("");
        }
    }

    /** @param body null for an answer without one; of an array, the asked page is answered */
    record Answer(int status, @Nullable JsonNode body, Map<String, String> headers) {
        static Answer ok(JsonNode body) {
            return new Answer(200, body, Map.of());
        }

        static Answer created(JsonNode body) {
            return new Answer(201, body, Map.of());
        }

        static Answer invalid(String message) {
            return new Answer(
                    422,
                    Json.object().put("message", message).put("documentation_url", "https://github.example/"),
                    Map.of());
        }
    }

    /** @param permission as {@link Permissions#allow} takes it; GitHub's documentation of the operation names it */
    record Route(String permission, Function<Asked, Answer> handler) {}

    Routes(FakeRepository repository, String base, String storage) {
        this.repository = repository;
        this.base = base;
        this.storage = storage;
        pulls();
        issues();
        comments();
        commits();
        artifacts();
        releases();
    }

    Route of(String operation) {
        Route route = routes.get(operation);
        if (route == null) {
            throw new AssertionError("the fake does not play " + operation);
        }
        return route;
    }

    Set<String> operations() {
        return Collections.unmodifiableSet(routes.keySet());
    }

    private void on(String operation, String permission, Function<Asked, Answer> handler) {
        routes.put(operation.replaceFirst(" ", " " + REPO), new Route(permission, handler));
    }

    private void pulls() {
        on(
                "GET /pulls/{pull_number}",
                "pull-requests: read",
                asked -> Answer.ok(repository.pull(asked.number("pull_number"))));
        on(
                "GET /pulls",
                "pull-requests: read",
                asked -> Answer.ok(some(pull ->
                        pull.path("state").asString().equals(asked.query().getOrDefault("state", "open"))
                                && matches(
                                        asked.query().get("head"),
                                        pull.path("head").path("label").asString()))));
        on(
                "GET /commits/{commit_sha}/pulls",
                "pull-requests: read",
                asked -> Answer.ok(some(pull -> {
                    String sha = asked.path().get("commit_sha");
                    return pull.path("head").path("sha").asString().equals(sha)
                            || pull.path("merge_commit_sha").asString("").equals(sha);
                })));
        on("GET /pulls/{pull_number}/files", "pull-requests: read", asked -> {
            repository.pull(asked.number("pull_number"));
            ArrayNode files = Json.array();
            repository
                    .files
                    .getOrDefault(asked.number("pull_number"), List.of())
                    .forEach(path -> files.addObject()
                            .put("filename", path.replaceFirst("^-", ""))
                            .put("status", path.startsWith("-") ? "removed" : "modified"));
            return Answer.ok(files);
        });
        on("GET /pulls/{pull_number}/reviews", "pull-requests: read", asked -> {
            repository.pull(asked.number("pull_number"));
            return Answer.ok(array(repository.reviews.getOrDefault(asked.number("pull_number"), List.of())));
        });
        on("POST /pulls/{pull_number}/reviews", "pull-requests: write", this::review);
        on(
                "PUT /pulls/{pull_number}/reviews/{review_id}/dismissals",
                "pull-requests: write",
                asked -> repository.reviews.getOrDefault(asked.number("pull_number"), List.of()).stream()
                        .filter(review -> review.path("id").asLong() == asked.number("review_id"))
                        .findFirst()
                        .map(review -> Answer.ok(review.put("state", "DISMISSED")))
                        .orElseThrow(FakeRepository.NotThere::new));
        on("POST /pulls/{pull_number}/requested_reviewers", "pull-requests: write", asked -> {
            ObjectNode pull = repository.pull(asked.number("pull_number"));
            for (JsonNode login : asked.body().path("reviewers")) {
                if (login.asString().equals(pull.path("user").path("login").asString())) {
                    return Answer.invalid("Review cannot be requested from pull request author.");
                }
                pull.withArray("requested_reviewers")
                        .add(account(login.asString(), login.asString().hashCode() & 0xffff));
            }
            return Answer.created(pull);
        });
        on("PUT /pulls/{pull_number}/merge", "contents: write", asked -> {
            ObjectNode pull = repository.pull(asked.number("pull_number"));
            String head = pull.path("head").path("sha").asString();
            if (!asked.text("sha").isEmpty() && !asked.text("sha").equals(head)) {
                return new Answer(
                        409,
                        Json.object().put("message", "Head branch was modified. Review and try the merge again."),
                        Map.of());
            }
            repository.merge(asked.number("pull_number"), head);
            return Answer.ok(Json.object()
                    .put("sha", head)
                    .put("merged", true)
                    .put("message", "Pull Request successfully merged"));
        });
    }

    private Answer review(Asked asked) {
        ObjectNode pull = repository.pull(asked.number("pull_number"));
        String state = switch (asked.text("event")) {
            case "APPROVE" -> "APPROVED";
            case "REQUEST_CHANGES" -> "CHANGES_REQUESTED";
            case "COMMENT" -> "COMMENTED";
            default -> "PENDING";
        };
        if (pull.path("user").path("login").asString().equals(FakeRepository.ROBOT)) {
            return Answer.invalid("Can not review your own pull request");
        }
        return Answer.ok(repository.addReview(
                asked.number("pull_number"), robot(), state, asked.text("commit_id"), asked.text("body")));
    }

    private void issues() {
        on("GET /issues", "issues: read", asked -> {
            ArrayNode found = Json.array();
            repository.issues.values().stream()
                    .filter(issue ->
                            issue.path("state").asString().equals(asked.query().getOrDefault("state", "open")))
                    .filter(issue -> has(issue, asked.query().get("labels")))
                    .forEach(found::add);
            // GitHub lists pull requests among issues.
            repository.pulls.values().stream()
                    .filter(pull -> pull.path("state").asString().equals("open")
                            && has(pull, asked.query().get("labels")))
                    .forEach(pull -> {
                        ObjectNode issue = Json.object()
                                .put("number", pull.path("number").asLong())
                                .put("state", "open");
                        issue.put("title", pull.path("title").asString())
                                .putObject("pull_request")
                                .put("url", base);
                        issue.set("user", pull.path("user"));
                        found.add(issue);
                    });
            return Answer.ok(found);
        });
        on("POST /issues", "issues: write", asked -> {
            long number = repository.next();
            ObjectNode issue = Json.object()
                    .put("number", number)
                    .put("id", repository.next())
                    .put("state", "open");
            issue.put("title", asked.text("title"))
                    .put("body", asked.text("body"))
                    .set("user", robot());
            ArrayNode labels = issue.putArray("labels");
            asked.body().path("labels").forEach(label -> labels.add(label(label.asString())));
            repository.issues.put(number, issue);
            return Answer.created(issue);
        });
        on("PATCH /issues/{issue_number}", "issues|pull-requests: write", asked -> {
            ObjectNode issue = repository.issues.get(asked.number("issue_number"));
            if (issue == null) {
                throw new FakeRepository.NotThere();
            }
            issue.setAll((ObjectNode) asked.body());
            return Answer.ok(issue);
        });
        on("POST /labels", "issues|pull-requests: write", asked -> {
            if (repository.labels.containsKey(asked.text("name"))) {
                return Answer.invalid("Validation Failed");
            }
            ObjectNode label = ((ObjectNode) asked.body())
                    .deepCopy()
                    .put("id", repository.next())
                    .put("default", false);
            repository.labels.put(asked.text("name"), label);
            return Answer.created(label);
        });
        on("POST /issues/{issue_number}/labels", "issues|pull-requests: write", asked -> {
            ArrayNode labels = repository.labelled(asked.number("issue_number"));
            for (JsonNode name : asked.body().path("labels")) {
                if (index(labels, name.asString()) < 0) {
                    labels.add(label(name.asString()));
                }
            }
            return Answer.ok(labels);
        });
        on("DELETE /issues/{issue_number}/labels/{name}", "issues|pull-requests: write", asked -> {
            ArrayNode labels = repository.labelled(asked.number("issue_number"));
            int at = index(labels, asked.path().getOrDefault("name", ""));
            if (at < 0) {
                throw new FakeRepository.NotThere();
            }
            labels.remove(at);
            return Answer.ok(labels);
        });
    }

    private void comments() {
        on(
                "GET /issues/{issue_number}/comments",
                "issues|pull-requests: read",
                asked -> Answer.ok(array(repository.comments.getOrDefault(asked.number("issue_number"), List.of()))));
        on(
                "POST /issues/{issue_number}/comments",
                "issues|pull-requests: write",
                asked -> Answer.created(
                        repository.addComment(asked.number("issue_number"), robot(), asked.text("body"))));
        on(
                "PATCH /issues/comments/{comment_id}",
                "issues|pull-requests: write",
                asked -> Answer.ok(commentOf(asked.number("comment_id"))
                        .put("body", asked.text("body"))
                        .put("updated_at", repository.now())));
        on("POST /issues/comments/{comment_id}/reactions", "issues|pull-requests: write", asked -> {
            commentOf(asked.number("comment_id"));
            ObjectNode reaction = Json.object().put("id", repository.next()).put("content", asked.text("content"));
            reaction.put("comment", asked.number("comment_id"))
                    .put("created_at", repository.now())
                    .set("user", robot());
            for (ObjectNode before : repository.reactions) {
                if (before.path("comment").equals(reaction.path("comment"))
                        && before.path("content").equals(reaction.path("content"))) {
                    return Answer.ok(before);
                }
            }
            repository.reactions.add(reaction);
            return Answer.created(reaction);
        });
    }

    private void commits() {
        on(
                "GET ",
                "metadata: read",
                _ -> Answer.ok(Json.object()
                        .put("full_name", repository.name)
                        .put("name", repository.name.replaceFirst(".*/", ""))
                        .put("default_branch", "main")));
        on("GET /commits/{ref}", "contents: read", asked -> {
            String branch = asked.path().getOrDefault("ref", "").replaceFirst("^heads/", "");
            String sha = repository.branches.get(branch);
            if (sha == null) {
                throw new FakeRepository.NotThere();
            }
            return Answer.ok(Json.object().put("sha", sha));
        });
        on("POST /check-runs", "checks: write", asked -> {
            ObjectNode run = ((ObjectNode) asked.body()).deepCopy().put("id", repository.next());
            run.putObject("app").put("id", SaidCheck.ACTIONS);
            repository.checkRuns.add(run);
            return Answer.created(run);
        });
        on("GET /commits/{ref}/check-runs", "checks: read", asked -> {
            ObjectNode found = Json.object();
            ArrayNode list = found.putArray("check_runs");
            repository.checkRuns.stream()
                    .filter(run ->
                            run.path("head_sha").asString().equals(asked.path().get("ref")))
                    .filter(run ->
                            run.path("name").asString().equals(asked.query().get("check_name")))
                    .forEach(list::add);
            return Answer.ok(found.put("total_count", list.size()));
        });
        on("POST /code-scanning/sarifs", "security-events: write", asked -> {
            repository.sarifs.add((ObjectNode) asked.body());
            return new Answer(202, Json.object().put("id", "sarif-" + repository.next()), Map.of());
        });
    }

    private void artifacts() {
        on("GET /actions/runs/{run_id}/artifacts", "actions: read", asked -> {
            List<ObjectNode> all = repository.artifacts.getOrDefault(asked.number("run_id"), List.of());
            ObjectNode answer = Json.object().put("total_count", all.size());
            answer.set("artifacts", array(all));
            return Answer.ok(answer);
        });
        on("GET /actions/artifacts/{artifact_id}/{archive_format}", "actions: read", asked -> {
            long id = asked.number("artifact_id");
            if (!repository.archives.containsKey(id)) {
                return new Answer(410, Json.object().put("message", "Artifact has expired"), Map.of());
            }
            return new Answer(302, null, Map.of("Location", storage + "/" + id + "?signature=secret"));
        });
    }

    private void releases() {
        on("GET /releases", "contents: read", asked -> Answer.ok(array(repository.releases.values())));
        on(
                "GET /releases/tags/{tag}",
                "contents: read",
                asked -> repository.releases.values().stream()
                        .filter(release -> !release.path("draft").asBoolean()
                                && release.path("tag_name")
                                        .asString()
                                        .equals(asked.path().get("tag")))
                        .findFirst()
                        .map(Answer::ok)
                        .orElseThrow(FakeRepository.NotThere::new));
        on("POST /releases", "contents: write", asked -> {
            long id = repository.next();
            ObjectNode release = ((ObjectNode) asked.body()).deepCopy().put("id", id);
            release.put("upload_url", base + "/repos/" + repository.name + "/releases/" + id + "/assets{?name,label}");
            release.put("draft", asked.body().path("draft").asBoolean(false)).putArray("assets");
            repository.releases.put(id, release);
            return Answer.created(release);
        });
        on("PATCH /releases/{release_id}", "contents: write", asked -> {
            ObjectNode release = release(asked);
            release.setAll((ObjectNode) asked.body());
            return Answer.ok(release);
        });
        on("DELETE /releases/{release_id}", "contents: write", asked -> {
            String files = release(asked).path("tag_name").asString() + "\n";
            repository.releases.remove(asked.number("release_id"));
            repository.assets.keySet().removeIf(file -> file.startsWith(files));
            return new Answer(204, null, Map.of());
        });
        on("POST /releases/{release_id}/assets", "contents: write", asked -> {
            ObjectNode release = release(asked);
            String file = asked.query().getOrDefault("name", "");
            String key = release.path("tag_name").asString() + "\n" + file;
            if (!release.path("draft").asBoolean() || repository.assets.containsKey(key)) {
                return Answer.invalid("ReleaseAsset already_exists, or the release is immutable");
            }
            ObjectNode asset =
                    Json.object().put("id", repository.next()).put("name", file).put("state", "uploaded");
            asset.put("size", asked.file().get().length);
            release.withArray("assets").add(asset);
            repository.assets.put(key, asked.file().get());
            return Answer.created(asset);
        });
    }

    private ObjectNode release(Asked asked) {
        ObjectNode release = repository.releases.get(asked.number("release_id"));
        if (release == null) {
            throw new FakeRepository.NotThere();
        }
        return release;
    }

    private ObjectNode commentOf(long id) {
        return repository.comments.values().stream()
                .flatMap(List::stream)
                .filter(comment -> comment.path("id").asLong() == id)
                .findFirst()
                .orElseThrow(FakeRepository.NotThere::new);
    }

    private ObjectNode label(String name) {
        ObjectNode known = repository.labels.get(name);
        return known != null
                ? known.deepCopy()
                : Json.object()
                        .put("id", repository.next())
                        .put("name", name)
                        .put("color", "ededed")
                        .put("default", false);
    }

    private static int index(ArrayNode labels, String name) {
        for (int i = 0; i < labels.size(); i++) {
            if (labels.path(i).path("name").asString().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private ArrayNode some(Function<ObjectNode, Boolean> wanted) {
        return array(repository.pulls.values().stream().filter(wanted::apply).toList());
    }

    private static boolean matches(@Nullable String wanted, String value) {
        return wanted == null || wanted.equals(value);
    }

    private static boolean has(ObjectNode issue, @Nullable String label) {
        return label == null || index(issue.withArray("labels"), label) >= 0;
    }

    private static ArrayNode array(Iterable<ObjectNode> nodes) {
        ArrayNode array = Json.array();
        nodes.forEach(array::add);
        return array;
    }

    private static ObjectNode robot() {
        return account(FakeRepository.ROBOT, FakeRepository.ROBOT_ID);
    }
}
