package dev.assay.model;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * A module of a release, for one set of engine features.
 *
 * @param name {@code baseline} for the one that runs everywhere
 * @param module the digest of the .wasm bytes
 * @param size of the module, in bytes
 * @param features the WebAssembly proposals that the module needs, read from its bytes
 */
public record Variant(String name, Digest module, long size, SortedSet<String> features) {
    /** More proposals than there are. */
    public static final int MOST_FEATURES = 64;

    public Variant {
        if (!name.matches("[a-z][a-z0-9-]{0,30}")) {
            throw new InvalidValueException("variant", name, "lower-case letters, digits and hyphens");
        }
        features = Collections.unmodifiableSortedSet(new TreeSet<>(features));
    }

    public ObjectNode toJson() {
        ObjectNode out =
                Json.object().put("name", name).put("module", module.toString()).put("size", size);
        out.set("features", Json.texts(features));
        return out;
    }

    public static Variant fromJson(Fields fields) {
        Variant variant = new Variant(
                fields.text("name"),
                fields.value("module", Digest::parse),
                fields.integer("size", 8, Integer.MAX_VALUE),
                new TreeSet<>(fields.requiredTexts("features", MOST_FEATURES)));
        fields.end();
        return variant;
    }
}
