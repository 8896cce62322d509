package dev.assay.audit.report;

import dev.assay.audit.comparison.Comparison;
import dev.assay.audit.comparison.Difference;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What became of a module, for programs: {@code assay.difference/1}. Names of the modules are as they stand in them; its text is printable ASCII. */
public final class DifferenceJson {
    private DifferenceJson() {}

    /** One document; the same bytes for the same modules. */
    public static String render(Difference difference, byte[] older, byte[] newer) {
        Comparison comparison = difference.comparison();
        ObjectNode out = Json.document("assay.difference", 1);
        out.putObject("old").put("digest", Digest.of(older).toString()).put("size", older.length);
        out.putObject("new").put("digest", Digest.of(newer).toString()).put("size", newer.length);
        out.put("same", difference.isEmpty());
        out.set("capabilities", changes(difference.capabilities()));
        out.set("imports", changes(comparison.imports()));
        out.set("exports", changes(comparison.exports()));
        out.set("features", changes(difference.features()));
        out.put("start", difference.start().name().toLowerCase(Locale.ROOT));
        ObjectNode functions = out.putObject("functions")
                .put("unchanged", comparison.unchanged())
                .put("new-share-percent", comparison.newShare());
        ArrayNode changed = functions.putArray("changed");
        ArrayNode added = functions.putArray("added");
        for (Comparison.Changed one : comparison.functions()) {
            boolean isNew = one.was() == Comparison.Changed.NONE;
            ObjectNode node = (isNew ? added : changed).addObject().put("index", one.function());
            if (!isNew) {
                node.put("was", one.was());
            }
            node.put("name", Difference.name(difference.newer(), one.function()))
                    .put("operators", difference.function(one).operators());
        }
        ArrayNode removed = functions.putArray("removed");
        comparison
                .removed()
                .forEach(index -> removed.addObject()
                        .put("index", index)
                        .put("name", Difference.name(difference.older(), index)));
        return InertJson.pretty(out);
    }

    private static ObjectNode changes(Comparison.Changes changes) {
        ObjectNode out = Json.object();
        out.set("added", Json.texts(changes.added()));
        out.set("removed", Json.texts(changes.removed()));
        return out;
    }
}
