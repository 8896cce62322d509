package dev.assay.model;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One immutable version of a plugin. Its canonical bytes bind name, version, manifest, configuration schema and modules
 * together; their digest is the release digest, which every statement names beside the module's. Binding the module alone
 * would let approved bytes travel under another name, manifest or version.
 *
 * @param manifest the digest of {@code plugin.yaml}
 * @param schema the digest of the configuration schema, where there is one
 * @param variants at least one, each name once
 */
public record Release(
        PluginName name, Version version, Digest manifest, Optional<Digest> schema, List<Variant> variants) {
    /** Larger than any release document can be. */
    public static final int MOST_BYTES = 64 << 10;

    private static final String NOUN = "assay.release";
    private static final int FORMAT = 1;
    private static final int MOST_VARIANTS = 16;

    public Release {
        variants = List.copyOf(variants);
        Set<String> names = new HashSet<>();
        variants.forEach(variant -> names.add(variant.name()));
        if (variants.isEmpty() || variants.size() > MOST_VARIANTS || names.size() != variants.size()) {
            throw new InvalidValueException(
                    "release " + name + " " + version,
                    "it must have 1 to " + MOST_VARIANTS + " variants, each name once");
        }
    }

    /** The release digest. */
    public Digest digest() {
        return Digest.of(bytes());
    }

    /** The canonical document. */
    public byte[] bytes() {
        ObjectNode out = Json.document(NOUN, FORMAT)
                .put("name", name.toString())
                .put("version", version.toString())
                .put("manifest", manifest.toString());
        schema.ifPresent(digest -> out.put("schema", digest.toString()));
        ArrayNode list = out.putArray("variants");
        variants.forEach(variant -> list.add(variant.toJson()));
        return Json.canonical(out);
    }

    /** Reads a release document; only the canonical bytes are one, so that a release has one digest. */
    public static Release read(byte[] bytes) {
        Fields fields = Fields.of(Json.read(bytes, MOST_BYTES), "release");
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        Release release = new Release(
                fields.value("name", PluginName::parse),
                fields.value("version", Version::parse),
                fields.value("manifest", Digest::parse),
                fields.optionalValue("schema", Digest::parse),
                fields.objects("variants", MOST_VARIANTS).stream()
                        .map(Variant::fromJson)
                        .toList());
        fields.text("format");
        fields.end();
        if (!Arrays.equals(bytes, release.bytes())) {
            throw new InvalidValueException("release", "it is not in canonical form");
        }
        return release;
    }

    /** The variant whose module has this digest. */
    public Optional<Variant> variantOf(Digest module) {
        return variants.stream().filter(v -> v.module().equals(module)).findFirst();
    }

    /** The variant with this name. */
    public Optional<Variant> variant(String name) {
        return variants.stream().filter(v -> v.name().equals(name)).findFirst();
    }
}
