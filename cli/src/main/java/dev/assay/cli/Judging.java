package dev.assay.cli;

import dev.assay.audit.AuditRequest;
import dev.assay.audit.Auditor;
import dev.assay.audit.ManifestFile;
import dev.assay.audit.Policy;
import dev.assay.audit.Rehearsals;
import dev.assay.audit.Waivers;
import dev.assay.audit.advisory.SignedAdvisories;
import dev.assay.cli.advisories.AdvisoriesFile;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** By what a module is judged: policy, waivers, what is known of its parts, and whose word about that and the build counts. Safe for concurrent use. */
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

    @Option(
            names = "--advisories",
            paramLabel = "FILE",
            description = "What is known of toolchains and libraries, signed by an auditor of --trust"
                    + " ('assay advisories sign').")
    private @Nullable Path advisories;

    /** Whose word about advisories counts. */
    private @Nullable Path auditors;

    private @Nullable SignedAdvisories known;

    /** By this policy, for a command that takes it from elsewhere than the command line. */
    public static Judging by(Path policy) {
        Judging judging = new Judging();
        judging.policy = policy.toString();
        return judging;
    }

    /** The same with advisories that an auditor of this trust policy signed. */
    public static Judging by(Path policy, Optional<Path> advisories, Path trust) {
        Judging judging = by(policy);
        judging.advisories = advisories.orElse(null);
        judging.auditors = trust;
        return judging;
    }

    /** Judges with a second opinion of the engine's, and rehearses, both in worker processes. */
    public Auditor auditor(EngineCheck engine) {
        advisories(); // what nobody vouches for is told before anything is audited
        return new Auditor(policyAtHand(), engine::check, Clock.systemUTC())
                .rehearsing(Rehearsals.of(new Rehearsing()));
    }

    /** A module alone, or with the manifest that a person names. */
    public AuditRequest request(String path, byte[] module, Optional<ManifestFile> manifest) {
        AuditRequest request = manifest.map(file -> AuditRequest.ofPlugin(path, module, file))
                .orElseGet(() -> AuditRequest.ofModule(path, module));
        return informed(request.withWaivers(readWaivers()));
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
        AuditRequest request = request(path, module, Optional.of(manifest));
        if (advisories != null) {
            request = request.withSboms(
                    ofBuilders(PredicateType.SBOM, TrustPolicy.read(auditors()), release, variant, statements).stream()
                            .map(Statement::predicate)
                            .toList());
        }
        return trust == null
                ? request
                : request.withProvenance(ofBuilders(
                                PredicateType.PROVENANCE, TrustPolicy.read(trust), release, variant, statements))
                        .requiringProvenance();
    }

    /** Whether there are advisories to compare modules with. */
    public boolean isInformed() {
        return advisories != null;
    }

    /** Why the advisories cannot be used now, where that is so. */
    public Optional<String> problem() {
        try {
            return advisories().flatMap(all -> all.staleAt(Instant.now()));
        } catch (CommandException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private AuditRequest informed(AuditRequest request) {
        return advisories().map(request::withAdvisories).orElse(request);
    }

    /** Read once, for all modules. */
    private synchronized Optional<SignedAdvisories> advisories() {
        if (advisories != null && known == null) {
            known = new AdvisoriesFile(advisories).read(TrustPolicy.read(auditors()), Instant.now());
        }
        return Optional.ofNullable(known);
    }

    private Path auditors() {
        if (auditors == null && trust == null) {
            throw new CommandException(
                    "nobody is named who may vouch for the advisories. Name a trust policy with --trust: its"
                            + " auditors may. 'assay trust init' makes one");
        }
        return auditors == null ? trust() : auditors;
    }

    /** The trust policy, for a command that cannot do without. */
    public Path trust() {
        if (trust == null) {
            throw new CommandException("no trust policy: name one with --trust. 'assay trust init' makes one");
        }
        return trust;
    }

    /** Of this variant: another one of the release has statements of its own. */
    private static List<Statement> ofBuilders(
            String type, TrustPolicy policy, Release release, Variant variant, List<byte[]> statements) {
        return statements.stream()
                .flatMap(bundle -> Attribution.of(bundle, policy) instanceof Attribution.Attributed made
                                && made.role() == Role.BUILDER
                        ? Stream.of(made.statement())
                        : Stream.<Statement>empty())
                .filter(statement -> statement.predicateType().equals(type))
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
