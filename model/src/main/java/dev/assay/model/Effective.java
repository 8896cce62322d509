package dev.assay.model;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a run may do: only what each layer allows (manifest, administrator's grant, runtime's ceiling). With no layer it
 * allows nothing.
 */
public record Effective(List<Capabilities> layers) {
    public Effective {
        layers = List.copyOf(layers);
    }

    /** The intersection of these layers. */
    public static Effective of(Capabilities... layers) {
        return new Effective(List.of(layers));
    }

    public boolean allowsExec(String name) {
        return every(layer -> layer.allowsExec(name));
    }

    public boolean allowsFile(String path, Capability.FileAccess.Access use) {
        return every(layer -> layer.allowsFile(path, use));
    }

    public boolean allowsEnv(String name) {
        return every(layer -> layer.allowsEnv(name));
    }

    public boolean allowsVerify(String name) {
        return every(layer -> layer.allowsVerify(name));
    }

    public boolean allowsTls(String host, int port) {
        return every(layer -> layer.allowsTls(host, port));
    }

    public boolean allowsHttp(String method, String host, int port) {
        return every(layer -> layer.allowsHttp(method, host, port));
    }

    /** The names of secrets that every layer has for such a request. Which plugin may use them is the runtime's file's. */
    public NavigableSet<String> httpAuth(String method, String host, int port) {
        NavigableSet<String> names = new TreeSet<>();
        layers.forEach(layer -> names.addAll(layer.httpAuth(method, host, port)));
        layers.forEach(layer -> names.retainAll(layer.httpAuth(method, host, port)));
        return names;
    }

    public boolean allowsDns(String name, String type) {
        return every(layer -> layer.allowsDns(name, type));
    }

    /** {@code resource} as in {@link Capability.Kubernetes}; no namespace is all of them, or what belongs to none. */
    public boolean allowsKubernetes(String resource, Optional<String> namespace) {
        return every(layer -> layer.allowsKubernetes(resource, namespace));
    }

    /** Whether some capability of this kind is in every layer: only then is its import linked. */
    public boolean allowsKind(String kind) {
        return every(layer -> layer.kinds().contains(kind));
    }

    /** Whether some layer says that receipts must not keep this. */
    public boolean withholds(String kept) {
        return layers.stream().anyMatch(layer -> layer.withheld().contains(kept));
    }

    private boolean every(Predicate<Capabilities> allowed) {
        return !layers.isEmpty() && layers.stream().allMatch(allowed);
    }
}
