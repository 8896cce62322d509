package dev.assay.sandbox.host;

import dev.assay.sandbox.egress.Cluster;
import dev.assay.sandbox.egress.Network;
import dev.assay.sandbox.egress.Secrets;
import dev.assay.trust.artifact.ArtifactPolicy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * With what a host does what it is allowed to do: the parts of the host file that no plugin and no administrator of a fleet
 * can write.
 *
 * @param commands for each exec name the program's absolute path and its arguments, passed as they are, without a shell
 * @param network where requests may go
 * @param secrets what requests may carry
 * @param nameServers who is asked for names; none are those of this system
 * @param cluster the Kubernetes cluster that is asked
 * @param signers for each verify name who may have signed
 */
public record Means(
        Map<String, List<String>> commands,
        Network network,
        Secrets secrets,
        List<InetSocketAddress> nameServers,
        Optional<Cluster> cluster,
        Map<String, ArtifactPolicy> signers) {
    public static final Means NONE = new Means(Map.of());

    public Means {
        commands = Map.copyOf(commands);
        nameServers = List.copyOf(nameServers);
        signers = Map.copyOf(signers);
    }

    /** Commands, the public internet, and no secret. */
    public Means(Map<String, List<String>> commands) {
        this(commands, Network.PUBLIC, Secrets.NONE, List.of(), Optional.empty(), Map.of());
    }

    /** The files that secrets are kept in: no guest reads them, whatever is granted. */
    Stream<Path> secretFiles() {
        return Stream.concat(secrets.files(), cluster.stream().flatMap(Cluster::files));
    }
}
