package dev.assay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.cli.demo.Output;
import dev.assay.cli.demo.Shell;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Runs commands in this process, each through the entry point that a person's command line takes. */
public final class InProcess implements Shell {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Console console;

    public InProcess(Console console) {
        this.console = console;
    }

    @Override
    public Output run(String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Assay.run(console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)), command);
        return new Output(String.join(" ", command), status, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** Its errors go to this console: there is nobody else to hear them. */
    @Override
    public AutoCloseable start(String... command) {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), true, UTF_8);
        Thread thread = Thread.ofPlatform()
                .name("assay " + command[0])
                .daemon()
                .start(() -> Assay.run(console(nowhere, console.err()), command));
        return () -> {
            thread.interrupt();
            thread.join(PATIENCE);
        };
    }

    /** What a person has set must not change what the commands are shown to do. */
    private Console console(PrintStream out, PrintStream err) {
        Map<String, String> environment = new HashMap<>(console.environment());
        environment.keySet().removeIf(name -> name.startsWith("ASSAY_") && !name.equals("ASSAY_CACHE"));
        return new Console(out, err, false, environment);
    }
}
