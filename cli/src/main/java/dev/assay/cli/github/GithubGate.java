package dev.assay.cli.github;

import dev.assay.audit.Auditor;
import dev.assay.audit.Report;
import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Explain;
import dev.assay.cli.Inputs;
import dev.assay.cli.Judging;
import dev.assay.cli.ReleaseFolder;
import dev.assay.github.Event;
import dev.assay.github.GitHub;
import dev.assay.github.GitHubException;
import dev.assay.github.Job;
import dev.assay.github.RepositoryFile;
import dev.assay.github.gate.Judged;
import dev.assay.github.gate.Judgement;
import dev.assay.github.gate.Reporter;
import dev.assay.github.gate.ReviewDesk;
import dev.assay.github.gate.State;
import dev.assay.model.Inert;
import dev.assay.model.Variant;
import dev.assay.sandbox.EngineCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What decides about a pull request: {@code assay github judge}, {@code report} and {@code review}. */
final class GithubGate {
    private GithubGate() {}

    private static Job job(Console console) {
        return new Job(console.environment(), console.out());
    }

    private static RepositoryFile repositoryFile() {
        return RepositoryFile.in(Path.of(""));
    }

    /** Audits what a build left, with no right to say anything. */
    @Command(
            name = "judge",
            description = {
                "Audit the releases that a build of a pull request left, by the policy of this checkout.",
                "No verdict that came with them is read. For the event workflow_run.",
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  assay github judge releases --out judgement.json"})
    static final class Judge implements Callable<Integer> {
        private static final String PREFIX = "release-";

        private final Console console;

        @Parameters(paramLabel = "DIR", description = "Where 'assay github fetch' put them.")
        private Path folder = Path.of("");

        @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the judgement goes.")
        private Path out = Path.of("");

        Judge(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            if (!(job(console).event() instanceof Event.WorkflowRan ran)) {
                throw new CommandException("there is no run to judge: this is for the event workflow_run");
            }
            Judging judging = By.file(repositoryFile());
            List<Judged> judged = new ArrayList<>();
            try (EngineCheck engine = new EngineCheck()) {
                Auditor auditor = judging.auditor(engine);
                for (Path release : releases()) {
                    judged.add(judge(auditor, judging, release));
                }
            }
            Judgement judgement = new Judgement(ran.id(), ran.head(), judged);
            Inputs.write(out, judgement.bytes());
            console.out()
                    .println("Judged " + judged.size() + " releases of " + ran.head() + ": "
                            + judgement.state().description().toLowerCase(java.util.Locale.ROOT) + ".");
            return ExitStatus.DONE.code();
        }

        private List<Path> releases() {
            try (Stream<Path> all = Files.list(folder)) {
                return all.filter(one -> one.getFileName().toString().startsWith(PREFIX))
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw new CommandException(
                        "cannot read " + Inert.quote(folder.toString()) + ": " + Explain.message(e), e);
            }
        }

        private static Judged judge(Auditor auditor, Judging judging, Path folder) {
            ReleaseFolder release = ReleaseFolder.open(folder);
            Map<Variant, Report> reports = new LinkedHashMap<>();
            for (Variant variant : release.release().variants()) {
                reports.put(variant, auditor.audit(judging.request(release, variant)));
            }
            String key = folder.getFileName().toString().substring(PREFIX.length());
            return Judged.of(key, release.release(), reports);
        }
    }

    /** Tells a pull request how it was judged. */
    @Command(
            name = "report",
            description = {
                "Tell a pull request how it was judged: check run, label, comment, findings, review.",
                "Nothing is said where its head has moved on. For the event workflow_run.",
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  assay github report judgement/judgement.json"})
    static final class Tell implements Callable<Integer> {
        private final Console console;

        @Parameters(
                paramLabel = "JUDGEMENT",
                description = "What 'assay github judge' wrote; none where nothing was judged.")
        private Path file = Path.of("");

        Tell(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Job job = job(console);
            if (!(job.event() instanceof Event.WorkflowRan ran)) {
                throw new CommandException("there is no run to report: this is for the event workflow_run");
            }
            Optional<Judgement> judgement = Files.exists(file)
                    ? Optional.of(Judgement.read(Inputs.read(file, "judgement", Judgement.MOST_BYTES)))
                    : Optional.empty();
            switch (new Reporter(GitHub.of(job), repositoryFile()).report(ran, judgement)) {
                case Reporter.Reported.Told told ->
                    console.out()
                            .println("Told pull request #" + told.number() + ": "
                                    + told.state().name().toLowerCase(java.util.Locale.ROOT) + ".");
                case Reporter.Reported.Nothing nothing ->
                    console.out().println("Nothing to report: " + nothing.why() + ".");
            }
            return ExitStatus.DONE.code();
        }
    }

    /** Counts reviews and hears commands. */
    @Command(
            name = "review",
            description = {
                "Count reviews and hear comment commands, and open or shut the gate by them.",
                "For the events pull_request_review, issue_comment, and workflow_run of a run that a review started.",
            },
            mixinStandardHelpOptions = true)
    static final class Hear implements Callable<Integer> {
        private final Console console;

        Hear(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Job job = job(console);
            Event event = job.event();
            ReviewDesk desk = new ReviewDesk(GitHub.of(job), repositoryFile());
            Optional<State> state = switch (event) {
                case Event.Reviewed reviewed -> desk.hear(reviewed);
                case Event.Commented commented -> desk.hear(commented);
                case Event.WorkflowRan ran -> desk.hear(ran);
                default ->
                    throw new GitHubException(
                            "this is for the events pull_request_review, issue_comment and workflow_run");
            };
            console.out()
                    .println(state.map(now ->
                                    "The pull request stands as " + now.name().toLowerCase(java.util.Locale.ROOT) + ".")
                            .orElse("Nothing changed."));
            return ExitStatus.DONE.code();
        }
    }
}
