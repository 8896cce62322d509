package dev.assay.cli.audit;

import dev.assay.audit.Policy;
import dev.assay.audit.PolicyCases;
import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Group;
import dev.assay.cli.Inputs;
import dev.assay.cli.Judging;
import dev.assay.model.Inert;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows and tries the policies that turn findings into verdicts. */
@Command(
        name = "policy",
        description = "Show and try the policies that turn an audit's findings into a verdict.",
        mixinStandardHelpOptions = true,
        subcommands = {PolicyCommand.Show.class, PolicyCommand.Test.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example:",
            "  assay policy show strict > audit-policy.yaml",
            "  assay policy test audit-policy.test.yaml --policy audit-policy.yaml",
        })
public final class PolicyCommand extends Group {
    /** Prints one. */
    @Command(
            name = "show",
            description = "Print a policy that ships with Assay. It is a good beginning for one of your own.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private final Console console;

        @Parameters(
                paramLabel = "NAME",
                arity = "0..1",
                description = "strict, default or permissive (default: default).")
        private String name = "default";

        Show(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            console.out()
                    .print(Policy.presetText(name)
                            .orElseThrow(() -> new CommandException("there is no policy " + Inert.quote(name)
                                    + ". There are: " + String.join(", ", Policy.PRESETS))));
            return ExitStatus.DONE.code();
        }
    }

    /** Tries one on cases. */
    @Command(
            name = "test",
            description = {
                "Try a policy on cases, each with the verdict that must come of it.",
                "A case names a module, which is audited, or findings and facts that are supposed.",
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Exit status 1: a case has another verdict, or another reason, than it says."})
    static final class Test implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of cases (format assay.policy-cases/1).")
        private List<Path> files = List.of();

        @Option(
                names = "--policy",
                paramLabel = "NAME|FILE",
                description = "The policy (default: what the cases name beside them, else default).")
        private @Nullable String policy;

        @Option(names = "--trace", description = "Show each condition of each case, and whether it held.")
        private boolean trace;

        private int passed;
        private int failed;

        Test(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            files.forEach(this::tryOut);
            console.out().println(passed + " passed, " + failed + " failed");
            return (failed == 0 ? ExitStatus.DONE : ExitStatus.FAILED).code();
        }

        private void tryOut(Path file) {
            PolicyCases cases = PolicyCases.read(Inputs.read(file, "cases", 4 << 20), file.toString());
            Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
            Policy tried = policy == null ? named(cases, folder) : Judging.policy(policy);
            cases.tryOut(tried, folder, path -> Inputs.read(path, "file of a case", 256 << 20), Clock.systemUTC())
                    .forEach(this::tell);
        }

        private static Policy named(PolicyCases cases, Path folder) {
            String name = cases.policy().orElse("default");
            return Judging.policy(
                    Policy.PRESETS.contains(name) ? name : folder.resolve(name).toString());
        }

        private void tell(PolicyCases.Outcome one) {
            boolean stands = one.problem().isEmpty();
            passed += stands ? 1 : 0;
            failed += stands ? 0 : 1;
            console.out()
                    .println((stands ? "✓ " : "✗ ") + one.name() + ": "
                            + one.problem().orElse(one.verdict().id()));
            if (trace || !stands) {
                one.considered()
                        .forEach(each -> console.out()
                                .println("    " + each.held().id()
                                        + " ".repeat(8 - each.held().id().length()) + each.id() + ": "
                                        + each.verdict().id() + " when " + each.when()));
            }
        }
    }
}
