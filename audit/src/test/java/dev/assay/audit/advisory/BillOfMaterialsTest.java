package dev.assay.audit.advisory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BillOfMaterialsTest {
    private static BillOfMaterials read(String fields) {
        return BillOfMaterials.read(Json.read(
                ("{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\"" + fields + "}").getBytes(UTF_8),
                BillOfMaterials.MOST_BYTES));
    }

    private static void refused(String fields, String why) {
        assertThatThrownBy(() -> read(fields))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(why);
    }

    @Test
    void partsAreFoundByTheirPackageUrlAtEveryDepth() {
        BillOfMaterials read = read("""
                , "metadata": {"component": {"name": "plugin", "purl": "pkg:cargo/plugin@1.0.0"}},
                  "components": [
                    {"type": "library", "name": "serde", "version": "1.0.200", "purl": "pkg:cargo/serde@1.0.200", "licenses": []},
                    {"type": "file", "name": "src/lib.rs"},
                    {"name": "outer", "components": [{"name": "inner", "version": "2", "purl": "pkg:generic/dlmalloc"}]},
                    {"name": "odd", "purl": "cargo/serde"},
                    {"name": "other", "purl": "pkg:deb/debian/curl@7.50.3-1"}],
                  "formulation": [{"components": [{"name": "rust", "version": "rustc 1.84.0 (9fc6b4312)", "components": []},
                    {"name": "clang", "version": "clang version 19.1.7"}]}]
                """);
        assertThat(read.libraries())
                .containsExactly(
                        new Component(new Coordinates("crates.io", "serde"), "serde", "1.0.200"),
                        new Component(new Coordinates("generic", "dlmalloc"), "dlmalloc", "2"));
        assertThat(read.toolchains())
                .extracting(tool -> tool.coordinates().name())
                .containsExactly("rustc", "clang");
        assertThat(read.unreadable()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "pkg:cargo/serde@1.0.200, crates.io, serde, 1.0.200",
        "pkg:cargo/serde, crates.io, serde, otherwise",
        "pkg:golang/github.com/acme/x@v1.2.3, Go, github.com/acme/x, v1.2.3",
        "pkg:golang/github.com/acme/x@1.2.3%2Bincompatible?type=module#sub/path, Go, github.com/acme/x, 1.2.3+incompatible",
        "pkg:npm/%40scope/name@1.0.0, npm, @scope/name, 1.0.0",
        "pkg:npm/@scope/name@1.0.0, npm, @scope/name, 1.0.0",
        "pkg:pypi/django@4.2, PyPI, django, 4.2",
        "pkg:PyPI/django@4.2, PyPI, django, 4.2",
        "pkg:generic/openssl@3.0.1, generic, openssl, 3.0.1",
    })
    void packageUrlsAreReadAsTheirSpecificationSays(String purl, String ecosystem, String name, String version) {
        assertThat(PackageUrl.read(purl, "otherwise"))
                .isEqualTo(Optional.of(new Component(new Coordinates(ecosystem, name), name, version)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cargo/serde", "pkg:", "pkg:cargo", "pkg:cargo/", "pkg:cargo/%zz@1", "pkg:c argo/x@1"})
    void whatIsNoPackageUrlIsRefused(String text) {
        assertThatThrownBy(() -> PackageUrl.read(text, ""))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("package URL");
    }

    @Test
    void packageUrlsAreBounded() {
        String most = "pkg:cargo/" + "a".repeat(990);
        assertThat(PackageUrl.read(most, "")).isPresent();
        assertThatThrownBy(() -> PackageUrl.read(most + "a", "")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void whatIsNoSbomIsRefused() {
        refused(", \"components\": {}", "SBOM.components: it must be an array");
        refused(", \"components\": [1]", "SBOM.components[0]: it must be an object");
        refused(", \"components\": [{\"purl\": 1}]", "components[0].purl: it must be a text");
        refused(", \"components\": [{\"version\": \"" + "1".repeat(301) + "\"}]", "version: it must have 1 to 300");
        refused(", \"formulation\": [{\"components\": [{}]}]", "name: it is missing");
        assertThatThrownBy(() -> BillOfMaterials.read(
                        Json.read("{\"bomFormat\": \"SPDX\", \"specVersion\": \"1.6\"}".getBytes(UTF_8), 100)))
                .hasMessageContaining("SBOM.bomFormat 'SPDX' is not valid");
        assertThatThrownBy(() -> BillOfMaterials.read(
                        Json.read("{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"2.0\"}".getBytes(UTF_8), 100)))
                .hasMessageContaining("specVersion");
        assertThat(read("").libraries()).isEmpty();
        assertThat(read(", \"components\": [{\"name\": \"a\", \"version\": \"\", \"purl\": \"pkg:cargo/a\"}]")
                        .libraries())
                .singleElement()
                .matches(part -> part.version().isEmpty());
    }

    @Test
    void partsAreCountedWhereverTheyStand() {
        String outer = IntStream.range(0, 10_000).mapToObj(_ -> "{}").collect(Collectors.joining(","));
        String inner = IntStream.range(0, 10_000).mapToObj(_ -> "{}").collect(Collectors.joining(","));
        String most = outer.replaceFirst("\\{}", "{\"components\": [" + inner + "]}");
        assertThat(read(", \"components\": [" + most + "]").libraries()).isEmpty();
        refused(", \"components\": [{}," + most + "]", "it lists more than 20000 components");
        refused(", \"components\": [" + outer + "," + outer + ",{}]", "it must be an array of at most 20000");
        String formulas = IntStream.range(0, 100).mapToObj(_ -> "{}").collect(Collectors.joining(","));
        assertThat(read(", \"formulation\": [" + formulas + "]").toolchains()).isEmpty();
        refused(", \"formulation\": [{}," + formulas + "]", "it must be an array of at most 100");
    }
}
