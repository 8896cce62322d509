package dev.assay.audit.report;

import dev.assay.audit.Action;
import dev.assay.audit.AuditRequest;
import dev.assay.audit.AuditedFile;
import dev.assay.audit.Auditor;
import dev.assay.audit.Finding;
import dev.assay.audit.Report;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue;
import dev.assay.model.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reports as one page that needs no other file, has no script and may load nothing. The same modules give the same bytes; what is shown of one
 * module is bounded, and what is left out is counted.
 */
public final class ReportHtml {
    /** More modules than this make a page that nobody reads. */
    public static final int MOST_FILES = 20;

    private static final int MOST_FINDINGS = 300;

    private final StringBuilder out = new StringBuilder();

    private ReportHtml() {}

    /**
     * The page.
     *
     * @param files at most {@link #MOST_FILES}
     * @param requests what was judged, by its path: for the pictures and the code
     */
    public static String render(List<AuditedFile> files, Map<String, AuditRequest> requests) {
        if (files.size() > MOST_FILES) {
            throw new IllegalArgumentException("a page has at most " + MOST_FILES + " modules");
        }
        ReportHtml page = new ReportHtml();
        page.head(files);
        for (int i = 0; i < files.size(); i++) {
            page.file(files.get(i), requests, "m" + (i + 1));
        }
        page.out
                .append("</main>\n<footer class=\"wide quiet\">")
                .append(Html.text(Auditor.IDENTITY))
                .append(", rules ")
                .append(RuleCatalogue.VERSION)
                .append(
                        ". Nothing of these modules was run to make this page. The record is the JSON report.</footer>\n")
                .append("</body>\n</html>\n");
        return page.out.toString();
    }

    private void head(List<AuditedFile> files) {
        String style = Html.resource("report.css");
        String title = files.size() == 1
                ? verdict(files.getFirst()) + ": " + files.getFirst().path()
                : "Audit of " + files.size() + " modules";
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '")
                .append(Html.sha256(style))
                .append("'; base-uri 'none'; form-action 'none'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"referrer\" content=\"no-referrer\">\n<title>")
                .append(Html.text(title))
                .append("</title>\n<style>")
                .append(style)
                .append("</style>\n</head>\n<body>\n<header class=\"bar\"><div class=\"wide\"><strong>Assay</strong> ")
                .append("<span class=\"quiet\">audit report</span></div></header>\n<main class=\"wide\">\n");
        if (files.size() > 1) {
            out.append("<h1>").append(Html.text(title)).append("</h1>\n<ul class=\"index\">\n");
            for (int i = 0; i < files.size(); i++) {
                out.append("<li><span class=\"pill ")
                        .append(kind(files.get(i)))
                        .append("\">")
                        .append(verdict(files.get(i)))
                        .append("</span> <a href=\"#m")
                        .append(i + 1)
                        .append("\">")
                        .append(Html.code(files.get(i).path()))
                        .append("</a></li>\n");
            }
            out.append("</ul>\n");
        }
    }

    private static String verdict(AuditedFile file) {
        return switch (file) {
            case AuditedFile.Unread unread -> "not audited";
            case AuditedFile.Judged judged ->
                judged.report().verdict().id() + (judged.report().complete() ? "" : ", incomplete");
        };
    }

    private static String kind(AuditedFile file) {
        return switch (file) {
            case AuditedFile.Unread unread -> "wait";
            case AuditedFile.Judged judged -> kind(judged.report().verdict());
        };
    }

    private static String kind(Verdict verdict) {
        return switch (verdict) {
            case APPROVED -> "good";
            case FLAGGED -> "wait";
            case REJECTED -> "bad";
        };
    }

    private void file(AuditedFile file, Map<String, AuditRequest> requests, String id) {
        out.append("<article id=\"")
                .append(id)
                .append("\">\n<div class=\"verdict ")
                .append(kind(file))
                .append("\">\n");
        out.append("<span class=\"sign\" aria-hidden=\"true\">")
                .append(
                        switch (kind(file)) {
                            case "good" -> "✓";
                            case "bad" -> "✕";
                            default -> "!";
                        })
                .append("</span>\n<div><h2>")
                .append(capital(verdict(file)))
                .append("</h2>\n<p>")
                .append(Html.code(file.path()))
                .append("</p>\n");
        switch (file) {
            case AuditedFile.Unread unread ->
                out.append("<p>").append(Html.text(unread.message())).append("</p></div></div>\n");
            case AuditedFile.Judged judged -> {
                Report report = judged.report();
                because(report);
                out.append("</div></div>\n");
                facts(report);
                AuditRequest request = requests.get(file.path());
                if (request != null) {
                    request.previous().ifPresent(previous -> {
                        section(id + "-change", "What changed");
                        out.append(DifferenceHtml.render(previous, request.module()))
                                .append("</section>\n");
                    });
                }
                findings(report, request, id + "-f");
                if (request != null && request.module().length > 0) {
                    section(id + "-anatomy", "Anatomy");
                    out.append(Anatomy.of(request.module(), report.findings(), id + "-f"))
                            .append("</section>\n");
                }
                notApplicable(report);
            }
        }
        out.append("</article>\n");
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private void because(Report report) {
        out.append("<ul class=\"because\">");
        report.decisions()
                .forEach(decision -> out.append("<li>")
                        .append(decision.verdict().id())
                        .append(" because ")
                        .append(Html.text(decision.reason()))
                        .append("</li>"));
        report.gaps()
                .forEach(gap ->
                        out.append("<li>incomplete: ").append(Html.text(gap)).append("</li>"));
        if (report.decisions().isEmpty() && report.gaps().isEmpty()) {
            out.append("<li>Everything that applies was checked, and no rule of the policy objects.</li>");
        }
        out.append("</ul>\n");
    }

    private void facts(Report report) {
        out.append("<dl class=\"facts\">\n");
        report.manifest()
                .ifPresent(file -> fact(
                        "plugin",
                        Html.code(file.manifest().name() + " " + file.manifest().version()) + ", contract "
                                + Html.text(report.contract().toString())));
        fact("may use", chips(report.capabilities()));
        fact("size", Html.count(report.size(), "byte"));
        fact(
                "needs",
                report.features().isEmpty() ? "WebAssembly 1.0" : Html.text(String.join(", ", report.features())));
        fact(
                "policy",
                Html.text(report.policy().name()) + " "
                        + Html.code(report.policy().digest().brief()) + ", profile "
                        + report.profile().id());
        out.append("<div class=\"long\"><dt>digest</dt><dd>")
                .append(Html.code(report.digest().toString()))
                .append("</dd></div>\n</dl>\n");
    }

    private void fact(String term, String html) {
        out.append("<div><dt>").append(term).append("</dt><dd>").append(html).append("</dd></div>\n");
    }

    private static String chips(Iterable<String> words) {
        StringBuilder chips = new StringBuilder();
        words.forEach(word ->
                chips.append("<span class=\"chip\">").append(Html.text(word)).append("</span> "));
        return chips.isEmpty() ? "nothing of the host" : chips.toString();
    }

    private void section(String id, String title) {
        out.append("<section aria-labelledby=\"")
                .append(id)
                .append("\">\n<h3 id=\"")
                .append(id)
                .append("\">")
                .append(title)
                .append("</h3>\n");
    }

    private void findings(Report report, @Nullable AuditRequest request, String anchor) {
        section(anchor + "indings", "Findings");
        List<Finding> all = report.findings();
        out.append("<p>").append(all.isEmpty() ? "None." : summary(all)).append("</p>\n");
        Excerpts excerpts = request == null ? null : new Excerpts(request.module());
        for (int i = 0; i < Math.min(all.size(), MOST_FINDINGS); i++) {
            finding(all.get(i), anchor + (i + 1), excerpts);
        }
        if (all.size() > MOST_FINDINGS) {
            out.append("<p class=\"quiet\">and ")
                    .append(Html.count(all.size() - MOST_FINDINGS, "milder finding"))
                    .append(", which the JSON report has</p>\n");
        }
        out.append("</section>\n");
    }

    private static String summary(List<Finding> findings) {
        return List.of(Action.REJECT, Action.REVIEW, Action.NOTE).stream()
                .map(action -> Map.entry(
                        action,
                        findings.stream()
                                .filter(finding -> finding.action() == action)
                                .count()))
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> "<span class=\"pill a-" + entry.getKey().id() + "\">" + Html.number(entry.getValue())
                        + " " + entry.getKey().id() + "</span>")
                .collect(Collectors.joining(" "));
    }

    private void finding(Finding finding, String id, @Nullable Excerpts excerpts) {
        Rule rule = finding.rule();
        out.append("<div class=\"finding a-")
                .append(finding.action().id())
                .append(finding.waived() ? " waived" : "")
                .append("\" id=\"")
                .append(id)
                .append("\">\n<h4><span class=\"pill a-")
                .append(finding.action().id())
                .append("\">")
                .append(rule.id())
                .append(' ')
                .append(finding.action().id())
                .append("</span> ")
                .append(Html.text(rule.title()))
                .append(" <span class=\"quiet\">")
                .append(rule.severity().id())
                .append(", CWE-")
                .append(rule.cwe())
                .append(finding.waived() ? ", waived" : "")
                .append("</span></h4>\n<p class=\"what\">")
                .append(Html.code(finding.message()))
                .append(place(finding))
                .append("</p>\n");
        if (excerpts != null) {
            out.append(excerpts.of(finding));
        }
        out.append("<p>").append(Html.text(rule.why())).append(" <strong>Fix:</strong> ");
        out.append(Html.text(rule.fix())).append("</p>\n</div>\n");
    }

    private static String place(Finding finding) {
        return (finding.offset() == Finding.NOWHERE
                        ? ""
                        : " <span class=\"quiet\">at byte " + Html.number(finding.offset()) + " (0x"
                                + Long.toHexString(finding.offset()) + ")</span>")
                + (finding.function().isEmpty()
                        ? ""
                        : " <span class=\"quiet\">in</span> " + Html.code(finding.function()));
    }

    private void notApplicable(Report report) {
        if (report.notApplicable().isEmpty()) {
            return;
        }
        out.append("<details><summary>")
                .append(Html.count(report.notApplicable().size(), "rule"))
                .append(" had nothing to look at</summary>\n<ul>");
        report.notApplicable()
                .forEach(rule -> out.append("<li>")
                        .append(rule.rule())
                        .append(": ")
                        .append(Html.text(rule.reason()))
                        .append("</li>\n"));
        out.append("</ul></details>\n");
    }
}
