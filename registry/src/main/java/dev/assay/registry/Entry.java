package dev.assay.registry;

import dev.assay.model.Capabilities;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A release as the index lists it.
 *
 * @param release the release document; its digest is the release digest
 * @param manifest {@code plugin.yaml}
 * @param schema the configuration schema, if it has one
 * @param contract from the manifest, as {@code capabilities}: for choosing, never for admitting
 * @param yanked why it is not to be chosen any more; what runs it goes on, unlike what is revoked
 */
public record Entry(
        PluginName plugin,
        Version version,
        Instant published,
        Contract contract,
        Capabilities capabilities,
        Blob release,
        Blob manifest,
        Optional<Blob> schema,
        List<ListedVariant> variants,
        Optional<Yank> yanked) {
    private static final int MOST_VARIANTS = 32;

    /**
     * Why a release is not to be chosen any more.
     *
     * @param reason for people, at most 500 characters
     */
    public record Yank(String reason, Instant time) {
        private static final int LONGEST_REASON = 500;

        public Yank {
            if (reason.isBlank() || reason.length() > LONGEST_REASON) {
                throw new InvalidValueException("reason", reason, "why, in at most " + LONGEST_REASON + " characters");
            }
        }

        private ObjectNode toJson() {
            return Json.object().put("reason", reason).put("time", time.toString());
        }

        private static Yank fromJson(Fields fields) {
            Yank yank = new Yank(fields.text("reason"), fields.instant("time"));
            fields.end();
            return yank;
        }
    }

    public Entry {
        variants = List.copyOf(variants);
        if (variants.isEmpty()
                || variants.stream().map(ListedVariant::name).distinct().count() != variants.size()) {
            throw new InvalidValueException(
                    plugin + " " + version, "a release has at least one variant, each with its own name");
        }
    }

    /** The strictest verdict of its variants' current audits; empty when one was never audited. */
    public Optional<Verdict> verdict() {
        return variants.stream().allMatch(v -> v.verdict().isPresent())
                ? variants.stream().flatMap(v -> v.verdict().stream()).reduce(Verdict::or)
                : Optional.empty();
    }

    /** The same with these variants. */
    Entry with(List<ListedVariant> changed) {
        return new Entry(
                plugin, version, published, contract, capabilities, release, manifest, schema, changed, yanked);
    }

    /** The same, yanked or not. */
    Entry yanked(Optional<Yank> changed) {
        return new Entry(
                plugin, version, published, contract, capabilities, release, manifest, schema, variants, changed);
    }

    /** The variant with this module. */
    public Optional<ListedVariant> variantOf(Digest module) {
        return variants.stream()
                .filter(variant -> variant.module().digest().equals(module))
                .findFirst();
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("version", version.toString())
                .put("published", published.toString())
                .put("contract", contract.toString());
        json.set("capabilities", capabilities.toJson());
        json.set("release", release.toJson());
        json.set("manifest", manifest.toJson());
        schema.ifPresent(blob -> json.set("schema", blob.toJson()));
        ArrayNode list = json.putArray("variants");
        variants.forEach(variant -> list.add(variant.toJson()));
        yanked.ifPresent(yank -> json.set("yanked", yank.toJson()));
        return json;
    }

    static Entry fromJson(PluginName plugin, Fields fields) {
        Entry entry = new Entry(
                plugin,
                fields.value("version", Version::parse),
                fields.instant("published"),
                fields.value("contract", Contract::parse),
                Capabilities.fromJson(fields.object("capabilities")),
                Blob.fromJson(fields.object("release")),
                Blob.fromJson(fields.object("manifest")),
                fields.optionalObject("schema").map(Blob::fromJson),
                fields.objects("variants", MOST_VARIANTS).stream()
                        .map(ListedVariant::fromJson)
                        .toList(),
                fields.optionalObject("yanked").map(Yank::fromJson));
        fields.end();
        return entry;
    }
}
