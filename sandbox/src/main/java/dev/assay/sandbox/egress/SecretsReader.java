package dev.assay.sandbox.egress;

import dev.assay.model.Document;
import dev.assay.model.InvalidValueException;
import dev.assay.model.PluginName;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the secrets of the host file, under {@code secrets:}. They themselves are in files of their own. */
public final class SecretsReader {
    static final String SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/";

    private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";

    private final Connection connection;
    private final Clock clock;
    private final Map<String, Function<Document, Optional<Secret>>> schemes = Map.of(
            "bearer",
            SecretsReader::bearer,
            "basic",
            SecretsReader::basic,
            "oauth2",
            this::clientCredentials,
            "aws",
            this::aws,
            "service-account",
            SecretsReader::serviceAccount);

    /** {@code network}: how token endpoints are reached; {@code clock}: when requests are signed. */
    public SecretsReader(Network network, Clock clock) {
        this.connection = new Connection(network);
        this.clock = clock;
    }

    /** Faults are left in the document, for its {@link Document#finish}. */
    public Secrets read(Document at) {
        Map<String, Secrets.Bound> all = new HashMap<>();
        for (String name : at.keys()) {
            if (!name.matches(NAME)) {
                at.fault(name, "a secret's name is of lower-case letters, digits and hyphens", "");
            }
            at.mapping(name).ifPresent(bound -> {
                Set<PluginName> plugins = new HashSet<>(bound.list("plugins", PluginName::parse));
                List<String> hosts = NetworkReader.hosts(bound, "hosts");
                if (plugins.isEmpty()) {
                    bound.fault("plugins", "it must say which plugins may use it", "for example [acme/ssh-hardening]");
                }
                if (hosts.contains("*")) {
                    bound.fault("hosts", "a secret is for hosts that are named, not for every host", "name them");
                }
                scheme(bound).ifPresent(secret -> all.put(name, new Secrets.Bound(plugins, hosts, secret)));
                bound.end();
            });
        }
        return new Secrets(all);
    }

    private Optional<Secret> scheme(Document bound) {
        List<String> said =
                schemes.keySet().stream().filter(bound::has).sorted().toList();
        if (said.size() != 1) {
            bound.fault(
                    said.isEmpty() ? "hosts" : said.getLast(),
                    "a secret is of one kind",
                    "one of "
                            + String.join(
                                    ", ", schemes.keySet().stream().sorted().toList()));
        }
        Optional<Secret> secret = Optional.empty();
        for (var scheme : schemes.entrySet()) {
            Optional<Document> at = bound.mapping(scheme.getKey());
            if (at.isPresent()) {
                secret = scheme.getValue().apply(at.get());
                at.get().end();
            }
        }
        return secret;
    }

    private static Optional<SecretFile> file(Document at, String key) {
        return at.required(key, NetworkReader::file).map(path -> new SecretFile(path, false));
    }

    private static Optional<Secret> bearer(Document at) {
        return file(at, "file").map(Secret.Bearer::new);
    }

    private static Optional<Secret> basic(Document at) {
        Optional<String> user = at.required("user", text -> checked("user", text, "[ -9;-~]{1,256}"));
        return file(at, "file").flatMap(file -> user.map(name -> new Secret.Basic(name, file)));
    }

    private Optional<Secret> clientCredentials(Document at) {
        Optional<Target> endpoint = at.required("token-url", Target::parse);
        if (endpoint.filter(target -> !target.secure()).isPresent()) {
            at.fault("token-url", "a token endpoint is asked over TLS", "https://…");
        }
        Optional<String> client = at.required("client", text -> checked("client", text, "[ -~]{1,256}"));
        Optional<String> scope = at.optional("scope", text -> checked("scope", text, "[ -~]{1,1024}"));
        Optional<SecretFile> file = file(at, "file");
        return endpoint.flatMap(target ->
                client.flatMap(id -> file.map(kept -> new ClientCredentials(connection, target, id, kept, scope))));
    }

    private Optional<Secret> aws(Document at) {
        Optional<String> service = at.required("service", text -> checked("service", text, "[a-z0-9-]{1,63}"));
        Optional<String> region = at.required("region", text -> checked("region", text, "[a-z0-9-]{1,63}"));
        Optional<String> key = at.required("key-id", text -> checked("key-id", text, "[A-Z0-9]{4,128}"));
        Optional<SecretFile> session = at.has("session-file") ? file(at, "session-file") : Optional.empty();
        Optional<SecretFile> file = file(at, "file");
        return service.flatMap(name -> region.flatMap(
                place -> key.flatMap(id -> file.map(kept -> new AwsSignature(clock, name, place, id, kept, session)))));
    }

    /** A pod's own token; Kubernetes lets others in the pod read it. */
    private static Optional<Secret> serviceAccount(Document at) {
        Path file = at.optional("file", NetworkReader::file).orElse(Path.of(SERVICE_ACCOUNT + "token"));
        return Optional.of(new Secret.Bearer(new SecretFile(file, true)));
    }

    private static String checked(String noun, String text, String form) {
        if (!text.matches(form)) {
            throw new InvalidValueException(noun, text, "text of the form " + form);
        }
        return text;
    }
}
