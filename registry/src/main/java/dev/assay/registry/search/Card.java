package dev.assay.registry.search;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import dev.assay.model.PluginName;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import dev.assay.registry.Entry;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plugin as a catalogue shows it, by the release that people would take: for choosing, never for admitting.
 *
 * @param version the newest that is neither yanked nor a pre-release; where there is none, the newest that is not yanked; else the
 *     newest. Whether it is revoked is not said here: others sign that, at other times
 * @param summary from its manifest, written by whoever made it
 * @param verdict of its current audits; empty when it was not audited
 * @param capabilities their kinds
 * @param releases how many the plugin has
 * @param yanked whether the version is: then all are
 * @param modules of the release
 */
public record Card(
        PluginName plugin,
        Version version,
        String summary,
        Instant published,
        Optional<Verdict> verdict,
        SortedSet<String> capabilities,
        int releases,
        boolean yanked,
        Digest release,
        List<Digest> modules) {
    private static final int LONGEST_SUMMARY = 200;
    private static final int MOST_CAPABILITIES = 64;
    private static final int MOST_MODULES = 32;
    private static final int MOST_RELEASES = 10_000;

    public Card {
        capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
        modules = List.copyOf(modules);
        if (summary.length() > LONGEST_SUMMARY || !summary.equals(Inert.line(summary))) {
            throw new InvalidValueException(
                    "summary of " + plugin, summary, "one line of at most " + LONGEST_SUMMARY + " visible characters");
        }
    }

    /**
     * Which of the releases of a plugin is shown.
     *
     * @param releases newest first, at least one
     */
    public static Entry shown(List<Entry> releases) {
        Predicate<Entry> chosen = entry -> entry.yanked().isEmpty();
        return releases.stream()
                .filter(chosen.and(entry -> !entry.version().isPreRelease()))
                .findFirst()
                .or(() -> releases.stream().filter(chosen).findFirst())
                .orElse(releases.getFirst());
    }

    /**
     * The card of a plugin.
     *
     * @param releases newest first, at least one
     * @param manifest of the one that is {@link #shown}
     */
    public static Card of(List<Entry> releases, Manifest manifest) {
        Entry entry = shown(releases);
        return new Card(
                entry.plugin(),
                entry.version(),
                manifest.summary(),
                entry.published(),
                entry.verdict(),
                entry.capabilities().kinds(),
                releases.size(),
                entry.yanked().isPresent(),
                entry.release().digest(),
                entry.variants().stream()
                        .map(variant -> variant.module().digest())
                        .toList());
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("plugin", plugin.toString())
                .put("version", version.toString())
                .put("summary", summary)
                .put("published", published.toString())
                .put("releases", releases)
                .put("yanked", yanked)
                .put("release", release.toString());
        verdict.ifPresent(said -> json.put("verdict", said.id()));
        json.set("capabilities", Json.texts(capabilities));
        json.set("modules", Json.texts(modules.stream().map(Digest::toString).toList()));
        return json;
    }

    static Card fromJson(Fields fields) {
        Card card = new Card(
                fields.value("plugin", PluginName::parse),
                fields.value("version", Version::parse),
                fields.text("summary"),
                fields.instant("published"),
                fields.optionalValue("verdict", Verdict::parse),
                new TreeSet<>(fields.requiredTexts("capabilities", MOST_CAPABILITIES)),
                (int) fields.integer("releases", 1, MOST_RELEASES),
                fields.flag("yanked"),
                fields.value("release", Digest::parse),
                fields.requiredTexts("modules", MOST_MODULES).stream()
                        .map(Digest::parse)
                        .toList());
        fields.end();
        return card;
    }
}
