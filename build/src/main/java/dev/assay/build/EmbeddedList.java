package dev.assay.build;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.claim.DependencyList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The list of packages that cargo-auditable puts into a module, {@code .dep-v0}: a claim of the module. It says which of
 * the packages that the lockfile pins were compiled in, and may name others.
 */
record EmbeddedList(List<Entry> packages) {
    private static final int MOST_PACKAGES = 10_000;
    private static final String PROPERTY = "assay:dep-v0";

    /** A package of the list; the plugin itself is none. */
    private record Entry(String name, String version, String source, String kind) {
        static Entry of(Fields fields) {
            return new Entry(
                    fields.text("name"),
                    fields.text("version"),
                    fields.text("source"),
                    fields.optionalText("kind").orElse("runtime"));
        }
    }

    /** The one that the module has; {@code properties} are told if it has several or one that cannot be read. */
    static Optional<EmbeddedList> in(Summary module, ArrayNode properties) {
        List<DependencyList> lists = DependencyList.of(module);
        if (lists.isEmpty()) {
            return Optional.empty();
        }
        if (lists.size() > 1) {
            Sbom.property(properties, PROPERTY, "not listed: there are " + lists.size() + " of them");
            return Optional.empty();
        }
        try {
            Fields whole =
                    Fields.of(Json.read(lists.getFirst().json(), DependencyList.MOST_BYTES), DependencyList.SECTION);
            List<Entry> entries = new ArrayList<>();
            for (Fields one : whole.objects("packages", MOST_PACKAGES)) {
                if (!one.has("root") || !one.flag("root")) {
                    entries.add(Entry.of(one));
                }
            }
            Sbom.property(properties, PROPERTY, entries.size() + " packages");
            return Optional.of(new EmbeddedList(entries));
        } catch (WasmException | ModelException e) {
            Sbom.property(properties, PROPERTY, "not listed: it cannot be read");
            return Optional.empty();
        }
    }

    /** Marks the pinned packages that it names, and adds those that no lockfile pins, without a hash. */
    void addTo(Map<String, ObjectNode> known) {
        for (Entry entry : packages) {
            String uri = "pkg:cargo/" + entry.name() + "@" + entry.version();
            ObjectNode component = known.computeIfAbsent(uri, key -> claimed(entry, key));
            Sbom.property(component.withArray("properties"), PROPERTY, entry.kind());
        }
    }

    private static ObjectNode claimed(Entry entry, String uri) {
        ObjectNode component = entry.source().equals("crates.io") && Sbom.isPackage(uri)
                ? Sbom.component(uri)
                : Json.object()
                        .put("type", "library")
                        .put("name", Inert.line(entry.name(), 200))
                        .put("version", Inert.line(entry.version(), 200));
        Sbom.property(component.putArray("properties"), "assay:origin", "module, from " + entry.source());
        return component;
    }
}
