package dev.assay.github.gate;

import dev.assay.audit.Finding;
import dev.assay.audit.Report;
import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Release;
import dev.assay.model.Variant;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the audit said of one release, all variants together.
 *
 * @param key the plugin's folder
 * @param release the digest that is published later, or nothing is
 * @param verdict the strictest of the variants'
 * @param complete whether every audit could check everything
 * @param capabilities what the binaries import
 * @param findings the strictest first, at most {@link #MOST_FINDINGS}
 * @param found how many findings there are in all
 */
public record Judged(
        String key,
        PluginName plugin,
        Version version,
        Digest release,
        Verdict verdict,
        boolean complete,
        SortedSet<String> capabilities,
        List<JudgedFinding> findings,
        long found) {
    static final int MOST_FINDINGS = 50;
    private static final int MOST_CAPABILITIES = 64;
    private static final Pattern KEY = Pattern.compile("[a-z0-9]([a-z0-9-]{0,98}[a-z0-9])?");

    public Judged {
        if (!KEY.matcher(key).matches()) {
            throw new InvalidValueException("key", key, "the form " + KEY);
        }
        capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
        findings = List.copyOf(findings);
    }

    /** Puts the reports of a release's variants together; each variant must have one. */
    public static Judged of(String key, Release release, Map<Variant, Report> reports) {
        Verdict verdict = Verdict.APPROVED;
        boolean complete = true;
        SortedSet<String> capabilities = new TreeSet<>();
        List<JudgedFinding> findings = new ArrayList<>();
        for (Variant variant : release.variants()) {
            Report report = reports.get(variant);
            if (report == null || !report.digest().equals(variant.module())) {
                throw new IllegalArgumentException("no report is about " + variant.name() + " of " + release.name());
            }
            verdict = verdict.or(report.verdict());
            complete &= report.complete();
            capabilities.addAll(report.capabilities());
            for (Finding finding : report.findings()) {
                findings.add(JudgedFinding.of(variant.name(), finding));
            }
        }
        findings.sort((a, b) -> b.action().compareTo(a.action()));
        return new Judged(
                key,
                release.name(),
                release.version(),
                release.digest(),
                verdict,
                complete,
                capabilities,
                findings.subList(0, Math.min(findings.size(), MOST_FINDINGS)),
                findings.size());
    }

    ObjectNode toJson() {
        ObjectNode out = Json.object()
                .put("key", key)
                .put("plugin", plugin.toString())
                .put("version", version.toString())
                .put("release", release.toString())
                .put("verdict", verdict.id())
                .put("complete", complete)
                .put("found", found);
        out.set("capabilities", Json.texts(capabilities));
        ArrayNode list = out.putArray("findings");
        findings.forEach(finding -> list.add(finding.toJson()));
        return out;
    }

    static Judged read(Fields fields) {
        Judged judged = new Judged(
                fields.text("key"),
                fields.value("plugin", PluginName::parse),
                fields.value("version", Version::parse),
                fields.value("release", Digest::parse),
                fields.value("verdict", Verdict::parse),
                fields.flag("complete"),
                new TreeSet<>(fields.texts("capabilities", MOST_CAPABILITIES)),
                fields.objects("findings", MOST_FINDINGS).stream()
                        .map(JudgedFinding::read)
                        .toList(),
                fields.integer("found", 0, Json.LARGEST_INTEGER));
        fields.end();
        return judged;
    }
}
