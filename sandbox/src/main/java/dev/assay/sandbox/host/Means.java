package dev.assay.sandbox.host;

import java.util.List;
import java.util.Map;

/**
 * With what a host does what it is allowed to do: the parts of the host file that no plugin and no administrator of a fleet
 * can write.
 *
 * @param commands for each exec name the program's absolute path and its arguments, passed as they are, without a shell
 */
public record Means(Map<String, List<String>> commands) {
    public static final Means NONE = new Means(Map.of());

    public Means {
        commands = Map.copyOf(commands);
    }
}
