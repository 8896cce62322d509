package dev.assay.sandbox.host;

import dev.assay.model.Effective;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.sandbox.egress.Caller;
import dev.assay.sandbox.egress.Egress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** This machine, as its host file lets plugins see it. Thread-safe. */
public final class LiveHost implements Host {
    /** On whose behalf nothing may leave this machine: outside a run. */
    private static final PluginName NOBODY = new PluginName("nobody", "nobody");

    private final ExecHost exec;
    private final FileHost files;
    private final TlsHost tls = new TlsHost();
    private final HttpHost http;
    private final DnsHost dns;
    private final KubernetesHost kubernetes;
    private final VerifyHost verify;
    private final Map<String, String> environment;
    private final Clock clock;
    private final RandomGenerator random;
    private final Caller caller;

    /** {@code forbidden}: this runtime's directories and files, which no plugin may read whatever is granted. */
    public LiveHost(
            Means means, List<Path> forbidden, Map<String, String> environment, Clock clock, RandomGenerator random) {
        this.exec = new ExecHost(means.commands());
        this.files = new FileHost(
                Stream.concat(forbidden.stream(), means.secretFiles()).toList());
        this.http = new HttpHost(new Egress(means.network(), means.secrets()));
        this.dns = new DnsHost(means.nameServers());
        this.kubernetes = new KubernetesHost(means.cluster());
        this.verify = new VerifyHost(means.signers());
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.random = random;
        this.caller = Caller.of(NOBODY, new Effective(List.of()));
    }

    private LiveHost(LiveHost host, Caller caller) {
        this.exec = host.exec;
        this.files = host.files;
        this.http = host.http;
        this.dns = host.dns;
        this.kubernetes = host.kubernetes;
        this.verify = host.verify;
        this.environment = host.environment;
        this.clock = host.clock;
        this.random = host.random;
        this.caller = caller;
    }

    @Override
    public Host forRun(PluginName plugin, Effective effective) {
        return new LiveHost(this, Caller.of(plugin, effective));
    }

    @Override
    public Optional<ObjectNode> perform(String capability, CapabilityRequest request) throws InterruptedException {
        return switch (request) {
            case CapabilityRequest.Exec(String name) -> Optional.of(exec.run(name));
            case CapabilityRequest.ReadFile file -> files.perform(file);
            case CapabilityRequest.ReadEnv(String name) -> Optional.of(environment(name));
            case CapabilityRequest.Handshake handshake -> Optional.of(tls.handshake(handshake));
            case CapabilityRequest.Http asked -> Optional.of(http.perform(asked, caller));
            case CapabilityRequest.Lookup lookup -> Optional.of(dns.perform(lookup, caller));
            case CapabilityRequest.Cluster(KubernetesRequest asked) -> Optional.of(kubernetes.perform(asked, caller));
            case CapabilityRequest.Verify asked -> Optional.of(verify.verify(asked));
            case CapabilityRequest.Log ignored -> Optional.of(Answer.ok(Json.object()));
            case CapabilityRequest.Clock() -> Optional.of(time(clock.instant()));
            case CapabilityRequest.Random(int bytes) -> Optional.of(random(random, bytes));
        };
    }

    private ObjectNode environment(String name) {
        String value = environment.get(name);
        return value == null
                ? Answer.error(Answer.NOT_FOUND, name + " is not set on this host")
                : Answer.ok(Json.object().put("value", value));
    }

    static ObjectNode time(Instant time) {
        return Answer.ok(Json.object().put("time", time.toString()).put("unix-ms", time.toEpochMilli()));
    }

    static ObjectNode random(RandomGenerator random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return Answer.ok(Json.object().put("base64", Base64.getEncoder().encodeToString(bytes)));
    }
}
