package dev.assay.audit;

import dev.assay.audit.advisory.SignedAdvisories;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.Limits;
import dev.assay.model.PluginName;
import dev.assay.model.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * What to audit, and what is known beside the bytes. Each {@code with} gives another request; none changes once it was handed out. The
 * bytes must not be changed while it is in use.
 */
public final class AuditRequest {
    private final String path;
    private final byte[] module;
    private Profile profile;
    private Optional<ManifestFile> manifest = Optional.empty();
    private List<Statement> provenance = List.of();
    private boolean provenanceRequired;
    private Waivers waivers = Waivers.NONE;
    private KnownModules known = KnownModules.NONE;
    private boolean deterministic;
    private Optional<byte[]> previous = Optional.empty();
    private Optional<Digest> rebuild = Optional.empty();
    private Optional<SignedAdvisories> advisories = Optional.empty();
    private List<JsonNode> sboms = List.of();
    private boolean engine = true;

    private AuditRequest(String path, byte[] module, Profile profile) {
        this.path = path;
        this.module = module;
        this.profile = profile;
    }

    /** A copy that is changed before anybody else has it. */
    private AuditRequest with(Consumer<AuditRequest> change) {
        AuditRequest copy = new AuditRequest(path, module, profile);
        copy.manifest = manifest;
        copy.provenance = provenance;
        copy.provenanceRequired = provenanceRequired;
        copy.waivers = waivers;
        copy.known = known;
        copy.deterministic = deterministic;
        copy.previous = previous;
        copy.rebuild = rebuild;
        copy.advisories = advisories;
        copy.sboms = sboms;
        copy.engine = engine;
        change.accept(copy);
        return copy;
    }

    /** A module alone. */
    public static AuditRequest ofModule(String path, byte[] module) {
        return new AuditRequest(path, module, Profile.MODULE);
    }

    /** A module of a plugin. */
    public static AuditRequest ofPlugin(String path, byte[] module, ManifestFile manifest) {
        return new AuditRequest(path, module, Profile.PLUGIN).with(copy -> copy.manifest = Optional.of(manifest));
    }

    /** With another profile than the one that follows from a manifest being there or not. */
    public AuditRequest withProfile(Profile other) {
        return with(copy -> copy.profile = other);
    }

    /**
     * With statements about how it was built. Their signatures are for the caller to verify: only verified ones belong
     * here.
     */
    public AuditRequest withProvenance(List<Statement> statements) {
        return with(copy -> copy.provenance = List.copyOf(statements));
    }

    /** As it is judged at the gate and at publishing: missing provenance is a finding. */
    public AuditRequest requiringProvenance() {
        return with(copy -> copy.provenanceRequired = true);
    }

    public AuditRequest withWaivers(Waivers others) {
        return with(copy -> copy.waivers = others);
    }

    /** With modules that were found to be malicious. */
    public AuditRequest withKnownModules(KnownModules modules) {
        return with(copy -> copy.known = modules);
    }

    /** As it is judged where every run must give the same bytes on every host. */
    public AuditRequest deterministic() {
        return with(copy -> copy.deterministic = true);
    }

    /** With the module of the version before, of the same variant. */
    public AuditRequest withPrevious(byte[] earlier) {
        return with(copy -> copy.previous = Optional.of(earlier));
    }

    /** With the digest of what an independent build of the same source made. */
    public AuditRequest withRebuild(Digest rebuilt) {
        return with(copy -> copy.rebuild = Optional.of(rebuilt));
    }

    /** With what is known of toolchains and libraries. Where that is out of date, the audit is incomplete. */
    public AuditRequest withAdvisories(SignedAdvisories signed) {
        return with(copy -> copy.advisories = Optional.of(signed));
    }

    /**
     * With SBOMs of the module, in CycloneDX: what it is said to be made of, for advisories to be compared with. Whether to believe
     * them is for the caller to know.
     */
    public AuditRequest withSboms(List<JsonNode> said) {
        return with(copy -> copy.sboms = List.copyOf(said));
    }

    /** As it is judged where many are looked at quickly: by its bytes alone, the engine is not asked and nothing is run. */
    public AuditRequest withoutEngine() {
        return with(copy -> copy.engine = false);
    }

    public KnownModules knownModules() {
        return known;
    }

    public boolean isDeterministic() {
        return deterministic;
    }

    public Optional<byte[]> previous() {
        return previous;
    }

    public Optional<Digest> rebuild() {
        return rebuild;
    }

    public Optional<SignedAdvisories> advisories() {
        return advisories;
    }

    public List<JsonNode> sboms() {
        return sboms;
    }

    /** Whether the engine is asked for its opinion, and the module may be rehearsed. */
    public boolean asksEngine() {
        return engine;
    }

    /** As it was given; reports show it inert. */
    public String path() {
        return path;
    }

    public byte[] module() {
        return module;
    }

    public Profile profile() {
        return profile;
    }

    public Optional<ManifestFile> manifest() {
        return manifest;
    }

    public List<Statement> provenance() {
        return provenance;
    }

    public boolean provenanceRequired() {
        return provenanceRequired;
    }

    Waivers waivers() {
        return waivers;
    }

    public Optional<PluginName> plugin() {
        return manifest.map(file -> file.manifest().name());
    }

    public Contract contract() {
        return manifest.map(file -> file.manifest().contract()).orElse(Contract.ASSESSMENT_1);
    }

    public Limits limits() {
        return manifest.map(file -> file.manifest().limits()).orElse(Limits.DEFAULT);
    }
}
