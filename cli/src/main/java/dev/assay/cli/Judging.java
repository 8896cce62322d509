package dev.assay.cli;

import dev.assay.audit.AuditRequest;
import dev.assay.audit.Auditor;
import dev.assay.audit.ManifestFile;
import dev.assay.audit.Policy;
import dev.assay.audit.Rehearsals;
import dev.assay.audit.Waivers;
import dev.assay.model.Manifest;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import dev.assay.sandbox.EngineCheck;
import dev.assay.sandbox.Rehearsing;
import dev.assay.trust.Attribution;
import dev.assay.trust.Bundle;
import dev.assay.trust.Role;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** By what a module is judged: policy, waivers, and whose word about the build counts. */
public final class Judging {
    @Option(
            names = "--policy",
            paramLabel = "NAME|FILE",
            description = "The policy: strict, default, permissive, or a file of your own (default: default).")
    private @Nullable String policy;

    @Option(names = "--waivers", paramLabel = "FILE", description = "The waivers of your organisation.")
    private @Nullable Path waivers;

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "The trust policy: whose statement about the build counts; then one has to be there.")
    private @Nullable Path trust;

    /** By this policy, for a command that takes it from elsewhere than the command line. */
    public static Judging by(Path policy) {
        Judging judging = new Judging();
        judging.policy = policy.toString();
        return judging;
    }

    /** Judges with a second opinion of the engine's, and rehearses, both in worker processes. */
    public Auditor auditor(EngineCheck engine) {
        return new Auditor(policyAtHand(), engine::check, Clock.systemUTC())
                .rehearsing(Rehearsals.of(new Rehearsing()));
    }

    /** A module alone, or with the manifest that a person names. */
    public AuditRequest request(String path, byte[] module, Optional<ManifestFile> manifest) {
        AuditRequest request = manifest.map(file -> AuditRequest.ofPlugin(path, module, file))
                .orElseGet(() -> AuditRequest.ofModule(path, module));
        return request.withWaivers(readWaivers());
    }

    /** A module of a release, with its provenance where a trust policy says whose word counts. */
    public AuditRequest request(ReleaseFolder release, Variant variant) {
        return request(
                release.modulePath(variant).toString(),
                release.module(variant),
                ManifestFile.read(
                        release.manifestBytes(),
                        release.folder().resolve(Manifest.FILE).toString()),
                release.release(),
                variant,
                release.statements().stream().map(Bundle::bytes).toList());
    }

    /** The same wherever the parts come from. */
    public AuditRequest request(
            String path,
            byte[] module,
            ManifestFile manifest,
            Release release,
            Variant variant,
            List<byte[]> statements) {
        AuditRequest request = AuditRequest.ofPlugin(path, module, manifest).withWaivers(readWaivers());
        return trust == null
                ? request
                : request.withProvenance(provenance(TrustPolicy.read(trust), release, variant, statements))
                        .requiringProvenance();
    }

    /** The trust policy, for a command that cannot do without. */
    public Path trust() {
        if (trust == null) {
            throw new CommandException("no trust policy: name one with --trust. 'assay trust init' makes one");
        }
        return trust;
    }

    /** Of this variant: another one of the release has statements of its own. */
    private static List<Statement> provenance(
            TrustPolicy policy, Release release, Variant variant, List<byte[]> statements) {
        return statements.stream()
                .flatMap(bundle -> Attribution.of(bundle, policy) instanceof Attribution.Attributed made
                                && made.role() == Role.BUILDER
                        ? Stream.of(made.statement())
                        : Stream.<Statement>empty())
                .filter(statement -> statement.predicateType().equals(PredicateType.PROVENANCE))
                .filter(statement -> statement.isAbout(variant.module(), release.digest()))
                .toList();
    }

    /** One of a person's own is read first: it may have faults. The one that ships is read while the module is. */
    private Supplier<Policy> policyAtHand() {
        if (policy == null) {
            return CompletableFuture.supplyAsync(Policy::standard)::join;
        }
        Policy named = policy(policy);
        return () -> named;
    }

    /** One that ships with Assay, by its name, or that of a file. A file of such a name is {@code ./strict}. */
    public static Policy policy(String named) {
        return Policy.preset(named).orElseGet(() -> Policy.read(Inputs.read(Path.of(named), "policy", 1 << 20), named));
    }

    private Waivers readWaivers() {
        return waivers == null
                ? Waivers.NONE
                : Waivers.read(Inputs.read(waivers, "waivers", 1 << 20), waivers.toString());
    }
}
