package dev.assay.cli;

import dev.assay.cli.template.TrustFile;
import dev.assay.cli.trust.PolicyReport;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.trust.Role;
import dev.assay.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes and explains trust policies. */
@Command(
        name = "trust",
        description = "Write and explain a trust policy: who may say what.",
        mixinStandardHelpOptions = true,
        subcommands = {TrustCommand.Init.class, TrustCommand.Check.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example:",
            "  assay trust init trust.yaml --builder builder.pem.pub --auditor auditor.pem.pub \\",
            "      --reviewer kim.pem.pub --publisher publisher.pem.pub",
            "  assay trust check trust.yaml",
        })
final class TrustCommand extends Group {
    /** Writes a policy from public keys. */
    @Command(
            name = "init",
            description = "Write a trust policy that holds these public keys. The file is whole: copy it anywhere.",
            mixinStandardHelpOptions = true)
    static final class Init implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "Where the policy goes; it must not exist.")
        private Path file = Path.of("");

        @Option(names = "--builder", paramLabel = "KEY", description = "Public key of a builder.")
        private List<Path> builders = new ArrayList<>();

        @Option(names = "--auditor", paramLabel = "KEY", required = true, description = "Public key of an auditor.")
        private List<Path> auditors = new ArrayList<>();

        @Option(names = "--reviewer", paramLabel = "KEY", description = "Public key of a reviewer.")
        private List<Path> reviewers = new ArrayList<>();

        @Option(
                names = "--publisher",
                paramLabel = "KEY",
                required = true,
                description = "Public key of a registry's publisher.")
        private List<Path> publishers = new ArrayList<>();

        Init(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            if (Files.exists(file)) {
                throw new CommandException(
                        Inert.quote(file.toString()) + " is already there. Remove it or choose another path");
            }
            Map<Role, List<Path>> keys = new EnumMap<>(Role.class);
            keys.put(Role.BUILDER, builders);
            keys.put(Role.AUDITOR, auditors);
            keys.put(Role.REVIEWER, reviewers);
            keys.put(Role.PUBLISHER, publishers);
            String yaml = "# Who may say what. 'assay trust check' explains it.\n" + TrustFile.yaml(keys);
            byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
            TrustPolicy.read(bytes, file);
            Inputs.write(file, bytes);
            console.out().println("Wrote " + file + ".");
            return ExitStatus.DONE.code();
        }
    }

    /** Explains a policy. */
    @Command(
            name = "check",
            description = "Show who could approve what, and warn of what is too wide.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Exit status: 0 nothing is too wide, 10 something is: each warning says what and what to do.",
                "",
                "Example:",
                "  assay trust check trust.yaml"
            })
    static final class Check implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "The trust policy.")
        private Path file = Path.of("");

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Check(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            PolicyReport report = new PolicyReport(TrustPolicy.read(file));
            console.out().print(json ? Json.pretty(report.json()) : report.text());
            return (report.isTooWide() ? ExitStatus.FLAGGED : ExitStatus.DONE).code();
        }
    }
}
