package dev.assay.cli.registry;

import dev.assay.audit.Auditor;
import dev.assay.audit.Finding;
import dev.assay.audit.Report;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Group;
import dev.assay.cli.Judging;
import dev.assay.cli.Registries;
import dev.assay.cli.ReleaseFolder;
import dev.assay.model.Capability;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.registry.Source;
import dev.assay.sandbox.EngineCheck;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists and answers what waits for a reviewer. */
@Command(
        name = "review",
        description = "Review flagged plugins: a flagged module loads only with the quorum of the trust policy.",
        mixinStandardHelpOptions = true,
        subcommands = {ReviewCommand.Listing.class, ReviewAnswer.Approve.class, ReviewAnswer.Reject.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example:",
            "  assay review list registry --trust trust.yaml",
            "  assay review approve sha256:… --registry registry --trust trust.yaml --reason 'looked at each import' \\",
            "      --key kim.pem --passphrase-file kim.passphrase --publisher-key publisher.pem \\",
            "      --publisher-passphrase-file publisher.passphrase",
        })
public final class ReviewCommand extends Group {
    /** Says what waits. */
    @Command(
            name = "list",
            description = {
                "Show what waits for review, since when, what it may touch, and what an audit made now finds.",
                "The audit is made of the very bytes: a report on disk is never taken for one.",
            },
            mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {
        private static final int SHOWN = 10;

        private final Console console;

        @Parameters(paramLabel = "REGISTRY|RELEASE", description = "A registry, or a folder that 'assay build' made.")
        private String place = "";

        @Mixin
        private final Judging judging = new Judging();

        @Option(names = "--all", description = "Also what reviewers have answered.")
        private boolean all;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Listing(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            TrustPolicy policy = TrustPolicy.read(judging.trust());
            List<Candidate> candidates = candidates(policy).stream()
                    .filter(candidate -> all || candidate.standing().isWaiting())
                    .toList();
            ArrayNode out = Json.array();
            try (EngineCheck engine = new EngineCheck()) {
                Auditor auditor = judging.auditor(engine);
                for (Candidate candidate : candidates) {
                    Report report = auditor.audit(candidate.request(judging));
                    if (json) {
                        out.add(json(candidate, report));
                    } else {
                        print(candidate, report);
                    }
                }
            }
            if (json) {
                console.out().print(Json.pretty(out));
            } else if (candidates.isEmpty()) {
                console.out().println("Nothing waits for review.");
            }
            return ExitStatus.DONE.code();
        }

        private List<Candidate> candidates(TrustPolicy policy) {
            if (!Source.isRemote(place) && ReleaseFolder.is(Path.of(place))) {
                return Candidate.of(ReleaseFolder.open(Path.of(place)), policy, Instant.now());
            }
            return Candidate.of(Registries.open(place, judging.trust(), console).current(), policy, Instant.now());
        }

        private void print(Candidate candidate, Report report) {
            var standing = candidate.standing();
            var out = console.out();
            out.println(candidate + "  " + candidate.state() + " since " + candidate.since() + "  "
                    + standing.approving().size() + " of " + standing.needed() + " reviews");
            out.println("  module        " + candidate.variant().module());
            out.println("  release       " + candidate.release().digest());
            out.println("  audit         " + standing.statement());
            out.println("  capabilities  " + words(List.copyOf(standing.audit().capabilities())));
            out.println("  declares      "
                    + words(candidate.declared().all().stream()
                            .map(Capability::describe)
                            .toList()));
            standing.approving().forEach(name -> out.println("  approved by   " + Inert.line(name)));
            standing.rejecting().forEach(name -> out.println("  rejected by   " + Inert.line(name)));
            out.println("  audited now   " + report.verdict().id() + (report.complete() ? "" : ", incomplete") + ", "
                    + report.findings().size() + " findings");
            report.decisions().forEach(decision -> out.println("  because       " + Inert.line(decision.reason())));
            report.findings().stream().limit(SHOWN).forEach(finding -> out.println("  finding       " + line(finding)));
            if (report.findings().size() > SHOWN) {
                out.println("  and " + (report.findings().size() - SHOWN) + " findings more; --json shows all");
            }
        }

        private static String line(Finding finding) {
            return finding.rule().id() + " " + finding.action().id() + (finding.waived() ? ", waived" : "") + ": "
                    + Inert.line(finding.message(), 200);
        }

        private static String words(List<String> words) {
            return words.isEmpty() ? "none" : Inert.line(String.join(", ", words));
        }

        private static ObjectNode json(Candidate candidate, Report report) {
            var standing = candidate.standing();
            ObjectNode out = Json.object()
                    .put("plugin", candidate.release().name().toString())
                    .put("version", candidate.release().version().toString())
                    .put("variant", candidate.variant().name())
                    .put("state", candidate.state())
                    .put("since", candidate.since().toString())
                    .put("module", candidate.variant().module().toString())
                    .put("release", candidate.release().digest().toString())
                    .put("audit", standing.statement().toString())
                    .put("needed", standing.needed());
            out.set("approving", Json.texts(standing.approving()));
            out.set("rejecting", Json.texts(standing.rejecting()));
            out.set("capabilities", Json.texts(standing.audit().capabilities()));
            out.set("declares", candidate.declared().toJson());
            ObjectNode audited = out.putObject("audited-now")
                    .put("verdict", report.verdict().id())
                    .put("complete", report.complete());
            ArrayNode findings = audited.putArray("findings");
            report.findings()
                    .forEach(finding -> findings.addObject()
                            .put("rule", finding.rule().id())
                            .put("action", finding.action().id())
                            .put("message", finding.message())
                            .put("waived", finding.waived()));
            return out;
        }
    }
}
