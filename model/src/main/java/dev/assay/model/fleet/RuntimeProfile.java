package dev.assay.model.fleet;

import dev.assay.model.Capabilities;
import dev.assay.model.Contract;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.Variant;
import dev.assay.model.Version;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a runtime offers: the other side of what a plugin needs.
 *
 * @param version of the runtime's program
 * @param contracts the host contracts that it serves
 * @param features the WebAssembly proposals that its engine knows
 * @param ceiling what it lets any plugin touch, whoever grants it
 * @param limits what it lets any plugin use
 */
public record RuntimeProfile(
        Version version, SortedSet<String> contracts, SortedSet<String> features, Capabilities ceiling, Limits limits) {
    private static final String NOUN = "assay.runtime-profile";
    private static final int FORMAT = 1;

    public RuntimeProfile {
        contracts = Collections.unmodifiableSortedSet(new TreeSet<>(contracts));
        features = Collections.unmodifiableSortedSet(new TreeSet<>(features));
        contracts.forEach(Contract::parse);
    }

    public boolean serves(Contract contract) {
        return contracts.contains(contract.toString());
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.document(NOUN, FORMAT).put("version", version.toString());
        out.set("contracts", Json.texts(contracts));
        out.set("features", Json.texts(features));
        out.set("ceiling", ceiling.toJson());
        out.set("limits", limits.toJson());
        return out;
    }

    public static RuntimeProfile fromJson(Fields fields) {
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        fields.text("format");
        RuntimeProfile profile = new RuntimeProfile(
                fields.value("version", Version::parse),
                new TreeSet<>(fields.texts("contracts", 64)),
                new TreeSet<>(fields.texts("features", Variant.MOST_FEATURES)),
                Capabilities.fromJson(fields.object("ceiling")),
                Limits.fromJson(fields.object("limits")));
        fields.end();
        return profile;
    }
}
