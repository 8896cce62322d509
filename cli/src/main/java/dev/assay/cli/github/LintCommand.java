package dev.assay.cli.github;

import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.github.lint.Lint;
import dev.assay.github.lint.Violation;
import dev.assay.model.Inert;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Checks workflows before they run. */
@Command(
        name = "lint",
        description =
                "Check a repository's workflows: permissions, pins, injection, caches, secrets beside plugin code.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  assay github lint acme-plugins"})
final class LintCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The repository's root (default: this folder).")
    private Path repository = Path.of(".");

    LintCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Violation> violations = Lint.check(repository);
        for (Violation violation : violations) {
            console.out()
                    .println(Inert.line(violation.file()) + ":" + violation.line() + ": "
                            + violation.rule().id() + ": " + Inert.quote(violation.what()) + ": "
                            + violation.rule().problem() + ". "
                            + violation.rule().fix());
        }
        if (violations.isEmpty()) {
            console.out().println("The workflows hold to every rule.");
        }
        return (violations.isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED).code();
    }
}
