package dev.assay.cli;

import dev.assay.cli.template.TrustFile;
import dev.assay.model.Inert;
import dev.assay.trust.Role;
import dev.assay.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "The trust policy.")
        private Path file = Path.of("");

        Check(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            TrustPolicy policy = TrustPolicy.read(file);
            for (Role role : Role.values()) {
                Optional<TrustPolicy.Rule> rule = policy.rule(role);
                if (rule.isEmpty()) {
                    console.out().println(role.id() + ": nobody. " + without(role));
                    continue;
                }
                console.out()
                        .println(role.id() + ": " + rule.get().minimum() + " of "
                                + rule.get().identities().size() + ", "
                                + rule.get()
                                        .maximumAge()
                                        .map(age -> "at most " + age.toDays() + " days old")
                                        .orElse("of any age")
                                + ". " + says(role));
                rule.get()
                        .identities()
                        .forEach(identity -> console.out()
                                .println("  " + Inert.line(identity.name()) + "  "
                                        + identity.key().type().id() + " "
                                        + identity.key().hint()));
            }
            return ExitStatus.DONE.code();
        }

        private static String says(Role role) {
            return switch (role) {
                case BUILDER -> "They say how a module was built; without their word no module loads";
                case AUDITOR -> "Their approval lets a module load";
                case REVIEWER -> "They can let a flagged module load";
                case PUBLISHER -> "They say what the registry holds and which audit is current";
            };
        }

        private static String without(Role role) {
            return switch (role) {
                case BUILDER -> "Warning: nobody has to say how a module was built";
                case REVIEWER -> "So a flagged module never loads";
                case AUDITOR, PUBLISHER -> "So nothing ever loads";
            };
        }
    }
}
