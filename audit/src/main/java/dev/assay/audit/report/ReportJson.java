package dev.assay.audit.report;

import dev.assay.audit.AuditedFile;
import dev.assay.audit.Auditor;
import dev.assay.audit.Finding;
import dev.assay.audit.Report;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The record of an audit: {@code assay.audit-report/1}, described by {@code docs/audit-report.schema.json}. */
public final class ReportJson {
    private static final String NOUN = "assay.audit-report";
    private static final int FORMAT = 1;

    private ReportJson() {}

    /** One report; it holds no time of its own and no place, so the same audit gives the same bytes. */
    public static String render(Report report) {
        return InertJson.pretty(node(report));
    }

    /** Several files: one document with a list, those that could not be read among them. */
    public static String render(List<AuditedFile> files) {
        ObjectNode out = Json.document("assay.audit-reports", FORMAT);
        ArrayNode reports = out.putArray("reports");
        ArrayNode unread = out.putArray("unread");
        for (AuditedFile file : files) {
            switch (file) {
                case AuditedFile.Judged judged -> reports.add(node(judged.report()));
                case AuditedFile.Unread missing ->
                    unread.addObject().put("path", missing.path()).put("message", missing.message());
            }
        }
        return InertJson.pretty(out);
    }

    private static ObjectNode node(Report report) {
        ObjectNode out = Json.document(NOUN, FORMAT)
                .put("path", report.path())
                .put("digest", report.digest().toString())
                .put("size", report.size())
                .put("profile", report.profile().id())
                .put("verdict", report.verdict().id())
                .put("complete", report.complete());
        out.set("gaps", Json.texts(report.gaps()));
        out.put("contract", report.contract().toString());
        out.set("capabilities", Json.texts(report.capabilities()));
        out.set("features", Json.texts(report.features()));
        report.manifest()
                .ifPresent(file -> out.putObject("manifest")
                        .put("path", file.path())
                        .put("digest", file.digest().toString())
                        .put("name", file.manifest().name().toString())
                        .put("version", file.manifest().version().toString()));
        report.advisories()
                .ifPresent(known -> out.putObject("advisories")
                        .put("digest", known.digest().toString())
                        .put("issued", known.issued().toString())
                        .put("expires", known.expires().toString())
                        .put("by", known.by()));
        ObjectNode policy = out.putObject("policy")
                .put("name", report.policy().name())
                .put("digest", report.policy().digest().toString());
        ArrayNode decisions = policy.putArray("decisions");
        report.decisions()
                .forEach(decision -> decisions
                        .addObject()
                        .put("id", decision.id())
                        .put("verdict", decision.verdict().id())
                        .put("reason", decision.reason()));
        ArrayNode considered = policy.putArray("considered");
        report.considered()
                .forEach(one -> considered
                        .addObject()
                        .put("id", one.id())
                        .put("when", one.when())
                        .put("held", one.held().id()));
        out.put("auditor", Auditor.IDENTITY);
        ObjectNode rules = out.putObject("rules").put("version", RuleCatalogue.VERSION);
        ArrayNode notApplicable = rules.putArray("not-applicable");
        report.notApplicable()
                .forEach(rule ->
                        notApplicable.addObject().put("rule", rule.rule()).put("reason", rule.reason()));
        ArrayNode findings = out.putArray("findings");
        report.findings().forEach(finding -> findings.add(node(finding)));
        return out;
    }

    private static ObjectNode node(Finding finding) {
        Rule rule = finding.rule();
        return brief(finding)
                .put("title", rule.title())
                .put("why", rule.why())
                .put("fix", rule.fix())
                .put("cwe", rule.cwe())
                .put("waived", finding.waived());
    }

    /** What a line of JSON Lines has of a finding. */
    static ObjectNode brief(Finding finding) {
        ObjectNode out = Json.object()
                .put("rule", finding.rule().id())
                .put("severity", finding.rule().severity().id())
                .put("action", finding.action().id());
        if (finding.offset() == Finding.NOWHERE) {
            out.putNull("offset");
        } else {
            out.put("offset", finding.offset());
        }
        if (finding.function().isEmpty()) {
            out.putNull("function");
        } else {
            out.put("function", finding.function());
        }
        return out.put("message", Inert.line(finding.message()));
    }
}
