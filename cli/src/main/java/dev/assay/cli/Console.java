package dev.assay.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command prints and what it learns of its surroundings. Injected, so that a command can run inside another
 * program: the demo and the tests run the very commands that a person types.
 *
 * @param out what was asked for
 * @param err progress and errors
 * @param interactive whether {@code err} is a terminal, where progress may be redrawn
 */
public record Console(PrintStream out, PrintStream err, boolean interactive, Map<String, String> environment) {
    public Console {
        environment = Map.copyOf(environment);
    }

    /** The process's own streams, in UTF-8 whatever the locale. */
    public static Console system() {
        return new Console(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                Optional.ofNullable(System.console())
                        .map(java.io.Console::isTerminal)
                        .orElse(false),
                System.getenv());
    }

    /** One line of progress. */
    public void note(String line) {
        err.println(line);
    }
}
