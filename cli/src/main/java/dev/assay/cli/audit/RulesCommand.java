package dev.assay.cli.audit;

import dev.assay.audit.Rule;
import dev.assay.audit.RuleBook;
import dev.assay.audit.RuleCatalogue;
import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains the audit's rules. */
@Command(
        name = "rules",
        description = "List the audit's rules, or explain one.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  assay rules X04"})
public final class RulesCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "A rule, such as X04.")
    private @Nullable String id;

    @Option(names = "--markdown", description = "Print the page docs/rules.md.")
    private boolean markdown;

    RulesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (markdown) {
            console.out().print(RuleBook.markdown());
            return ExitStatus.DONE.code();
        }
        if (id == null) {
            RuleCatalogue.all()
                    .forEach(rule -> console.out()
                            .println(rule.id() + "  " + rule.strictest().id() + "  " + rule.title()));
            return ExitStatus.DONE.code();
        }
        Rule rule = RuleCatalogue.find(id.toUpperCase(Locale.ROOT))
                .orElseThrow(() -> new CommandException("there is no rule '" + id + "'. 'assay rules' lists them"));
        console.out().println(rule.id() + "  " + rule.title());
        console.out().println("  " + rule.why());
        console.out()
                .println("  At most: " + rule.strictest().id() + ". CWE-" + rule.cwe() + ", severity "
                        + rule.severity().id() + ".");
        console.out().println("  Fix: " + rule.fix());
        return ExitStatus.DONE.code();
    }
}
