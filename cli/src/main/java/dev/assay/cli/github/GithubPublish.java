package dev.assay.cli.github;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.InProcess;
import dev.assay.cli.ReleaseFolder;
import dev.assay.cli.demo.Output;
import dev.assay.github.CommitId;
import dev.assay.github.Event;
import dev.assay.github.GitHub;
import dev.assay.github.Job;
import dev.assay.github.Markdown;
import dev.assay.github.RegistryBranch;
import dev.assay.github.ReleasePage;
import dev.assay.github.RepositoryFile;
import dev.assay.github.gate.Publishable;
import dev.assay.github.gate.Tickets;
import dev.assay.model.Inert;
import dev.assay.model.Release;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes what passed the gate, after the merge. */
@Command(
        name = "publish",
        description = {
            "Publish releases that were built from a merged commit: audit, sign, list, push.",
            "Only those whose digest is the one that was judged, and reviewed if it was flagged. For the event push.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The keys: ASSAY_BUILDER_KEY_FILE, ASSAY_AUDITOR_KEY_FILE, ASSAY_REVIEWER_KEY_FILE, ASSAY_PUBLISHER_KEY_FILE,",
            "their passphrase: ASSAY_PASSPHRASE_FILE. Exit status 10: a release is another than the one that was judged.",
            "Example:",
            "  assay github publish releases/* --registry registry",
        })
final class GithubPublish implements Callable<Integer> {
    private static final String LABEL = "assay: new candidate";

    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "RELEASE", description = "The folders of releases.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--registry",
            paramLabel = "DIR",
            required = true,
            description = "Where the branch that holds the registry is checked out.")
    private Path registry = Path.of("");

    private @Nullable Job job;

    GithubPublish(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Job now = new Job(console.environment(), console.out());
        job = now;
        if (!(now.event() instanceof Event.Push push) || !push.isOnDefaultBranch()) {
            throw new CommandException("only what was merged is published: this is for a push to the default branch");
        }
        RepositoryFile file = RepositoryFile.in(Path.of(""));
        GitHub github = GitHub.of(now);
        Publishable publishable = new Publishable(github, file);
        List<ReleaseFolder> accepted = new ArrayList<>();
        ExitStatus worst = ExitStatus.DONE;
        for (Path folder : folders) {
            ReleaseFolder release = ReleaseFolder.open(folder);
            switch (publishable.ask(push.after(), release.release().digest())) {
                case Publishable.Answer.Yes yes -> {
                    if (sign(file, release, yes)) {
                        accepted.add(release);
                    } else {
                        worst = worst.worse(refuse(
                                github,
                                release.release(),
                                push.after(),
                                "its audit, made anew, does not let it through"));
                    }
                }
                case Publishable.Answer.No no ->
                    worst = worst.worse(refuse(github, release.release(), push.after(), no.why()));
            }
        }
        if (!accepted.isEmpty()) {
            publish(file, accepted, push.after());
            ReleasePage pages = new ReleasePage(github);
            for (ReleaseFolder release : accepted) {
                pages.show(release.release(), push.after(), release.folder());
                console.out()
                        .println("Published " + release.release().name() + " "
                                + release.release().version() + ".");
            }
        }
        return worst.code();
    }

    private boolean sign(RepositoryFile file, ReleaseFolder release, Publishable.Answer.Yes yes) {
        String folder = release.folder().toString();
        run("sign", folder, "--as", "builder", "--key", key("BUILDER"), "--passphrase-file", passphrase());
        Output audit = shell().run(
                        "sign",
                        folder,
                        "--as",
                        "auditor",
                        "--policy",
                        file.audit(),
                        "--trust",
                        file.trust(),
                        "--key",
                        key("AUDITOR"),
                        "--passphrase-file",
                        passphrase());
        if (audit.status() == ExitStatus.DONE.code()) {
            return true;
        }
        if (audit.status() != ExitStatus.FLAGGED.code()
                || yes.approvals().approving().size() < file.quorum()) {
            console.err().print(audit.err());
            return false;
        }
        run(
                "review",
                "approve",
                release.release().digest().toString(),
                "--release",
                folder,
                "--trust",
                file.trust(),
                "--key",
                key("REVIEWER"),
                "--passphrase-file",
                passphrase(),
                "--reason",
                "approved on GitHub by " + yes.approvals().names(),
                "--pull-request",
                yes.page());
        return true;
    }

    /** As one commit. Who loses the race for the branch starts from what the winner left. */
    private void publish(RepositoryFile file, List<ReleaseFolder> releases, CommitId commit) {
        new RegistryBranch(registry, file.branch(), currentJob()).change(() -> {
            for (ReleaseFolder release : releases) {
                List<String> command = new ArrayList<>(List.of(
                        "registry",
                        "publish",
                        registry.toString(),
                        release.folder().toString()));
                command.addAll(IndexKeys.options(currentJob(), file));
                run(command.toArray(String[]::new));
            }
            return "Publish "
                    + String.join(
                            ", ",
                            releases.stream()
                                    .map(one -> one.release().name() + " "
                                            + one.release().version())
                                    .toList())
                    + " of " + commit.hex();
        });
    }

    private ExitStatus refuse(GitHub github, Release release, CommitId commit, String why) {
        String what = release.name() + " " + release.version();
        console.err().println("assay: not published: " + what + ": " + Inert.line(why));
        new Tickets(github, LABEL)
                .open(
                        what + " " + release.digest(),
                        what + " was merged and not published",
                        "The release " + Markdown.code(release.digest().toString(), 80) + " of commit `" + commit.hex()
                                + "` was not published: " + Markdown.text(why, 400)
                                + ".\n\nOpen a pull request with a new version, so that it is audited and reviewed as it is now.\n");
        return ExitStatus.FLAGGED;
    }

    private Job currentJob() {
        return java.util.Objects.requireNonNull(job);
    }

    private String key(String role) {
        return currentJob().variable("ASSAY_" + role + "_KEY_FILE");
    }

    private String passphrase() {
        return currentJob().variable("ASSAY_PASSPHRASE_FILE");
    }

    private InProcess shell() {
        return new InProcess(console);
    }

    private void run(String... command) {
        Output output = shell().run(command);
        if (output.status() != ExitStatus.DONE.code()) {
            throw new CommandException("'assay " + command[0] + " " + command[1] + "' failed: "
                    + Inert.line(output.err().strip().replaceFirst("^assay: ", "")));
        }
    }
}
