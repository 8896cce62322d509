package dev.assay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.cli.advisories.AdvisoriesCommand;
import dev.assay.cli.audit.AuditCommand;
import dev.assay.cli.audit.DiffCommand;
import dev.assay.cli.audit.PolicyCommand;
import dev.assay.cli.audit.RulesCommand;
import dev.assay.cli.github.GithubCommand;
import dev.assay.cli.registry.RegistryCommand;
import dev.assay.cli.registry.ReviewCommand;
import dev.assay.cli.replay.ReplayCommand;
import dev.assay.cli.run.RunCommand;
import dev.assay.model.Inert;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code assay}: parses, calls one room, prints. */
@Command(
        name = "assay",
        description = "WebAssembly plugins that run only if the exact bytes were audited, approved and required.",
        mixinStandardHelpOptions = true,
        versionProvider = Assay.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit status: 0 done or approved, 1 failed, 2 usage, 10 flagged for review, 20 rejected or refused,",
            "30 incomplete. 'assay COMMAND --help' shows an example of each command.",
        })
final class Assay implements Runnable {
    /** The version of the program: the jar's manifest has it; an unpackaged class path is a development build. */
    static final String VERSION = version();

    static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            BuildCommand.class,
            ValidateCommand.class,
            AuditCommand.class,
            DiffCommand.class,
            RulesCommand.class,
            PolicyCommand.class,
            AdvisoriesCommand.class,
            KeysCommand.class,
            TestCommand.class,
            RunCommand.class,
            TrustCommand.class,
            SignCommand.class,
            VerifyCommand.class,
            RegistryCommand.class,
            GithubCommand.class,
            ReviewCommand.class,
            ControlCommand.class,
            RuntimeCommand.class,
            ReplayCommand.class,
            RequireCommand.class,
            FleetCommand.class,
            ConformanceCommand.class,
            WarmUpCommand.class);

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    private boolean debug;

    @Spec
    private CommandSpec spec;

    /** Runs one command line and answers its exit status. Never throws. */
    static int run(Console console, String... args) {
        Assay root = new Assay();
        CommandLine commandLine = new CommandLine(root, new Wiring(console));
        addCommands(
                commandLine,
                Arrays.stream(args)
                        .filter(arg -> !arg.startsWith("-"))
                        .findFirst()
                        .orElse(""));
        commandLine.setUsageHelpWidth(120); // examples are copied, so they stay on their lines
        commandLine.setExpandAtFiles(false); // an argument means what it says
        commandLine.setOut(new PrintWriter(console.out(), true, UTF_8));
        commandLine.setErr(new PrintWriter(console.err(), true, UTF_8));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((e, _) -> usage(console, e));
        commandLine.setExecutionExceptionHandler((e, _, _) -> failed(console, e, root.debug));
        try {
            return commandLine.execute(args);
        } catch (Error e) {
            // What the library does not hand on: a class that cannot be loaded, no more memory.
            return failed(console, e, root.debug);
        }
    }

    /** Reading a command's options by reflection takes longer than most commands do: only the one that is called is read. */
    private static void addCommands(CommandLine commandLine, String called) {
        for (Class<?> command : COMMANDS) {
            Command says = command.getAnnotation(Command.class);
            commandLine.addSubcommand(says.name(), says.name().equals(called) ? command : outline(says));
        }
    }

    private static CommandSpec outline(Command says) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(says.description()).hidden(says.hidden());
        return spec;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? 'assay --help' lists them");
    }

    private static int usage(Console console, ParameterException e) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        console.err().println(name + ": " + Inert.line(String.valueOf(e.getMessage())));
        console.err().println("Try '" + name + " --help'.");
        return ExitStatus.USAGE.code();
    }

    private static int failed(Console console, Throwable e, boolean debug) {
        console.err().println("assay: " + Explain.message(e));
        if (debug) {
            e.printStackTrace(console.err());
        }
        return ExitStatus.FAILED.code();
    }

    private static String version() {
        String version = Assay.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version;
    }

    /** What {@code --version} prints. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"assay " + VERSION};
        }
    }

    /** Gives each command the console by its constructor. */
    private record Wiring(Console console) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                for (var constructor : type.getDeclaredConstructors()) {
                    if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Console.class) {
                        constructor.setAccessible(true); // commands are nobody's to call but this one's
                        return type.cast(constructor.newInstance(console));
                    }
                }
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(type + " cannot be made", e);
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
