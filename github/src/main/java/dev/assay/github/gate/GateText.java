package dev.assay.github.gate;

import dev.assay.github.Markdown;
import dev.assay.github.RepositoryFile;

/** A judgement as Markdown for people. What comes from a plugin stands in it as text and as nothing else. */
final class GateText {
    private static final int MOST_FINDINGS = 20;

    private GateText() {}

    static String of(Judgement judgement, RepositoryFile file, Approvals approvals) {
        if (judgement.releases().isEmpty()) {
            return "This changes no plugin, so there is nothing to audit.\n";
        }
        StringBuilder out = new StringBuilder();
        out.append("| plugin | version | verdict | may touch | release |\n|---|---|---|---|---|\n");
        for (Judged one : judgement.releases()) {
            out.append("| ")
                    .append(Markdown.text(one.plugin().toString(), 140))
                    .append(" | ")
                    .append(Markdown.text(one.version().toString(), 60))
                    .append(" | ")
                    .append(one.complete() ? one.verdict().id() : one.verdict().id() + ", incomplete")
                    .append(" | ")
                    .append(
                            one.capabilities().isEmpty()
                                    ? "nothing"
                                    : Markdown.text(String.join(", ", one.capabilities()), 200))
                    .append(" | ")
                    .append(Markdown.code(one.release().toString(), 80))
                    .append(" |\n");
        }
        judgement.releases().forEach(one -> findings(out, one));
        if (judgement.state() == State.WAITING) {
            out.append("\nA flagged release needs ")
                    .append(file.quorum())
                    .append(file.quorum() == 1 ? " reviewer" : " reviewers")
                    .append(" of ")
                    .append(file.reviewers().size())
                    .append(
                            approvals.approving().isEmpty()
                                    ? "; none has approved yet.\n"
                                    : "; approved by " + Markdown.text(approvals.names(), 400) + ".\n");
        }
        return out.toString();
    }

    private static void findings(StringBuilder out, Judged one) {
        if (one.findings().isEmpty()) {
            return;
        }
        out.append("\n<details><summary>Findings in ")
                .append(Markdown.text(one.plugin().toString(), 140))
                .append(" (")
                .append(one.found())
                .append(")</summary>\n\n| rule | asks for | variant | at | what |\n|---|---|---|---|---|\n");
        one.findings().stream()
                .limit(MOST_FINDINGS)
                .forEach(finding -> out.append("| ")
                        .append(Markdown.text(finding.rule(), 16))
                        .append(" | ")
                        .append(finding.action().id())
                        .append(" | ")
                        .append(Markdown.text(finding.variant(), 64))
                        .append(" | ")
                        .append(finding.offset() < 0 ? "" : String.valueOf(finding.offset()))
                        .append(" | ")
                        .append(Markdown.text(finding.message(), 300))
                        .append(" |\n"));
        if (one.found() > MOST_FINDINGS) {
            out.append("\n").append(one.found() - MOST_FINDINGS).append(" more are in the report of the audit.\n");
        }
        out.append("\n</details>\n");
    }
}
