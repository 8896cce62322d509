package dev.assay.audit.report;

import dev.assay.audit.AuditedFile;
import dev.assay.audit.Report;
import dev.assay.model.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One line of JSON for one file, for scripts that audit many. */
public final class ReportLine {
    private ReportLine() {}

    /**
     * {@code path}, {@code digest}, {@code size}, {@code verdict}, {@code complete}, {@code findings} and
     * {@code seconds}, ended by a line feed. A file that could not be read has no digest and size, is flagged and
     * incomplete, and has an {@code error}.
     */
    public static String render(AuditedFile file) {
        ObjectNode out = Json.object().put("path", file.path());
        switch (file) {
            case AuditedFile.Judged(Report report, Duration time) -> {
                out.put("digest", report.digest().toString())
                        .put("size", report.size())
                        .put("verdict", report.verdict().id())
                        .put("complete", report.complete());
                ArrayNode findings = out.putArray("findings");
                report.findings().forEach(finding -> findings.add(ReportJson.brief(finding)));
                out.put("seconds", seconds(time));
            }
            case AuditedFile.Unread unread -> {
                out.putNull("digest");
                out.putNull("size");
                out.put("verdict", "flagged").put("complete", false);
                out.putArray("findings");
                out.put("seconds", seconds(Duration.ZERO)).put("error", unread.message());
            }
        }
        return InertJson.line(out);
    }

    private static BigDecimal seconds(Duration time) {
        return BigDecimal.valueOf(time.toNanos()).divide(BigDecimal.valueOf(1_000_000_000), 6, RoundingMode.HALF_UP);
    }
}
