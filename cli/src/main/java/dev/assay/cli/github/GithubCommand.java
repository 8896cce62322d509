package dev.assay.cli.github;

import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Group;
import dev.assay.github.Artifacts;
import dev.assay.github.Candidate;
import dev.assay.github.Discovery;
import dev.assay.github.GitHub;
import dev.assay.github.Job;
import dev.assay.github.RepositoryFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the workflows of a registry repository call. */
@Command(
        name = "github",
        description = "What the workflows of a registry repository on GitHub call, in the repository's root.",
        mixinStandardHelpOptions = true,
        subcommands = {
            GithubCommand.Discover.class,
            AssembleCommand.class,
            GithubAudit.class,
            GithubCommand.Fetch.class,
            GithubGate.Judge.class,
            GithubGate.Tell.class,
            GithubGate.Hear.class,
            GithubPublish.class,
            GithubRefresh.class,
            LintCommand.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "They read registry.yaml and the variables that a runner sets (GITHUB_EVENT_PATH, GITHUB_TOKEN, …), and write",
            "GITHUB_OUTPUT and GITHUB_STEP_SUMMARY; without those, what they would write is printed.",
            "",
            "Example:",
            "  assay github discover --all",
        })
public final class GithubCommand extends Group {
    private static Job job(Console console) {
        return new Job(console.environment(), console.out());
    }

    /** Says what a workflow has to build. */
    @Command(
            name = "discover",
            description = {
                "Find the plugins that the event changed, and set three outputs.",
                "They are rows (a matrix with a job for each build), plugins (a matrix with a job for each plugin), any (true or false).",
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  assay github discover"})
    static final class Discover implements Callable<Integer> {
        private final Console console;

        @Option(names = "--all", description = "Every plugin, whatever changed.")
        private boolean all;

        @Option(names = "--root", paramLabel = "DIR", description = "The repository's root; here if it is not given.")
        private Path root = Path.of("");

        Discover(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Job job = job(console);
            String searchPath = job.optional("PATH").orElse("/usr/bin:/bin");
            Path repository = root.toAbsolutePath().normalize();
            Discovery discovery = new Discovery(repository, RepositoryFile.in(repository), searchPath);
            List<Candidate> found = all ? discovery.all() : discovery.changedBy(job.event());
            job.output("rows", Discovery.rows(found).toString());
            job.output("plugins", Discovery.plugins(found).toString());
            job.output("any", String.valueOf(!found.isEmpty()));
            found.forEach(candidate -> console.note("to build: " + candidate.plugin() + " in " + candidate.folder()));
            return ExitStatus.DONE.code();
        }
    }

    /** Fetches what a build left. */
    @Command(
            name = "fetch",
            description = {
                "Download and unpack the artifacts release-* of a run of the build workflow.",
                "They come from whoever wrote the build: sizes, names and depths are bounded, links refused. Takes 'permissions:",
                "actions: read'.",
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  assay github fetch --run 1234567890 --out releases"})
    static final class Fetch implements Callable<Integer> {
        private final Console console;

        @Option(names = "--run", paramLabel = "ID", required = true, description = "The run's number.")
        private long run;

        @Option(names = "--out", paramLabel = "DIR", required = true, description = "A new or an empty directory.")
        private Path out = Path.of("");

        Fetch(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            List<Path> folders = new Artifacts(GitHub.of(job(console))).fetch(run, out);
            folders.forEach(console.out()::println);
            console.note(folders.size() + " releases fetched of run " + run);
            return ExitStatus.DONE.code();
        }
    }
}
