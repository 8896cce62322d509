package dev.assay.cli.github;

import dev.assay.audit.AuditedFile;
import dev.assay.audit.Auditor;
import dev.assay.audit.Finding;
import dev.assay.audit.Report;
import dev.assay.audit.report.ReportJson;
import dev.assay.audit.report.ReportSarif;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.cli.Judging;
import dev.assay.cli.ReleaseFolder;
import dev.assay.github.Job;
import dev.assay.github.Markdown;
import dev.assay.github.RepositoryFile;
import dev.assay.model.Variant;
import dev.assay.sandbox.EngineCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Audits a release for its author to see, early; the gate audits again and decides. */
@Command(
        name = "audit",
        description = {
            "Audit a release by the repository's policy, for its author to read: report.json, report.sarif, step summary.",
            "A verdict is no failure here: the gate decides, by an audit of its own.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 audited, 30 something could not be checked.",
            "Example:",
            "  assay github audit release --out audit",
        })
final class GithubAudit implements Callable<Integer> {
    private static final int MOST_SHOWN = 100;

    private final Console console;

    @Parameters(paramLabel = "RELEASE", description = "The release's folder.")
    private Path folder = Path.of("");

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where the reports go.")
    private Path out = Path.of("");

    GithubAudit(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Judging judging = By.file(RepositoryFile.in(Path.of("")));
        ReleaseFolder release = ReleaseFolder.open(folder);
        List<AuditedFile> audited = new ArrayList<>();
        StringBuilder summary = new StringBuilder();
        boolean complete = true;
        try (EngineCheck engine = new EngineCheck()) {
            Auditor auditor = judging.auditor(engine);
            for (Variant variant : release.release().variants()) {
                Report report = auditor.audit(judging.request(release, variant));
                audited.add(new AuditedFile.Judged(report, Duration.ZERO));
                complete &= report.complete();
                summary.append(summary(release, variant, report));
            }
        }
        Inputs.write(out.resolve("report.json"), ReportJson.render(audited).getBytes(StandardCharsets.UTF_8));
        Inputs.write(out.resolve("report.sarif"), ReportSarif.render(audited).getBytes(StandardCharsets.UTF_8));
        new Job(console.environment(), console.out()).summary(summary.toString());
        console.note(
                "Audited " + audited.size() + " modules of " + release.release().name() + ".");
        return (complete ? ExitStatus.DONE : ExitStatus.INCOMPLETE).code();
    }

    private static String summary(ReleaseFolder release, Variant variant, Report report) {
        StringBuilder out = new StringBuilder("### ")
                .append(Markdown.text(
                        release.release().name() + " " + release.release().version() + " " + variant.name(), 200))
                .append(": ")
                .append(report.verdict().id())
                .append(report.complete() ? "\n\n" : ", incomplete\n\n");
        report.gaps()
                .forEach(gap -> out.append("- ").append(Markdown.text(gap, 300)).append('\n'));
        List<Finding> findings = report.findings();
        if (!findings.isEmpty()) {
            out.append("\n| rule | asks for | at | what |\n|---|---|---|---|\n");
        }
        findings.stream()
                .limit(MOST_SHOWN)
                .forEach(finding -> out.append("| ")
                        .append(finding.rule().id())
                        .append(" | ")
                        .append(finding.action().id())
                        .append(" | ")
                        .append(finding.offset() == Finding.NOWHERE ? "" : String.valueOf(finding.offset()))
                        .append(" | ")
                        .append(Markdown.text(finding.message(), 300))
                        .append(" |\n"));
        return out.append('\n').toString();
    }
}
