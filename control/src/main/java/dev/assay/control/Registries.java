package dev.assay.control;

import dev.assay.control.http.Api;
import dev.assay.control.http.Call;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.PluginName;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.Registry;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.trust.TrustException;
import dev.assay.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The registry that requirements are resolved by, and the trust policy that says whose word counts in it. */
final class Registries {
    static final String ONLY = "default";

    private final String location;
    private final Registry registry;
    private final TrustPolicy policy;

    private Registries(String location, Registry registry, TrustPolicy policy) {
        this.location = location;
        this.registry = registry;
        this.policy = policy;
    }

    /** Opens the registry and reads its index once, so that a wrong place is told now and not at the first call. */
    static Registries open(String location, Path trust, Path memory, Clock clock) {
        TrustPolicy policy;
        try {
            policy = TrustPolicy.read(trust);
        } catch (TrustException | ModelException e) {
            throw new ControlException(
                    "The trust policy cannot be used",
                    trust + " (" + e.getMessage() + ")",
                    "Correct it; 'assay trust check' shows its faults",
                    e);
        }
        try {
            Registry registry = Registry.open(Source.of(location), policy, memory.resolve(name(location)), clock);
            Registries registries = new Registries(location, registry, policy);
            registries.index();
            return registries;
        } catch (RegistryException | TrustException | ModelException e) {
            throw unusable(location, e);
        }
    }

    /** What was seen is remembered for each place: the last index known of one is none of another. */
    private static String name(String location) {
        String first = Source.several(location).getFirst();
        String place = Source.isRemote(first)
                ? first
                : Path.of(first).toAbsolutePath().normalize().toString();
        return Digest.of(place.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /** The verified index, as it is now; throws {@link ControlException} if there is none that counts. */
    Index index() {
        try {
            return registry.index();
        } catch (RegistryException | TrustException | ModelException e) {
            throw unusable(location, e);
        }
    }

    TrustPolicy policy() {
        return policy;
    }

    Reply list(Call call) {
        Index index = index();
        ObjectNode out = Json.object();
        int releases = index.plugins().stream()
                .mapToInt(plugin -> index.releases(plugin).size())
                .sum();
        out.putArray("items")
                .addObject()
                .put("id", ONLY)
                .put("location", location)
                .put("releases", releases)
                .put("issued", index.issued().toString())
                .put("expires", index.expires().toString());
        return Answer.json(out);
    }

    Reply releases(Call call) {
        if (!call.parameter("registry").equals(ONLY)) {
            return Api.notFound(
                    "There is no registry " + Inert.quote(call.parameter("registry")) + ", only '" + ONLY + "'");
        }
        Index index = index();
        ObjectNode out = Json.object();
        ArrayNode items = out.putArray("items");
        for (PluginName plugin : index.plugins()) {
            for (Entry entry : index.releases(plugin)) {
                ObjectNode item = items.addObject()
                        .put("plugin", plugin.toString())
                        .put("version", entry.version().toString())
                        .put("release", entry.release().digest().toString())
                        .put("revoked", index.revocation(entry).isPresent());
                ArrayNode variants = item.putArray("variants");
                entry.variants()
                        .forEach(variant -> variants.addObject()
                                .put("name", variant.name())
                                .put("module", variant.module().digest().toString())
                                .put("size", variant.module().size())
                                .set("features", Json.texts(variant.features())));
            }
        }
        return Answer.json(out);
    }

    private static ControlException unusable(String location, RuntimeException cause) {
        return new ControlException(
                "The registry cannot be used",
                location + " (" + cause.getMessage() + ")",
                "Give the directory or URL of a registry whose publisher the trust policy names",
                cause);
    }
}
