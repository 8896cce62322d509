package dev.assay.audit;

import dev.assay.model.Contract;
import dev.assay.model.Limits;
import dev.assay.model.PluginName;
import dev.assay.model.Statement;
import java.util.List;
import java.util.Optional;

/** What to audit, and what is known beside the bytes. Immutable; the bytes must not be changed while it is in use. */
public final class AuditRequest {
    private final String path;
    private final byte[] module;
    private final Profile profile;
    private final Optional<ManifestFile> manifest;
    private final List<Statement> provenance;
    private final boolean provenanceRequired;
    private final Waivers waivers;

    private AuditRequest(
            String path,
            byte[] module,
            Profile profile,
            Optional<ManifestFile> manifest,
            List<Statement> provenance,
            boolean provenanceRequired,
            Waivers waivers) {
        this.path = path;
        this.module = module;
        this.profile = profile;
        this.manifest = manifest;
        this.provenance = List.copyOf(provenance);
        this.provenanceRequired = provenanceRequired;
        this.waivers = waivers;
    }

    /** A module alone. */
    public static AuditRequest ofModule(String path, byte[] module) {
        return new AuditRequest(path, module, Profile.MODULE, Optional.empty(), List.of(), false, Waivers.NONE);
    }

    /** A module of a plugin. */
    public static AuditRequest ofPlugin(String path, byte[] module, ManifestFile manifest) {
        return new AuditRequest(path, module, Profile.PLUGIN, Optional.of(manifest), List.of(), false, Waivers.NONE);
    }

    /** With another profile than the one that follows from a manifest being there or not. */
    public AuditRequest withProfile(Profile other) {
        return new AuditRequest(path, module, other, manifest, provenance, provenanceRequired, waivers);
    }

    /**
     * With statements about how it was built. Their signatures are for the caller to verify: only verified ones belong
     * here.
     */
    public AuditRequest withProvenance(List<Statement> statements) {
        return new AuditRequest(path, module, profile, manifest, statements, provenanceRequired, waivers);
    }

    /** As it is judged at the gate and at publishing: missing provenance is a finding. */
    public AuditRequest requiringProvenance() {
        return new AuditRequest(path, module, profile, manifest, provenance, true, waivers);
    }

    public AuditRequest withWaivers(Waivers others) {
        return new AuditRequest(path, module, profile, manifest, provenance, provenanceRequired, others);
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
