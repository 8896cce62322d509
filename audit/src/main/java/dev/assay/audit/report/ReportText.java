package dev.assay.audit.report;

import dev.assay.audit.AuditedFile;
import dev.assay.audit.Finding;
import dev.assay.audit.Policy;
import dev.assay.audit.Report;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue;
import dev.assay.model.Inert;
import dev.assay.model.Verdict;
import java.util.List;
import java.util.Locale;

/** A report for a person at a terminal: the verdict first, then each finding with what, where and how to fix it. */
public final class ReportText {
    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String DIM = "\u001b[2m";

    private final boolean colour;
    private final StringBuilder out = new StringBuilder();

    private ReportText(boolean colour) {
        this.colour = colour;
    }

    /** Only with {@code colour} does it hold terminal escapes, and those are its own alone. */
    public static String render(AuditedFile file, boolean colour) {
        return render(file, colour, false);
    }

    /** With {@code trace} also each condition of the policy, and what came of it. */
    public static String render(AuditedFile file, boolean colour, boolean trace) {
        ReportText text = new ReportText(colour);
        switch (file) {
            case AuditedFile.Judged judged -> {
                text.report(judged.report());
                if (trace) {
                    text.trace(judged.report());
                }
            }
            case AuditedFile.Unread unread ->
                text.line(text.paint("NOT AUDITED", RED + BOLD) + "  " + unread.message());
        }
        return text.out.toString();
    }

    private void report(Report report) {
        line(paint(headline(report), colourOf(report.verdict()) + BOLD) + "  " + Inert.line(report.path()));
        line("  digest        " + report.digest());
        line("  size          " + String.format(Locale.ROOT, "%,d bytes", report.size()));
        report.manifest()
                .ifPresent(file -> line("  plugin        " + file.manifest().name() + " "
                        + file.manifest().version() + ", contract " + report.contract()));
        line("  capabilities  " + words(report.capabilities()));
        line("  features      " + words(report.features()));
        line("  policy        " + report.policy().name() + " ("
                + report.policy().digest().brief() + "), profile "
                + report.profile().id() + ", rules " + RuleCatalogue.VERSION);
        report.advisories()
                .ifPresent(known -> line("  advisories    " + known.digest().brief() + ", signed by " + known.by()
                        + " at " + known.issued()));
        report.decisions()
                .forEach(decision -> line(
                        "  " + decision.verdict().id() + " because " + decision.reason() + " [" + decision.id() + "]"));
        report.gaps().forEach(gap -> line("  incomplete: " + gap));
        report.findings().forEach(this::finding);
        if (!report.notApplicable().isEmpty()) {
            List<String> ids = report.notApplicable().stream()
                    .map(Report.NotApplicable::rule)
                    .toList();
            line("");
            line(paint("  not applicable: " + String.join(" ", ids), DIM));
        }
    }

    private void trace(Report report) {
        line("");
        line("  the policy '" + report.policy().name() + "', of which the strictest that holds decides:");
        for (Policy.Considered one : report.considered()) {
            String held = one.held().id();
            line("    " + paint(held, one.held() == Policy.Held.NO ? DIM : colourOf(one.verdict()))
                    + " ".repeat(8 - held.length()) + one.id() + ": "
                    + one.verdict().id() + " when " + one.when());
        }
    }

    private static String headline(Report report) {
        return report.verdict().id().toUpperCase(Locale.ROOT) + (report.complete() ? "" : ", INCOMPLETE");
    }

    private void finding(Finding finding) {
        Rule rule = finding.rule();
        line("");
        line("  " + paint(rule.id() + " " + finding.action().id(), colourOf(finding)) + "  " + rule.title()
                + paint(
                        "  (" + rule.severity().id() + ", CWE-" + rule.cwe() + (finding.waived() ? ", waived" : "")
                                + ")",
                        DIM));
        line("      what   " + finding.message());
        if (finding.offset() != Finding.NOWHERE || !finding.function().isEmpty()) {
            line("      where  "
                    + (finding.offset() == Finding.NOWHERE
                            ? ""
                            : "byte " + finding.offset() + " (0x" + Long.toHexString(finding.offset()) + ")")
                    + (finding.function().isEmpty() ? "" : " in " + finding.function()));
        }
        line("      fix    " + rule.fix());
    }

    private static String colourOf(Verdict verdict) {
        return switch (verdict) {
            case APPROVED -> GREEN;
            case FLAGGED -> YELLOW;
            case REJECTED -> RED;
        };
    }

    private static String colourOf(Finding finding) {
        return finding.waived()
                ? DIM
                : switch (finding.action()) {
                    case REJECT -> RED;
                    case REVIEW -> YELLOW;
                    case NOTE -> DIM;
                };
    }

    private static String words(Iterable<String> words) {
        String joined = String.join(", ", words);
        return joined.isEmpty() ? "none" : joined;
    }

    private String paint(String text, String with) {
        return colour ? with + text + RESET : text;
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
