package dev.assay.sandbox.egress;

import dev.assay.model.HostPattern;
import dev.assay.model.PluginName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The secrets of this host, each bound to plugins and to hosts by the host's own file. What a manifest calls a secret gets an
 * author nothing: neither his plugin nor his host is bound to it. Thread-safe; shows nothing of them.
 */
public final class Secrets {
    public static final Secrets NONE = new Secrets(Map.of());

    private final Map<String, Bound> all;

    /** A secret for these plugins, at these hosts. */
    record Bound(Set<PluginName> plugins, List<String> hosts, Secret secret) {
        @Override
        public String toString() {
            return "a secret of " + plugins + " for " + hosts;
        }
    }

    Secrets(Map<String, Bound> all) {
        this.all = Map.copyOf(all);
    }

    /** The secret of this name, if this plugin may have it sent to this host. */
    Optional<Secret> find(String name, PluginName plugin, String host) {
        return Optional.ofNullable(all.get(name))
                .filter(bound -> bound.plugins().contains(plugin))
                .filter(bound -> HostPattern.anyMatches(bound.hosts(), host))
                .map(Bound::secret);
    }

    /** Where they are kept. */
    public Stream<Path> files() {
        return all.values().stream().flatMap(bound -> bound.secret().files());
    }
}
