package dev.assay.model;

import java.util.List;
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

    public boolean allowsTls(String host, int port) {
        return every(layer -> layer.allowsTls(host, port));
    }

    public boolean allowsHttp(String method, String host) {
        return every(layer -> layer.allowsHttp(method, host));
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
