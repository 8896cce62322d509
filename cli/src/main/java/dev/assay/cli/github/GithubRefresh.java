package dev.assay.cli.github;

import dev.assay.audit.AuditRequest;
import dev.assay.audit.Auditor;
import dev.assay.audit.Finding;
import dev.assay.audit.ManifestFile;
import dev.assay.audit.Report;
import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.InProcess;
import dev.assay.cli.Inputs;
import dev.assay.cli.Judging;
import dev.assay.cli.Registries;
import dev.assay.cli.demo.Output;
import dev.assay.github.GitHub;
import dev.assay.github.Job;
import dev.assay.github.Markdown;
import dev.assay.github.RegistryBranch;
import dev.assay.github.RepositoryFile;
import dev.assay.github.gate.Tickets;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import dev.assay.model.PluginName;
import dev.assay.model.Release;
import dev.assay.model.Verdict;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.ListedVariant;
import dev.assay.registry.site.ReAudit;
import dev.assay.sandbox.EngineCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Keeps what is published fresh. */
@Command(
        name = "refresh",
        description = {
            "Audit everything published again, sign the index anew, make the site, and keep an issue for what fails.",
            "An issue is closed by the refresh that finds its plugin well again. Advisories that cannot be used have one too:",
            "then all is audited without them.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The key: ASSAY_PUBLISHER_KEY_FILE, its passphrase: ASSAY_PASSPHRASE_FILE.",
            "Example:",
            "  assay github refresh --registry registry",
        })
final class GithubRefresh implements Callable<Integer> {
    private static final String LABEL = "assay: re-audit";
    /** The subject of the issue about them; a plugin has a slash in its name. */
    private static final String ADVISORIES = "advisories";

    private static final int MOST_FINDINGS = 20;

    private final Console console;

    @Option(
            names = "--registry",
            paramLabel = "DIR",
            required = true,
            description = "Where the branch that holds the registry is checked out.")
    private Path registry = Path.of("");

    GithubRefresh(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Job job = new Job(console.environment(), console.out());
        RepositoryFile file = RepositoryFile.in(Path.of(""));
        List<ReAudit.Result> results = new ArrayList<>();
        List<ReAudit.Result> failing = new ArrayList<>();
        // The index is kept fresh whatever is wrong with them, and one issue says it for all plugins.
        Judging informed = By.file(file);
        Optional<String> problem = informed.problem();
        Judging judging = problem.isEmpty() ? informed : Judging.by(Path.of(file.audit()));
        new RegistryBranch(registry, file.branch(), job).change(() -> {
            List<String> refresh = new ArrayList<>(List.of("registry", "refresh", registry.toString()));
            refresh.addAll(IndexKeys.options(job, file));
            run(refresh.toArray(String[]::new));
            results.clear();
            failing.clear();
            auditAll(file, judging, results, failing);
            ReAudit reAudit = new ReAudit(Instant.now().truncatedTo(ChronoUnit.SECONDS), Auditor.IDENTITY, results);
            Path status = registry.resolve("re-audit.json");
            Inputs.write(status, Json.pretty(reAudit.toJson()).getBytes(StandardCharsets.UTF_8));
            run(
                    "registry",
                    "site",
                    registry.toString(),
                    "--trust",
                    file.trust(),
                    "--status",
                    status.toString(),
                    "--title",
                    file.name(),
                    "--out",
                    registry.resolve("site").toString());
            return "Sign the index anew; audit " + results.size() + " modules again";
        });
        Set<String> told = tell(new Tickets(GitHub.of(job), LABEL), failing, problem);
        problem.ifPresent(why -> console.note("Audited without advisories: " + why));
        console.out().println("Audited " + results.size() + " modules again, " + told.size() + " releases fail.");
        return ExitStatus.DONE.code();
    }

    /** Everything that is listed and not revoked. It fails where it is judged worse than when it was published. */
    private void auditAll(
            RepositoryFile file, Judging judging, List<ReAudit.Result> results, List<ReAudit.Result> failing) {
        Index index = Registries.open(registry.toString(), Path.of(file.trust()), console)
                .current();
        try (EngineCheck engine = new EngineCheck()) {
            Auditor auditor = judging.auditor(engine);
            for (PluginName plugin : index.plugins()) {
                for (Entry entry : index.releases(plugin)) {
                    if (index.revocation(entry).isEmpty()) {
                        for (ListedVariant variant : entry.variants()) {
                            ReAudit.Result result = audit(auditor, judging, index, entry, variant);
                            results.add(result);
                            if (!result.complete()
                                    || result.verdict()
                                                    .compareTo(variant.verdict().orElse(Verdict.APPROVED))
                                            > 0) {
                                failing.add(result);
                            }
                        }
                    }
                }
            }
        }
    }

    private static ReAudit.Result audit(
            Auditor auditor, Judging judging, Index index, Entry entry, ListedVariant variant) {
        String path = entry.plugin() + "/" + variant.name() + ".wasm";
        ManifestFile manifest =
                ManifestFile.read(index.fetch(entry, entry.manifest()), entry.plugin() + "/" + Manifest.FILE);
        Release release = Release.read(index.fetch(entry, entry.release()));
        byte[] module = index.fetch(entry, variant.module());
        AuditRequest request = release.variantOf(variant.module().digest())
                .map(named -> judging.request(path, module, manifest, release, named, index.statements(entry, variant)))
                .orElseThrow(() -> new CommandException(entry.plugin() + " " + entry.version() + " lists the module "
                        + variant.module().digest() + ", which its release does not name. Tell its publisher"));
        Report report = auditor.audit(request);
        return new ReAudit.Result(
                entry.plugin(),
                entry.version(),
                variant.name(),
                report.digest(),
                report.verdict(),
                report.complete(),
                report.findings().stream()
                        .limit(MOST_FINDINGS)
                        .map(GithubRefresh::brief)
                        .toList());
    }

    private static ReAudit.Finding brief(Finding finding) {
        return new ReAudit.Finding(finding.rule().id(), finding.action().id(), Inert.line(finding.message(), 300));
    }

    /** One issue for each release that fails; the others' are closed. */
    private static Set<String> tell(Tickets tickets, List<ReAudit.Result> failing, Optional<String> problem) {
        Set<String> told = new HashSet<>();
        for (ReAudit.Result result : failing) {
            String subject = subject(result);
            if (told.add(subject)) {
                tickets.open(subject, subject + " no longer passes its audit", text(subject, failing));
            }
        }
        Set<String> kept = new HashSet<>(told);
        problem.ifPresent(why -> {
            tickets.open(
                    ADVISORIES,
                    "The advisories are not used",
                    Markdown.text(why, 500) + "\n\nUntil then nothing published is compared with known faults.\n");
            kept.add(ADVISORIES);
        });
        tickets.closeAllBut(kept);
        return told;
    }

    private static String subject(ReAudit.Result result) {
        return result.plugin() + " " + result.version();
    }

    private static String text(String subject, List<ReAudit.Result> failing) {
        StringBuilder out = new StringBuilder();
        for (ReAudit.Result result : failing) {
            if (!subject(result).equals(subject)) {
                continue;
            }
            out.append("**")
                    .append(Markdown.text(result.variant(), 64))
                    .append("**: ")
                    .append(
                            result.complete()
                                    ? result.verdict().id()
                                    : result.verdict().id() + ", incomplete")
                    .append("\n\n");
            result.findings()
                    .forEach(finding -> out.append("- ")
                            .append(Markdown.text(finding.rule(), 16))
                            .append(" (")
                            .append(Markdown.text(finding.action(), 16))
                            .append("): ")
                            .append(Markdown.text(finding.message(), 300))
                            .append('\n'));
            out.append('\n');
        }
        return out.append(
                        "Revoke it with `assay registry revoke` if it must not run any more, or publish a version that passes.\n")
                .toString();
    }

    private void run(String... command) {
        Output output = new InProcess(console).run(command);
        if (output.status() != ExitStatus.DONE.code()) {
            throw new CommandException("'assay " + command[0] + " " + command[1] + "' failed: "
                    + Inert.line(output.err().strip().replaceFirst("^assay: ", "")));
        }
        // Among it, which roles of the index end and take keys that are not here.
        console.out().print(output.out());
    }
}
