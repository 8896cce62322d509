package dev.assay.registry;

import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.module;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.model.FaultyDocumentException;
import dev.assay.model.PluginName;
import dev.assay.model.Release;
import dev.assay.model.Verdict;
import dev.assay.trust.Bundle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Only what belongs together can be published. */
class PublicationTest {
    private static final Map<String, byte[]> MODULES = Map.of("baseline", module("a"));
    private static final Release RELEASE = Shop.document(SSH, "1.0.0", MODULES);
    private static final byte[] YAML = Shop.yaml(SSH, "1.0.0");
    private static final byte[] SCHEMA = "{\"type\":\"object\"}".getBytes(StandardCharsets.UTF_8);
    private static final List<Bundle> NONE = List.of();

    @Test
    void whatBelongsTogetherIsAccepted() {
        Bundle audit = Shop.audit(RELEASE, RELEASE.variants().getFirst(), Verdict.APPROVED, NOW);
        assertThatCode(() -> new Publication(RELEASE, YAML, Optional.empty(), MODULES, List.of(audit)))
                .doesNotThrowAnyException();
        Release withSchema = new Release(
                SSH, RELEASE.version(), RELEASE.manifest(), Optional.of(Digest.of(SCHEMA)), RELEASE.variants());
        assertThatCode(() -> new Publication(withSchema, YAML, Optional.of(SCHEMA), MODULES, NONE))
                .doesNotThrowAnyException();
    }

    @Test
    void anotherManifestIsRefused() {
        byte[] changed = (new String(YAML, StandardCharsets.UTF_8) + "# changed\n").getBytes(StandardCharsets.UTF_8);
        refused(changed, Optional.empty(), MODULES, NONE, "plugin.yaml is not the one");
    }

    @Test
    void aBrokenManifestIsRefusedWithItsFaults() {
        assertThatThrownBy(() -> new Publication(RELEASE, new byte[] {'x'}, Optional.empty(), MODULES, NONE))
                .isInstanceOf(FaultyDocumentException.class)
                .hasMessageContaining("plugin.yaml");
    }

    @Test
    void aManifestOfAnotherNameOrVersionIsRefused() {
        PluginName other = PluginName.parse("acme/other");
        Release renamed =
                new Release(other, RELEASE.version(), RELEASE.manifest(), Optional.empty(), RELEASE.variants());
        assertThatThrownBy(() -> new Publication(renamed, YAML, Optional.empty(), MODULES, NONE))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("plugin.yaml says acme/ssh-hardening 1.0.0");
    }

    @Test
    void aSchemaThatTheReleaseDoesNotNameIsRefused() {
        refused(YAML, Optional.of(SCHEMA), MODULES, NONE, "configuration schema");
    }

    @Test
    void aModuleThatTheReleaseDoesNotNameIsRefused() {
        refused(YAML, Optional.empty(), Map.of("baseline", module("b")), NONE, "the module of variant baseline");
        refused(YAML, Optional.empty(), Map.of("simd", module("a")), NONE, "the module of variant baseline");
        refused(YAML, Optional.empty(), Map.of(), NONE, "modules for other variants");
        refused(
                YAML,
                Optional.empty(),
                Map.of("baseline", module("a"), "simd", module("b")),
                NONE,
                "modules for other variants");
    }

    @Test
    void aStatementAboutAnotherReleaseIsRefused() {
        Release other = Shop.document(SSH, "1.0.1", MODULES);
        Bundle audit = Shop.audit(other, other.variants().getFirst(), Verdict.APPROVED, NOW);
        refused(YAML, Optional.empty(), MODULES, List.of(audit), "is not about one of its modules and it");
    }

    private static void refused(
            byte[] manifest,
            Optional<byte[]> schema,
            Map<String, byte[]> modules,
            List<Bundle> statements,
            String because) {
        assertThatThrownBy(() -> new Publication(RELEASE, manifest, schema, modules, statements))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("release acme/ssh-hardening 1.0.0")
                .hasMessageContaining(because);
    }
}
