package dev.assay.sandbox.host;

import dev.assay.sandbox.egress.Network;
import dev.assay.sandbox.egress.Secrets;
import java.util.List;
import java.util.Map;

/**
 * With what a host does what it is allowed to do: the parts of the host file that no plugin and no administrator of a fleet
 * can write.
 *
 * @param commands for each exec name the program's absolute path and its arguments, passed as they are, without a shell
 * @param network where requests may go
 * @param secrets what requests may carry
 */
public record Means(Map<String, List<String>> commands, Network network, Secrets secrets) {
    public static final Means NONE = new Means(Map.of());

    public Means {
        commands = Map.copyOf(commands);
    }

    /** Commands, the public internet, and no secret. */
    public Means(Map<String, List<String>> commands) {
        this(commands, Network.PUBLIC, Secrets.NONE);
    }
}
