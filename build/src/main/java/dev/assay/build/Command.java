package dev.assay.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One process to run.
 *
 * @param what it is, for messages
 * @param environment all of it: nothing is inherited
 * @param limit how long it may take
 * @param mostOutput how many bytes it may write to standard output and error together
 */
record Command(
        String what,
        List<String> line,
        Path directory,
        Map<String, String> environment,
        Duration limit,
        int mostOutput) {
    Command {
        line = List.copyOf(line);
        environment = Map.copyOf(environment);
    }
}
