package dev.assay.cli;

import dev.assay.audit.Auditor;
import dev.assay.audit.Report;
import dev.assay.build.Sbom;
import dev.assay.cli.signing.SigningOptions;
import dev.assay.cli.signing.StatementSigner;
import dev.assay.model.AuditPredicate;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import dev.assay.sandbox.EngineCheck;
import dev.assay.trust.Bundle;
import dev.assay.trust.VerificationSummary;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Signs statements about a release. */
@Command(
        name = "sign",
        description = {
            "Sign statements about a release, each naming module and release.",
            "As builder: how it was built, and what it is made of (an SBOM). As auditor: what an audit of these very bytes,",
            "made now, found, and a SLSA verification summary of it for other tools; a report on disk is never taken for an",
            "audit.",
            "With a key, or with --keyless by a login: that of a GitHub workflow, or of any OpenID Connect token.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay sign ssh-hardening.release --as builder --key builder.pem --passphrase-file builder.passphrase",
            "  assay sign ssh-hardening.release --as auditor --key auditor.pem --passphrase-file auditor.passphrase",
            "  assay sign ssh-hardening.release --as builder --keyless --identity-token-file token",
            "",
            "Exit status 30: the audit could not check everything, so nothing was signed.",
        })
final class SignCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "RELEASE", description = "The folder that 'assay build' made.")
    private Path folder = Path.of("");

    @Option(names = "--as", paramLabel = "ROLE", required = true, description = "builder or auditor.")
    private Role role = Role.BUILDER;

    @Mixin
    private final SigningOptions signing = new SigningOptions();

    @Mixin
    private final Judging judging = new Judging();

    @Option(
            names = "--valid",
            paramLabel = "DAYS",
            description = "For how many days an audit statement counts (default: 90).")
    private int days = 90;

    /** Who may sign with this command. */
    enum Role {
        BUILDER,
        AUDITOR
    }

    SignCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (days < 1 || days > 730) {
            throw new CommandException("--valid " + days + " is out of range. Give 1 to 730 days");
        }
        ReleaseFolder release = ReleaseFolder.open(folder);
        StatementSigner signer = signing.open(console, role.name().toLowerCase(Locale.ROOT));
        return switch (role) {
            case BUILDER -> provenance(release, signer);
            case AUDITOR -> audit(release, signer);
        };
    }

    private Integer provenance(ReleaseFolder release, StatementSigner signer) {
        for (Variant variant : release.release().variants()) {
            JsonNode provenance = release.provenance(variant);
            ObjectNode parts = Sbom.of(release.manifest(), variant, provenance, release.module(variant));
            Bundle bundle = signer.sign(
                            Statement.about(release.release(), variant, PredicateType.PROVENANCE, provenance))
                    .bundle();
            Bundle sbom = signer.sign(Statement.about(release.release(), variant, PredicateType.SBOM, parts))
                    .bundle();
            release.keep(variant, "provenance", bundle);
            release.keep(variant, "sbom", sbom);
            console.out()
                    .println("Signed how " + variant.name() + " was built and what it is made of: statements "
                            + bundle.digest() + " and " + sbom.digest() + ".");
        }
        return ExitStatus.DONE.code();
    }

    private Integer audit(ReleaseFolder release, StatementSigner signer) {
        ExitStatus worst = ExitStatus.DONE;
        try (EngineCheck engine = new EngineCheck()) {
            Auditor auditor = judging.auditor(engine);
            for (Variant variant : release.release().variants()) {
                Report report = auditor.audit(judging.request(release, variant));
                ExitStatus status = ExitStatus.of(report.verdict(), report.complete());
                worst = worst.worse(status);
                if (!report.complete()) {
                    console.err()
                            .println("assay: nothing signed about " + variant.name() + ": its audit is incomplete: "
                                    + String.join("; ", report.gaps()));
                    continue;
                }
                Bundle bundle = sign(release, variant, report, signer);
                console.out()
                        .println("Signed the audit of " + variant.name() + ": "
                                + report.verdict().id() + ", statement " + bundle.digest() + ".");
            }
        }
        return worst.code();
    }

    /** The audit statement, and beside it the summary of it for tools that do not know Assay's. */
    private Bundle sign(ReleaseFolder release, Variant variant, Report report, StatementSigner signer) {
        AuditPredicate audit = report.predicate(Clock.systemUTC(), Duration.ofDays(days));
        StatementSigner.Signed signed =
                signer.sign(Statement.about(release.release(), variant, PredicateType.AUDIT, audit.toJson()));
        Bundle summary = signer.sign(VerificationSummary.ofAudit(
                        release.release(), variant, audit, signed.bundle().digest(), signed.by()))
                .bundle();
        release.keep(variant, "audit", signed.bundle());
        release.keep(variant, "audit-summary", summary);
        return signed.bundle();
    }
}
