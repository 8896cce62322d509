package dev.assay.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A set of capabilities: a manifest's wish, an administrator's grant, or a runtime's ceiling. Sorted, each once.
 *
 * @param withheld of what receipts keep the digests alone, not the content: kinds of capabilities, {@code request},
 *     {@code response} and {@code log}
 */
public record Capabilities(List<Capability> all, SortedSet<String> withheld) {
    public static final Capabilities NONE = new Capabilities(List.of());

    /** What receipts hold beside digests. */
    public static final SortedSet<String> KEPT = Collections.unmodifiableSortedSet(new TreeSet<>(List.of(
            "clock",
            "dns",
            "env",
            "exec",
            "file",
            "http",
            "kubernetes",
            "log",
            "random",
            "request",
            "response",
            "tls",
            "verify")));

    private static final int MOST = 256;

    /** Of which everything may be kept. */
    public Capabilities(List<Capability> all) {
        this(all, new TreeSet<>());
    }

    public Capabilities {
        withheld = Collections.unmodifiableSortedSet(new TreeSet<>(withheld));
        withheld.forEach(Capabilities::withheld);
        all = all.stream()
                .distinct()
                .sorted(Comparator.comparing(Capability::describe))
                .toList();
    }

    /** A word of {@code withhold}; another is an {@link InvalidValueException}. */
    static String withheld(String word) {
        if (!KEPT.contains(word)) {
            throw new InvalidValueException("withhold", word, "one of " + String.join(", ", KEPT));
        }
        return word;
    }

    public static Capabilities of(Capability... capabilities) {
        return new Capabilities(List.of(capabilities));
    }

    /** The kinds in it, such as {@code exec}. */
    public SortedSet<String> kinds() {
        SortedSet<String> kinds = new TreeSet<>();
        all.forEach(capability -> kinds.add(capability.kind()));
        return kinds;
    }

    /** Those of this set for which the grant has nothing: a plugin that declares them cannot work as it says. */
    public List<Capability> uncoveredBy(Capabilities grant) {
        return all.stream()
                .filter(wanted -> grant.all.stream().noneMatch(wanted::overlaps))
                .toList();
    }

    public boolean allowsExec(String name) {
        return all.stream()
                .anyMatch(c -> c instanceof Capability.Exec exec && exec.name().equals(name));
    }

    public boolean allowsFile(String path, Capability.FileAccess.Access use) {
        return all.stream().anyMatch(c -> c instanceof Capability.FileAccess file && file.allows(path, use));
    }

    public boolean allowsEnv(String name) {
        return all.stream()
                .anyMatch(c -> c instanceof Capability.Env env && env.name().equals(name));
    }

    public boolean allowsVerify(String name) {
        return all.stream()
                .anyMatch(c ->
                        c instanceof Capability.Verify verify && verify.name().equals(name));
    }

    public boolean allowsTls(String host, int port) {
        return all.stream().anyMatch(c -> c instanceof Capability.Tls tls && tls.allows(host, port));
    }

    public boolean allowsHttp(String method, String host, int port) {
        return all.stream().anyMatch(c -> c instanceof Capability.Http http && http.allows(method, host, port));
    }

    /** The names of secrets that it has for such a request. */
    NavigableSet<String> httpAuth(String method, String host, int port) {
        NavigableSet<String> names = new TreeSet<>();
        for (Capability capability : all) {
            if (capability instanceof Capability.Http http && http.allows(method, host, port)) {
                http.auth().ifPresent(names::add);
            }
        }
        return names;
    }

    public boolean allowsDns(String name, String type) {
        return all.stream().anyMatch(c -> c instanceof Capability.Dns dns && dns.allows(name, type));
    }

    public boolean allowsKubernetes(String resource, Optional<String> namespace) {
        return all.stream()
                .anyMatch(c -> c instanceof Capability.Kubernetes kubernetes && kubernetes.allows(resource, namespace));
    }

    /** The form of documents: the same keys as in the manifest. */
    public ObjectNode toJson() {
        ObjectNode out = Json.object();
        for (Capability capability : all) {
            ArrayNode list = out.withArray(capability.kind());
            switch (capability) {
                case Capability.Exec exec -> list.add(exec.name());
                case Capability.Env env -> list.add(env.name());
                case Capability.Verify verify -> list.add(verify.name());
                case Capability.FileAccess file ->
                    list.addObject()
                            .put("path", file.path())
                            .put("access", file.access().id());
                case Capability.Tls tls -> {
                    ObjectNode one = list.addObject();
                    one.set("hosts", Json.texts(tls.hosts()));
                    if (!tls.ports().isEmpty()) {
                        tls.ports().forEach(one.putArray("ports")::add);
                    }
                }
                case Capability.Http http -> {
                    ObjectNode one = list.addObject();
                    one.set("hosts", Json.texts(http.hosts()));
                    one.set("methods", Json.texts(http.methods()));
                    if (!http.ports().isEmpty()) {
                        http.ports().forEach(one.putArray("ports")::add);
                    }
                    http.auth().ifPresent(auth -> one.put("auth", auth));
                }
                case Capability.Dns dns -> {
                    ObjectNode one = list.addObject();
                    one.set("names", Json.texts(dns.names()));
                    if (!dns.types().isEmpty()) {
                        one.set("types", Json.texts(dns.types()));
                    }
                }
                case Capability.Kubernetes kubernetes -> {
                    ObjectNode one = list.addObject();
                    one.set("resources", Json.texts(kubernetes.resources()));
                    one.set("namespaces", Json.texts(kubernetes.namespaces()));
                }
            }
        }
        if (!withheld.isEmpty()) {
            out.set("withhold", Json.texts(withheld));
        }
        return out;
    }

    public static Capabilities fromJson(Fields fields) {
        List<Capability> all = new ArrayList<>();
        fields.texts("exec", MOST).forEach(name -> all.add(new Capability.Exec(name)));
        fields.texts("env", MOST).forEach(name -> all.add(new Capability.Env(name)));
        fields.texts("verify", MOST).forEach(name -> all.add(new Capability.Verify(name)));
        for (Fields file : fields.objects("file", MOST)) {
            all.add(new Capability.FileAccess(
                    file.text("path"), file.value("access", Capability.FileAccess.Access::parse)));
            file.end();
        }
        for (Fields tls : fields.objects("tls", MOST)) {
            all.add(new Capability.Tls(tls.texts("hosts", MOST), ports(tls)));
            tls.end();
        }
        for (Fields http : fields.objects("http", MOST)) {
            all.add(new Capability.Http(
                    http.texts("hosts", MOST),
                    new TreeSet<>(http.texts("methods", MOST)),
                    ports(http),
                    http.optionalText("auth")));
            http.end();
        }
        for (Fields dns : fields.objects("dns", MOST)) {
            all.add(new Capability.Dns(dns.texts("names", MOST), new TreeSet<>(dns.texts("types", MOST))));
            dns.end();
        }
        for (Fields kubernetes : fields.objects("kubernetes", MOST)) {
            all.add(new Capability.Kubernetes(
                    kubernetes.texts("resources", MOST), kubernetes.texts("namespaces", MOST)));
            kubernetes.end();
        }
        SortedSet<String> withheld = new TreeSet<>(fields.texts("withhold", MOST));
        fields.end();
        return new Capabilities(all, withheld);
    }

    private static List<Integer> ports(Fields fields) {
        List<Integer> ports = new ArrayList<>();
        fields.optionalNode("ports")
                .ifPresent(list -> list.forEach(port -> ports.add(port.isInt() ? port.intValue() : -1)));
        return ports;
    }
}
