package dev.assay.audit;

import dev.assay.audit.advisory.SignedAdvisories;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.Limits;
import dev.assay.model.PluginName;
import dev.assay.model.Statement;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What to audit, and what is known beside the bytes. Immutable; the bytes must not be changed while it is in use. */
public final class AuditRequest {
    private final String path;
    private final byte[] module;
    private final Profile profile;
    private final Optional<ManifestFile> manifest;
    private final List<Statement> provenance;
    private final boolean provenanceRequired;
    private final Waivers waivers;
    private final Given given;

    private AuditRequest(
            String path,
            byte[] module,
            Profile profile,
            Optional<ManifestFile> manifest,
            List<Statement> provenance,
            boolean provenanceRequired,
            Waivers waivers,
            Given given) {
        this.path = path;
        this.module = module;
        this.profile = profile;
        this.manifest = manifest;
        this.provenance = List.copyOf(provenance);
        this.provenanceRequired = provenanceRequired;
        this.waivers = waivers;
        this.given = given;
    }

    /** A module alone. */
    public static AuditRequest ofModule(String path, byte[] module) {
        return new AuditRequest(
                path, module, Profile.MODULE, Optional.empty(), List.of(), false, Waivers.NONE, Given.NOTHING);
    }

    /** A module of a plugin. */
    public static AuditRequest ofPlugin(String path, byte[] module, ManifestFile manifest) {
        return new AuditRequest(
                path, module, Profile.PLUGIN, Optional.of(manifest), List.of(), false, Waivers.NONE, Given.NOTHING);
    }

    /** With another profile than the one that follows from a manifest being there or not. */
    public AuditRequest withProfile(Profile other) {
        return new AuditRequest(path, module, other, manifest, provenance, provenanceRequired, waivers, given);
    }

    /**
     * With statements about how it was built. Their signatures are for the caller to verify: only verified ones belong
     * here.
     */
    public AuditRequest withProvenance(List<Statement> statements) {
        return new AuditRequest(path, module, profile, manifest, statements, provenanceRequired, waivers, given);
    }

    /** As it is judged at the gate and at publishing: missing provenance is a finding. */
    public AuditRequest requiringProvenance() {
        return new AuditRequest(path, module, profile, manifest, provenance, true, waivers, given);
    }

    public AuditRequest withWaivers(Waivers others) {
        return new AuditRequest(path, module, profile, manifest, provenance, provenanceRequired, others, given);
    }

    /**
     * What else there is to compare a module with.
     *
     * @param known modules that were found to be malicious
     * @param deterministic whether every run must give the same bytes on every host
     * @param previous the module of the version before
     * @param rebuild the digest of what an independent build of the same source made
     * @param advisories what is known of toolchains and libraries
     * @param sboms what it is said to be made of
     * @param engine whether the engine may be given the module, in its worker
     */
    record Given(
            KnownModules known,
            boolean deterministic,
            Optional<byte[]> previous,
            Optional<Digest> rebuild,
            Optional<SignedAdvisories> advisories,
            List<JsonNode> sboms,
            boolean engine) {
        static final Given NOTHING = new Given(
                KnownModules.NONE, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), true);

        Given {
            sboms = List.copyOf(sboms);
        }
    }

    private AuditRequest with(Given other) {
        return new AuditRequest(path, module, profile, manifest, provenance, provenanceRequired, waivers, other);
    }

    /** With modules that were found to be malicious. */
    public AuditRequest withKnownModules(KnownModules known) {
        return with(new Given(
                known,
                given.deterministic(),
                given.previous(),
                given.rebuild(),
                given.advisories(),
                given.sboms(),
                given.engine()));
    }

    /** As it is judged where every run must give the same bytes on every host. */
    public AuditRequest deterministic() {
        return with(new Given(
                given.known(),
                true,
                given.previous(),
                given.rebuild(),
                given.advisories(),
                given.sboms(),
                given.engine()));
    }

    /** With the module of the version before, of the same variant. */
    public AuditRequest withPrevious(byte[] previous) {
        return with(new Given(
                given.known(),
                given.deterministic(),
                Optional.of(previous),
                given.rebuild(),
                given.advisories(),
                given.sboms(),
                given.engine()));
    }

    /** With the digest of what an independent build of the same source made. */
    public AuditRequest withRebuild(Digest rebuild) {
        return with(new Given(
                given.known(),
                given.deterministic(),
                given.previous(),
                Optional.of(rebuild),
                given.advisories(),
                given.sboms(),
                given.engine()));
    }

    /** With what is known of toolchains and libraries. Where that is out of date, the audit is incomplete. */
    public AuditRequest withAdvisories(SignedAdvisories advisories) {
        return with(new Given(
                given.known(),
                given.deterministic(),
                given.previous(),
                given.rebuild(),
                Optional.of(advisories),
                given.sboms(),
                given.engine()));
    }

    /**
     * With SBOMs of the module, in CycloneDX: what it is said to be made of, for advisories to be compared with. Whether to believe
     * them is for the caller to know.
     */
    public AuditRequest withSboms(List<JsonNode> sboms) {
        return with(new Given(
                given.known(),
                given.deterministic(),
                given.previous(),
                given.rebuild(),
                given.advisories(),
                sboms,
                given.engine()));
    }

    /** As it is judged where many are looked at quickly: by its bytes alone, the engine is not asked. */
    public AuditRequest withoutEngine() {
        return with(new Given(
                given.known(),
                given.deterministic(),
                given.previous(),
                given.rebuild(),
                given.advisories(),
                given.sboms(),
                false));
    }

    public KnownModules knownModules() {
        return given.known();
    }

    public boolean isDeterministic() {
        return given.deterministic();
    }

    public Optional<byte[]> previous() {
        return given.previous();
    }

    public Optional<Digest> rebuild() {
        return given.rebuild();
    }

    public Optional<SignedAdvisories> advisories() {
        return given.advisories();
    }

    public List<JsonNode> sboms() {
        return given.sboms();
    }

    /** Whether the engine is asked for its opinion. */
    public boolean asksEngine() {
        return given.engine();
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
