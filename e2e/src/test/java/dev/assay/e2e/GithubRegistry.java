package dev.assay.e2e;

import static dev.assay.github.fake.FakeRepository.account;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.github.CheckRun;
import dev.assay.github.CommitId;
import dev.assay.github.GitHub;
import dev.assay.github.Job;
import dev.assay.github.fake.FakeGitHub;
import dev.assay.model.Digest;
import dev.assay.model.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A registry repository on the fake GitHub and on a real git server, a plugin that was merged, and the release built of it. */
final class GithubRegistry implements AutoCloseable {
    static final String HEAD = "a".repeat(40);
    static final String MERGED = "c".repeat(40);
    static final String APPROVING = "false";
    static final String REJECTING = "true";

    final FakeGitHub fake = FakeGitHub.of("acme/plugins");
    final Path folder;
    private final Assay assay;
    private final Path origin;

    GithubRegistry(Path folder) throws IOException {
        this.folder = folder;
        this.assay = new Assay(folder);
        this.origin = folder.resolve("origin.git");
        Keyring.into(folder, "builder", "auditor", "reviewer", "publisher");
        StringBuilder trust = new StringBuilder("trust init trust.yaml");
        for (String role : List.of("builder", "auditor", "reviewer", "publisher")) {
            trust.append(" --").append(role).append(' ').append(role).append(".pem.pub");
        }
        done(trust.toString());
        policy(APPROVING);
        Files.writeString(folder.resolve("registry.yaml"), """
                format: assay.registry-repository/1
                name: acme-plugins
                plugins: plugins
                audit: audit.yaml
                trust: trust.yaml
                branch: registry
                reviewers: []
                quorum: 1
                assay: {repository: assay-dev/assay, commit: %s}
                """.formatted("d".repeat(40)));
        Files.writeString(folder.resolve("push.json"), """
                {"ref": "refs/heads/main", "before": "%s", "after": "%s", "repository": {"default_branch": "main"}}
                """.formatted("b".repeat(40), MERGED));
        branch();
        done("build " + Assay.HOME.resolve("e2e/guests/echo") + " --out releases/echo");
    }

    private void branch() throws IOException {
        done("registry init first --key publisher.pem --passphrase-file pass");
        git(folder, "init", "-q", "--bare", origin.toString());
        Path first = folder.resolve("first");
        git(first, "init", "-q", "-b", "registry");
        git(first, "add", "-A");
        git(first, "commit", "-q", "-m", "An empty registry");
        git(first, "push", "-q", origin.toString(), "registry");
        checkout();
    }

    /** Checks the branch out anew, as each job does. */
    Path checkout() throws IOException {
        Path registry = folder.resolve("registry");
        if (Files.exists(registry)) {
            Files.move(registry, Files.createTempDirectory(folder, "earlier-").resolve("registry"));
        }
        git(folder, "clone", "-q", "-b", "registry", origin.toString(), registry.toString());
        return registry;
    }

    /** By what modules are judged from now on: rejected where this holds. */
    void policy(String when) throws IOException {
        Files.writeString(folder.resolve("audit.yaml"), """
                format: assay.policy/1
                name: of the test
                rules:
                  - {id: only, when: "%s", verdict: rejected, reason: the rules of today say so}
                """.formatted(when));
    }

    /** With what modules are compared from now on. */
    void advisories(String entry) throws IOException {
        Files.writeString(folder.resolve("entry.json"), entry);
        done("advisories sign entry.json --out advisories.json --key auditor.pem --passphrase-file pass");
        Path file = folder.resolve("registry.yaml");
        String text = Files.readString(file);
        if (!text.contains("advisories:")) {
            Files.writeString(file, text + "advisories: advisories.json\n");
        }
    }

    Digest release() throws IOException {
        return Release.read(Files.readAllBytes(folder.resolve("releases/echo/release.json")))
                .digest();
    }

    /** A pull request passed the gate with this release, and was merged. */
    void merged(Digest judged) {
        long pull = fake.repository()
                .open(account("mallory", 66), "mallory/plugins", "topic", HEAD, "b".repeat(40), "A plugin");
        GitHub.of(new Job(fake.environment("checks: write"), System.out))
                .checkRun(new CheckRun(
                        "assay/gate",
                        CommitId.parse(HEAD),
                        CheckRun.Conclusion.SUCCESS,
                        "APPROVED " + judged + "=APPROVED",
                        "t",
                        "s"));
        fake.repository().merge(pull, MERGED);
    }

    Assay.Ended publish() {
        return run("github publish releases/echo --registry registry", Map.of());
    }

    Assay.Ended refresh() {
        return run("github refresh --registry registry", Map.of());
    }

    /** Runs it as a job of the workflow does, with these variables otherwise. */
    Assay.Ended run(String command, Map<String, String> other) {
        Map<String, String> environment = new HashMap<>(fake.environment(
                "actions: read", "checks: read", "contents: write", "issues: write", "pull-requests: read"));
        environment.put("GITHUB_EVENT_NAME", "push");
        environment.put("GITHUB_EVENT_PATH", folder.resolve("push.json").toString());
        environment.put("ASSAY_PASSPHRASE_FILE", "pass");
        for (String role : List.of("builder", "auditor", "reviewer", "publisher")) {
            environment.put("ASSAY_" + role.toUpperCase(java.util.Locale.ROOT) + "_KEY_FILE", role + ".pem");
        }
        environment.putAll(other);
        return assay.run(environment, command.split(" "));
    }

    private void done(String command) {
        Assay.Ended ended = assay.run(command.split(" "));
        assertThat(ended.status()).as(command + "\n" + ended.err()).isZero();
    }

    /** The commit that the branch is at. */
    String tip() throws IOException {
        return git(origin, "rev-parse", "registry").strip();
    }

    /** A file of the branch. */
    String file(String path) throws IOException {
        return git(origin, "show", "registry:" + path);
    }

    static String git(Path in, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(
                List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", in.toString()));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            assertThat(process.waitFor()).as("%s: %s", line, said).isZero();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return said;
    }

    @Override
    public void close() {
        fake.close();
    }
}
