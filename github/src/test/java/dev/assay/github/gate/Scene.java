package dev.assay.github.gate;

import static dev.assay.github.fake.FakeRepository.account;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.audit.Action;
import dev.assay.audit.Severity;
import dev.assay.github.CommitId;
import dev.assay.github.Event;
import dev.assay.github.GitHub;
import dev.assay.github.Job;
import dev.assay.github.RepositoryFile;
import dev.assay.github.fake.FakeGitHub;
import dev.assay.github.fake.FakeRepository;
import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A registry repository on the fake GitHub, a pull request from a fork, and who has a say. */
final class Scene implements AutoCloseable {
    static final String HEAD = "a".repeat(40);
    static final String MERGED = "c".repeat(40);
    static final long RUN = 7000;
    static final Digest RELEASE = Digest.of("the release".getBytes(UTF_8));
    static final ObjectNode MALLORY = account("mallory", 66);
    static final ObjectNode KIM = account("kim", 11);
    static final ObjectNode LEE = account("lee", 12);

    final FakeGitHub fake = FakeGitHub.of("acme/plugins");
    final FakeRepository repository = fake.repository();
    final long pull = repository.open(MALLORY, "mallory/plugins", "topic", HEAD, "b".repeat(40), "A plugin");
    RepositoryFile file = file(1);

    static RepositoryFile file(int quorum) {
        return RepositoryFile.read("""
                format: assay.registry-repository/1
                name: acme-plugins
                plugins: plugins
                audit: audit.yaml
                trust: trust.yaml
                branch: registry
                reviewers:
                  - {login: kim, id: 11}
                  - {login: lee, id: 12}
                quorum: %d
                assay: {repository: assay-dev/assay, commit: %s}
                """.formatted(quorum, "d".repeat(40)).getBytes(UTF_8), "registry.yaml");
    }

    /** With what the job of gate.yml that reports may do. */
    GitHub reporting() {
        return with(
                "checks: write", "contents: read", "issues: write", "pull-requests: write", "security-events: write");
    }

    /** With what the job of review.yml may do. */
    GitHub reviewing() {
        return with("checks: write", "contents: read", "issues: write", "pull-requests: write");
    }

    /** With what the job of publish.yml that holds the keys may do. */
    GitHub publishing() {
        return with("actions: read", "checks: read", "contents: write", "issues: write", "pull-requests: read");
    }

    private GitHub with(String... permissions) {
        return GitHub.of(new Job(fake.environment(permissions), System.out));
    }

    static Event.WorkflowRan built() {
        return ran("pull_request", ".github/workflows/build.yml", "success");
    }

    static Event.WorkflowRan ran(String event, String path, String conclusion) {
        return new Event.WorkflowRan(RUN, event, path, conclusion, CommitId.parse(HEAD), "topic", "mallory");
    }

    static Judgement judgement(Verdict verdict, boolean complete, JudgedFinding... findings) {
        return new Judgement(RUN, CommitId.parse(HEAD), List.of(judged(verdict, complete, findings)));
    }

    static Judged judged(Verdict verdict, boolean complete, JudgedFinding... findings) {
        return new Judged(
                "ssh",
                PluginName.parse("acme/ssh"),
                Version.parse("1.0.0"),
                RELEASE,
                verdict,
                complete,
                new TreeSet<>(List.of("exec")),
                List.of(findings),
                findings.length);
    }

    static JudgedFinding finding(String message) {
        return new JudgedFinding("baseline", "S02", Severity.MEDIUM, Action.REVIEW, 12, message);
    }

    Reporter.Reported report(Judgement judgement) {
        return new Reporter(reporting(), file).report(built(), Optional.of(judgement));
    }

    Optional<State> command(ObjectNode who, String text) {
        return command("created", who, text);
    }

    Optional<State> command(String action, ObjectNode who, String text) {
        long comment = repository.comment(pull, who, text);
        return new ReviewDesk(reviewing(), file)
                .hear(new Event.Commented(
                        action,
                        pull,
                        true,
                        comment,
                        new dev.assay.github.Account(
                                who.path("login").asString(), who.path("id").asLong()),
                        text));
    }

    Optional<State> reviewed() {
        return new ReviewDesk(reviewing(), file).hear(new Event.Reviewed("submitted", pull, CommitId.parse(HEAD)));
    }

    Publishable.Answer afterMerge(Digest release) {
        repository.merge(pull, MERGED);
        return new Publishable(publishing(), file).ask(CommitId.parse(MERGED), release);
    }

    /** The newest check run of this name, {@code conclusion}. */
    String gate() {
        List<JsonNode> runs = repository.checkRuns().stream()
                .filter(run -> run.path("name").asString().equals(Gate.CHECK))
                .toList();
        return runs.isEmpty() ? "" : runs.getLast().path("conclusion").asString();
    }

    /** What the robot wrote, all comments. */
    List<String> said() {
        return repository.comments(pull).stream()
                .filter(comment -> comment.path("user").path("id").asLong() == Gate.BOT.id())
                .map(comment -> comment.path("body").asString())
                .toList();
    }

    @Override
    public void close() {
        fake.close();
    }
}
