package dev.assay.registry.site;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of auditing everything that is published once more: the document {@code assay.re-audit/1}. Told on the site;
 * nothing is admitted by it.
 *
 * @param made when
 * @param auditor name and version of the program
 */
public record ReAudit(Instant made, String auditor, List<Result> results) {
    /** Larger than any such document. */
    public static final int MOST_BYTES = 32 << 20;

    private static final String NOUN = "assay.re-audit";
    private static final int FORMAT = 1;
    private static final int MOST_RESULTS = 100_000;
    private static final int MOST_FINDINGS = 200;

    public ReAudit {
        results = List.copyOf(results);
    }

    /** What was found in one module of a release. */
    public record Result(
            PluginName plugin,
            Version version,
            String variant,
            Digest module,
            Verdict verdict,
            boolean complete,
            List<Finding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }

        /** Whether it would be approved today. */
        public boolean passes() {
            return complete && verdict == Verdict.APPROVED;
        }
    }

    /**
     * One finding, in short.
     *
     * @param action {@code note}, {@code review} or {@code reject}
     */
    public record Finding(String rule, String action, String message) {}

    /** What was found in this module of this version. */
    public Optional<Result> of(PluginName plugin, Version version, Digest module) {
        return results.stream()
                .filter(result -> result.module().equals(module)
                        && result.plugin().equals(plugin)
                        && result.version().equals(version))
                .findFirst();
    }

    public ObjectNode toJson() {
        ObjectNode out =
                Json.document(NOUN, FORMAT).put("made", made.toString()).put("auditor", auditor);
        ArrayNode list = out.putArray("results");
        for (Result result : results) {
            ObjectNode one = list.addObject()
                    .put("plugin", result.plugin().toString())
                    .put("version", result.version().toString())
                    .put("variant", result.variant())
                    .put("module", result.module().toString())
                    .put("verdict", result.verdict().id())
                    .put("complete", result.complete());
            ArrayNode findings = one.putArray("findings");
            result.findings()
                    .forEach(finding -> findings.addObject()
                            .put("rule", finding.rule())
                            .put("action", finding.action())
                            .put("message", finding.message()));
        }
        return out;
    }

    /** Throws {@link dev.assay.model.InvalidValueException} for anything but such a document. */
    public static ReAudit read(byte[] bytes) {
        Fields fields = Fields.of(Json.read(bytes, MOST_BYTES), "$");
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        fields.text("format");
        List<Result> results = new ArrayList<>();
        for (Fields result : fields.objects("results", MOST_RESULTS)) {
            results.add(new Result(
                    result.value("plugin", PluginName::parse),
                    result.value("version", Version::parse),
                    result.text("variant"),
                    result.value("module", Digest::parse),
                    result.value("verdict", Verdict::parse),
                    result.flag("complete"),
                    result.objects("findings", MOST_FINDINGS).stream()
                            .map(ReAudit::finding)
                            .toList()));
            result.end();
        }
        ReAudit reAudit = new ReAudit(fields.instant("made"), fields.text("auditor"), results);
        fields.end();
        return reAudit;
    }

    private static Finding finding(Fields fields) {
        Finding finding = new Finding(fields.text("rule"), fields.text("action"), fields.text("message"));
        fields.end();
        return finding;
    }
}
