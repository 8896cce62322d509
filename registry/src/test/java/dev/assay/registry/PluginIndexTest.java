package dev.assay.registry;

import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.SSH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.ModelException;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The list of a plugin's releases cannot contradict itself. */
class PluginIndexTest {
    private static final Blob SOME = Blob.of(new byte[] {1});
    private static final PluginIndex INDEX = new PluginIndex(SSH, 1, List.of(entry("1.0.0"), entry("1.10.0")));

    @Test
    void itReadsWhatItWrites() {
        assertThat(PluginIndex.fromJson(INDEX.toJson())).isEqualTo(INDEX);
        assertThat(INDEX.releases()).extracting(e -> e.version().text()).containsExactly("1.10.0", "1.0.0");
    }

    @Test
    void aVersionThatIsListedTwiceIsRefused() {
        refused(json -> json.withArray("releases").add(json.path("releases").path(0)), "lists a version twice");
    }

    @Test
    void aVariantThatIsListedTwiceIsRefused() {
        refused(json -> first(json).withArray("variants").add(variant(json).deepCopy()), "each with its own name");
    }

    @Test
    void aReleaseWithoutAVariantIsRefused() {
        refused(json -> first(json).withArray("variants").removeAll(), "at least one variant");
    }

    @Test
    void aStatementThatIsListedTwiceIsRefused() {
        refused(
                json -> variant(json)
                        .withArray("statements")
                        .add(variant(json).path("statements").path(0)),
                "twice");
    }

    @Test
    void anAuditThatIsNoneOfItsStatementsIsRefused() {
        refused(
                json -> variant(json).put("audit", Digest.of(new byte[] {9}).toString()),
                "is not among its statements");
    }

    @Test
    void aVerdictWithoutAnAuditIsRefused() {
        refused(json -> variant(json).remove("audit"), "audit and verdict go together");
    }

    @Test
    void aSizeThatNoContentHasIsRefused() {
        refused(json -> ((ObjectNode) variant(json).path("module")).put("size", Blob.LARGEST + 1L), "size");
        refused(json -> ((ObjectNode) variant(json).path("module")).put("size", -1), "size");
        assertThatThrownBy(() -> new Blob(SOME.digest(), Blob.LARGEST + 1L)).isInstanceOf(RegistryException.class);
        assertThat(new Blob(SOME.digest(), Blob.LARGEST).size()).isEqualTo(Blob.LARGEST);
    }

    @Test
    void aNewerFormatIsNamed() {
        refused(json -> json.put("format", "assay.plugin-index/2"), "written by a newer version of Assay");
    }

    private static void refused(Consumer<ObjectNode> change, String because) {
        ObjectNode json = INDEX.toJson();
        change.accept(json);
        assertThatThrownBy(() -> PluginIndex.fromJson(json))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(because);
    }

    private static ObjectNode first(ObjectNode json) {
        return (ObjectNode) json.path("releases").path(0);
    }

    private static ObjectNode variant(ObjectNode json) {
        return (ObjectNode) first(json).path("variants").path(0);
    }

    private static Entry entry(String version) {
        Blob bundle = Blob.of(version.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        ListedVariant variant = new ListedVariant(
                "baseline",
                SOME,
                new TreeSet<>(),
                SOME,
                SOME,
                List.of(new ListedStatement(bundle, "https://example.com/audit", NOW)),
                Optional.of(bundle.digest()),
                Optional.of(Verdict.APPROVED));
        return new Entry(
                SSH,
                Version.parse(version),
                NOW,
                Contract.ASSESSMENT_1,
                Capabilities.NONE,
                SOME,
                SOME,
                Optional.of(SOME),
                List.of(variant),
                Optional.empty());
    }
}
