package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.audit.report.ReportMarkdown;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A comment on a pull request: the worst first, never too long, and nothing in it is a link or calls anybody. */
class ReportMarkdownTest {
    private static final String HOSTILE = "\u001b[31mx\r\n## APPROVED\u202e<img src=x onerror=alert(1)>&lt;"
            + "[a](javascript:x) @security-team #123 GH-7 acme/plugins#4 www.evil.example https://evil.example "
            + "me@evil.example ``` `` ` | ![i](https://evil.example/i.png) </details> :tada: $x$ ~~y~~";

    @Test
    void theVerdictComesFirstThenWhyThenEachFindingWithItsFix() {
        Report report =
                Audits.plugin(module().importing("env", "eval", "i", "i").memory(1), "{}");
        String comment = ReportMarkdown.render(List.of(judged(report)));
        assertThat(comment)
                .startsWith("## Assay audit: rejected\n\n### REJECTED `module.wasm`\n\n- **rejected** because `")
                .contains(
                        "- **C01 reject** ",
                        "CWE-284",
                        "`acme/probe 1.0.0`",
                        report.digest().toString())
                .doesNotContain("Left out");
        assertThat(comment.indexOf("**C01 reject**")).isLessThan(comment.indexOf("<details>"));
        assertThat(ReportMarkdown.render(List.of(judged(report)))).isEqualTo(comment);
    }

    @Test
    void worseFilesComeFirstAndAFileThatCouldNotBeReadIsNotForgotten() {
        AuditedFile approved = judged(Audits.module(module()));
        AuditedFile rejected = judged(Audits.module(new byte[] {1, 2, 3}));
        AuditedFile unread = new AuditedFile.Unread("gone.wasm", "cannot audit 'gone.wasm': no such file");
        String comment = ReportMarkdown.render(List.of(approved, unread, rejected));
        assertThat(comment).startsWith("## Assay audit of 3 modules: 1 rejected, 1 not audited, 1 approved\n");
        assertThat(comment.indexOf("### REJECTED")).isLessThan(comment.indexOf("### NOT AUDITED `gone.wasm`"));
        assertThat(comment.indexOf("### NOT AUDITED")).isLessThan(comment.indexOf("### APPROVED"));
    }

    @Test
    void aCommentIsNeverTooLongAndCountsWhatIsLeftOut() {
        ModuleBytes module = module();
        for (int i = 0; i < 600; i++) {
            module.importing("envé" + i, "call", "i", "i");
        }
        Report report = Audits.plugin(module, "{}");
        List<AuditedFile> files = Collections.nCopies(6, judged(report));
        String comment = ReportMarkdown.render(files);
        assertThat(comment.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(60_000, ReportMarkdown.MOST_BYTES);
        Matcher left = Pattern.compile("may not be longer: (\\d+) findings").matcher(comment);
        assertThat(left.find()).isTrue();
        long shown = Pattern.compile("(?m)^- \\*\\*[A-Z]\\d\\d ")
                .matcher(comment)
                .results()
                .count();
        assertThat(shown + Integer.parseInt(left.group(1)))
                .isEqualTo(6L * report.findings().size());
        assertThat(comment.split("<details>", -1)).hasSameSizeAs(comment.split("</details>", -1));
    }

    @Test
    void aThousandFilesAreStillOneComment() {
        List<AuditedFile> files = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            files.add(judged(Audits.module(new byte[] {1, 2, 3})));
        }
        String comment = ReportMarkdown.render(files);
        assertThat(comment.length()).isLessThanOrEqualTo(ReportMarkdown.MOST_BYTES);
        int shown = comment.split("### REJECTED", -1).length - 1;
        assertThat(comment).contains("and everything of " + (1_000 - shown) + " modules.** ");
    }

    @Test
    void whatTheModuleSaysStandsInCodeWhereItDoesNothing() {
        byte[] module = module().importing(HOSTILE, HOSTILE, "i", "i")
                .function(2_000)
                .names(HOSTILE, HOSTILE)
                .custom(HOSTILE, new byte[1])
                .bytes();
        Report report = Audits.auditor().audit(AuditRequest.ofPlugin(HOSTILE, module, Audits.manifest("{}")));
        String comment = ReportMarkdown.render(
                List.of(judged(report), new AuditedFile.Unread(HOSTILE, "cannot audit " + HOSTILE)));
        assertThat(comment).contains("@security-team", "\\u202e", "\\u001b");
        assertThat(comment.chars().filter(c -> c != '\n'))
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
        String outside = withoutCode(comment).replaceAll("</?(details|summary)>", "");
        assertThat(outside)
                .doesNotContain("<", "@", "#1", "GH-", "evil", "![", "](", "javascript", "APPROVED", "tada", "~~", "$");
    }

    /** Without code spans, found as CommonMark finds them: a run of backticks closes with the next run of the same length. */
    private static String withoutCode(String comment) {
        return Pattern.compile("(?<!`)(`+)(?!`).+?(?<!`)\\1(?!`)")
                .matcher(comment)
                .replaceAll("");
    }

    @Test
    void noWordsOfTheCatalogueCallAnybody() {
        List<AuditedFile> files = List.of(judged(Audits.plugin(module().importing("env", "eval", "i", "i"), "{}")));
        assertThat(RuleCatalogue.all())
                .allSatisfy(rule ->
                        assertThat(rule.title() + rule.fix()).doesNotContain("#", "<", "http:", "https:", "www."));
        assertThat(withoutCode(ReportMarkdown.render(files))).doesNotContain("@");
    }

    private static AuditedFile judged(Report report) {
        return new AuditedFile.Judged(report, Duration.ofMillis(12));
    }
}
