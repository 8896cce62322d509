package dev.assay.audit.report;

import dev.assay.audit.Action;
import dev.assay.audit.AuditedFile;
import dev.assay.audit.Finding;
import dev.assay.audit.Report;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reports as one comment on a pull request. Worst first, so that what does not fit is what matters least; a last line counts it. The same
 * files give the same bytes.
 */
public final class ReportMarkdown {
    /** GitHub takes comments of 65,536 characters; bytes of UTF-8 are counted here, which are never fewer. */
    public static final int MOST_BYTES = 65_535;

    /** What the last line takes at most. */
    private static final int RESERVE = 600;

    private static final int LONGEST_PATH = 200;
    private static final int LONGEST_TEXT = 600;
    private static final String CLOSE = "\n</details>\n";

    private final StringBuilder out = new StringBuilder();
    private final Map<Action, Integer> leftOut = new EnumMap<>(Action.class);
    private int bytes;
    private int filesLeftOut;
    private boolean full;

    private ReportMarkdown() {}

    public static String render(List<AuditedFile> files) {
        ReportMarkdown comment = new ReportMarkdown();
        List<AuditedFile> sorted = files.stream()
                .sorted(Comparator.comparingInt(ReportMarkdown::weight).reversed())
                .toList();
        comment.add(headline(sorted));
        sorted.forEach(comment::file);
        comment.close();
        return comment.out.toString();
    }

    /** Rejected, then what was not looked at, then flagged, then approved. */
    private static int weight(AuditedFile file) {
        return switch (file) {
            case AuditedFile.Unread unread -> 2;
            case AuditedFile.Judged judged ->
                switch (judged.report().verdict()) {
                    case REJECTED -> 3;
                    case FLAGGED -> judged.report().complete() ? 1 : 2;
                    case APPROVED -> 0;
                };
        };
    }

    private static String headline(List<AuditedFile> files) {
        Map<String, Long> counts = files.stream()
                .collect(Collectors.groupingBy(
                        ReportMarkdown::verdict, java.util.LinkedHashMap::new, Collectors.counting()));
        if (files.size() == 1) {
            return "## Assay audit: " + counts.keySet().iterator().next() + "\n";
        }
        String parts = counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        return "## Assay audit of " + files.size() + " modules" + (parts.isEmpty() ? "" : ": " + parts) + "\n";
    }

    private static String verdict(AuditedFile file) {
        return switch (file) {
            case AuditedFile.Unread unread -> "not audited";
            case AuditedFile.Judged judged ->
                judged.report().verdict().id() + (judged.report().complete() ? "" : ", incomplete");
        };
    }

    private void file(AuditedFile file) {
        switch (file) {
            case AuditedFile.Unread(String path, String message) -> {
                if (!add("\n### " + heading(file, path) + "\n\n" + MarkdownText.code(message, LONGEST_TEXT) + "\n")) {
                    filesLeftOut++;
                }
            }
            case AuditedFile.Judged judged -> {
                Report report = judged.report();
                if (!add("\n### " + heading(file, report.path()) + "\n\n" + facts(report))) {
                    filesLeftOut++;
                }
                findings(report);
            }
        }
    }

    private static String heading(AuditedFile file, String path) {
        return verdict(file).toUpperCase(Locale.ROOT) + " " + MarkdownText.code(path, LONGEST_PATH);
    }

    private static String facts(Report report) {
        StringBuilder text = new StringBuilder();
        report.decisions().stream()
                .limit(20)
                .forEach(decision -> text.append("- **")
                        .append(decision.verdict().id())
                        .append("** because ")
                        .append(MarkdownText.code(decision.reason(), LONGEST_TEXT))
                        .append('\n'));
        report.gaps().stream()
                .limit(20)
                .forEach(gap -> text.append("- **incomplete:** ")
                        .append(MarkdownText.code(gap, LONGEST_TEXT))
                        .append('\n'));
        report.manifest()
                .ifPresent(file -> text.append("- plugin ")
                        .append(MarkdownText.code(
                                file.manifest().name() + " " + file.manifest().version(), LONGEST_PATH))
                        .append('\n'));
        text.append("- may use: ").append(words(report.capabilities())).append('\n');
        text.append(String.format(Locale.ROOT, "- %,d bytes, ", report.size()))
                .append(MarkdownText.code(report.digest().toString(), LONGEST_PATH))
                .append('\n');
        text.append("- policy ")
                .append(MarkdownText.code(
                        report.policy().name() + " " + report.policy().digest().brief(), LONGEST_PATH))
                .append(", profile ")
                .append(report.profile().id())
                .append(", rules ")
                .append(RuleCatalogue.VERSION)
                .append('\n');
        return text.toString();
    }

    private static String words(Iterable<String> words) {
        String joined = String.join(", ", words);
        return joined.isEmpty() ? "nothing of the host" : MarkdownText.code(joined, LONGEST_TEXT);
    }

    private void findings(Report report) {
        List<Finding> open =
                report.findings().stream().filter(finding -> !isQuiet(finding)).toList();
        List<Finding> quiet =
                report.findings().stream().filter(ReportMarkdown::isQuiet).toList();
        if (!open.isEmpty()) {
            add("\n");
        }
        open.forEach(this::finding);
        if (quiet.isEmpty()) {
            return;
        }
        String start = "\n<details><summary>" + (quiet.size() == 1 ? "1 note" : quiet.size() + " notes")
                + ", which change nothing by themselves</summary>\n\n";
        if (add(start + item(quiet.getFirst()) + CLOSE)) {
            out.setLength(out.length() - CLOSE.length()); // its bytes stay reserved, so that there is room to close it
            quiet.stream().skip(1).forEach(this::finding);
            out.append(CLOSE);
        } else {
            quiet.forEach(finding -> leftOut.merge(finding.action(), 1, Integer::sum));
        }
    }

    private static boolean isQuiet(Finding finding) {
        return finding.waived() || finding.action() == Action.NOTE;
    }

    private void finding(Finding finding) {
        if (!add(item(finding))) {
            leftOut.merge(finding.action(), 1, Integer::sum);
        }
    }

    private static String item(Finding finding) {
        Rule rule = finding.rule();
        return "- **" + rule.id() + " " + finding.action().id() + "** " + MarkdownText.plain(rule.title()) + " ("
                + rule.severity().id() + ", CWE-" + rule.cwe() + (finding.waived() ? ", waived" : "") + ")\\\n  "
                + MarkdownText.code(finding.message(), LONGEST_TEXT) + place(finding) + "\\\n  "
                + MarkdownText.plain(rule.fix()) + "\n";
    }

    private static String place(Finding finding) {
        return (finding.offset() == Finding.NOWHERE ? "" : " at byte " + finding.offset())
                + (finding.function().isEmpty() ? "" : " in " + MarkdownText.code(finding.function(), LONGEST_PATH));
    }

    /** Whether it fitted; once something did not, nothing more is added: what is shown is always the worst of it. */
    private boolean add(String text) {
        int more = text.getBytes(StandardCharsets.UTF_8).length;
        full = full || bytes + more > MOST_BYTES - RESERVE;
        if (!full) {
            out.append(text);
            bytes += more;
        }
        return !full;
    }

    private void close() {
        if (full) {
            String findings = Stream.of(Action.REJECT, Action.REVIEW, Action.NOTE)
                    .filter(leftOut::containsKey)
                    .map(action -> leftOut.get(action) + " " + action.id())
                    .collect(Collectors.joining(", "));
            int all = leftOut.values().stream().mapToInt(Integer::intValue).sum();
            out.append("\n**Left out of this comment, which may not be longer: ")
                    .append(all)
                    .append(all == 1 ? " finding" : " findings")
                    .append(findings.isEmpty() ? "" : " (" + findings + ")")
                    .append(
                            filesLeftOut == 0
                                    ? ""
                                    : ", and everything of " + filesLeftOut
                                            + (filesLeftOut == 1 ? " module" : " modules"))
                    .append(".** `--format json` has all of them.\n");
        }
    }
}
