package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import dev.assay.model.ModelException;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import dev.assay.trust.Bundle;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A release with all that belongs to it. It cannot be inconsistent: what the release document names is here, with the
 * digests it names, and every statement is about one of the modules and this release. Whether the statements are true is
 * not asked: that is decided by who loads.
 */
public final class Publication {
    private final Release release;
    private final Manifest manifest;
    private final byte[] manifestBytes;
    private final Optional<byte[]> schema;
    private final Map<String, byte[]> modules;
    private final List<Bundle> statements;

    /**
     * @param manifest the bytes of {@code plugin.yaml}
     * @param schema the bytes of the configuration schema
     * @param modules the .wasm bytes by the name of the variant
     * @throws RegistryException when these do not belong together
     */
    public Publication(
            Release release,
            byte[] manifest,
            Optional<byte[]> schema,
            Map<String, byte[]> modules,
            List<Bundle> statements) {
        this.release = release;
        this.manifestBytes = manifest.clone();
        this.schema = schema.map(byte[]::clone);
        this.modules = Map.copyOf(modules);
        this.statements = List.copyOf(statements);
        this.manifest = Manifest.read(manifest, Manifest.FILE);
        require(release.manifest().equals(Digest.of(manifest)), "plugin.yaml is not the one that the release names");
        require(
                release.schema().equals(schema.map(Digest::of)),
                "the configuration schema is not the one that the release names");
        require(
                this.manifest.name().equals(release.name())
                        && this.manifest.version().equals(release.version()),
                "plugin.yaml says " + this.manifest.name() + " " + this.manifest.version());
        require(release.variants().size() == modules.size(), "it has modules for other variants than it names");
        for (Variant variant : release.variants()) {
            byte[] module = modules.get(variant.name());
            require(
                    module != null && Digest.of(module).equals(variant.module()) && module.length == variant.size(),
                    "the module of variant " + variant.name() + " is not the one that it names");
        }
        statements.forEach(this::requireAboutThis);
    }

    private void requireAboutThis(Bundle bundle) {
        Statement statement = statement(bundle);
        require(
                release.variants().stream().anyMatch(v -> statement.isAbout(v.module(), release.digest())),
                "a statement of type " + statement.predicateType() + " is not about one of its modules and it");
    }

    /** What a bundle says, unverified: enough to know where to list it. */
    static Statement statement(Bundle bundle) {
        try {
            JsonNode envelope = Json.read(bundle.bytes(), Bundle.MOST_BYTES).path("dsseEnvelope");
            return Statement.read(
                    Base64.getDecoder().decode(envelope.path("payload").asString("")));
        } catch (ModelException | IllegalArgumentException e) {
            throw new RegistryException("bundle " + bundle.digest() + " holds no statement: " + e.getMessage(), e);
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new RegistryException("release " + release.name() + " " + release.version() + ": " + otherwise
                    + ". Build and sign it again");
        }
    }

    public Release release() {
        return release;
    }

    Manifest manifest() {
        return manifest;
    }

    byte[] manifestBytes() {
        return manifestBytes;
    }

    Optional<byte[]> schema() {
        return schema;
    }

    byte[] module(Variant variant) {
        byte[] module = modules.get(variant.name());
        if (module == null) {
            throw new IllegalStateException("the constructor let a release without " + variant.name() + " pass");
        }
        return module;
    }

    List<Bundle> statements() {
        return statements;
    }
}
