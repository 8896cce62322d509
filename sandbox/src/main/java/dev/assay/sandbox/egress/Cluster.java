package dev.assay.sandbox.egress;

import dev.assay.model.Document;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Kubernetes cluster that this host's own file names, with the token and the authority that it names. Wherever its server is,
 * it is asked: who wrote the file knows where that is. No redirect is followed. Thread-safe.
 */
public final class Cluster {
    private static final Target IN_CLUSTER = new Target(true, "kubernetes.default.svc", 443, "/");

    private final Target server;
    private final Secret token;
    private final Egress egress;

    Cluster(Target server, Path authority, SecretFile token, Network.Resolver resolver, Duration longest) {
        this.server = server;
        this.token = new Secret.Bearer(token);
        List<String> host = List.of(server.host());
        Network network = new Network(
                List.of(new Network.Opening(
                        host, List.of(Addresses.Block.parse("0.0.0.0/0"), Addresses.Block.parse("::/0")))),
                List.of(),
                List.of(new Network.Authority(host, authority)),
                resolver);
        this.egress = new Egress(network, Secrets.NONE, longest);
    }

    /** Reads {@code kubernetes:} of the host file. Faults are left in the document, for its {@link Document#finish}. */
    public static Optional<Cluster> read(Document at) {
        boolean inside = at.optional("in-cluster").filter("true"::equals).isPresent();
        if (inside) {
            at.end();
            Path account = Path.of(SecretsReader.SERVICE_ACCOUNT);
            SecretFile token = new SecretFile(account.resolve("token"), true);
            return Optional.of(of(IN_CLUSTER, account.resolve("ca.crt"), token));
        }
        Optional<Target> server = at.required("server", Target::parse);
        Optional<Path> authority = at.required("authority", NetworkReader::file);
        Optional<Path> token = at.required("token", NetworkReader::file);
        at.end();
        if (server.filter(target -> !target.secure() || !target.path().equals("/"))
                .isPresent()) {
            at.fault("server", "the cluster's server is asked over TLS, and at its root", "https://host:6443");
        }
        return server.flatMap(target ->
                authority.flatMap(file -> token.map(secret -> of(target, file, new SecretFile(secret, false)))));
    }

    private static Cluster of(Target server, Path authority, SecretFile token) {
        return new Cluster(server, authority, token, InetAddress::getAllByName, Egress.LONGEST);
    }

    /** Asks for what is at this path of the server, as JSON. */
    public Reply get(String path, Caller caller) throws EgressException, InterruptedException {
        caller.pace().await();
        Target target = new Target(true, server.host(), server.port(), path);
        return egress.ask(new Outgoing("GET", target, Map.of("accept", "application/json"), Optional.empty()), token);
    }

    /** Where its token is kept. */
    public Stream<Path> files() {
        return token.files();
    }
}
