package dev.assay.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.model.Digest;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import dev.assay.model.Variant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An SBOM says what is known and nothing else, the same each time, as CycloneDX's own schema has it. */
class SbomTest {
    private static final String HEX = "ab".repeat(32);
    private static final Schema OFFICIAL = official();
    private static final Manifest MANIFEST = Manifest.read("""
                    apiVersion: assay/v1
                    kind: Plugin
                    name: fixture/parts
                    version: 1.0.0+7
                    summary: Made of parts
                    license: Apache-2.0
                    source: https://example.com/fixture/parts
                    contract: assessment/1
                    build: {toolchain: rust}
                    """.getBytes(UTF_8), "plugin.yaml");

    @TempDir
    Path folder;

    private static Schema official() {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_7,
                builder ->
                        builder.schemaIdResolvers(ids -> ids.mapPrefix("http://cyclonedx.org/schema/", "classpath:")));
        try (InputStream in = SbomTest.class.getResourceAsStream("/bom-1.6.schema.json")) {
            assertThat(in).isNotNull();
            return registry.getSchema(new String(in.readAllBytes(), UTF_8), InputFormat.JSON);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<?> faults(JsonNode sbom) {
        return OFFICIAL.validate(Json.pretty(sbom), InputFormat.JSON);
    }

    /** As {@link Provenance} writes one. */
    private static ObjectNode provenance() {
        ObjectNode definition = Json.object();
        definition.putObject("externalParameters").put("toolchain", "rust");
        definition.putObject("internalParameters").put("compiler", "1.85.0 (x)").put("target", "wasm32-wasip1");
        ArrayNode list = definition.putArray("resolvedDependencies");
        add(list, "name", "source", "sha256");
        add(list, "name", "plugin.yaml", "sha256");
        add(list, "name", "toolchain/rustc", "sha256");
        add(list, "name", "toolchain/standard library for wasm32-wasip1", "sha256");
        add(list, "uri", "pkg:cargo/serde@1.0.200", "sha256");
        add(list, "uri", "pkg:golang/github.com/BurntSushi/toml@v1.4.0+incompatible", "dirHash");
        ObjectNode whole = Json.object();
        whole.set("buildDefinition", definition);
        return whole;
    }

    private static void add(ArrayNode list, String key, String name, String algorithm) {
        list.addObject().put(key, name).putObject("digest").put(algorithm, HEX);
    }

    private static ObjectNode sbom(JsonNode provenance, byte[] module) {
        return Sbom.of(
                MANIFEST,
                new Variant("baseline", Digest.of(module), module.length, new TreeSet<>()),
                provenance,
                module);
    }

    private static byte[] module(byte[]... sections) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        List.of(sections).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] section(String name, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int size = 1 + name.length() + content.length;
        out.write(0);
        out.write((size & 0x7f) | 0x80);
        out.write(size >> 7);
        out.write(name.length());
        out.writeBytes(name.getBytes(UTF_8));
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] listed(String json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream zlib = new DeflaterOutputStream(out)) {
            zlib.write(json.getBytes(UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return section(".dep-v0", out.toByteArray());
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode one : list) {
            if (one.path("name").asString("").equals(name)) {
                return one;
            }
        }
        throw new AssertionError(name + " is not in " + list);
    }

    private static String property(JsonNode of, String name) {
        return named(of.path("properties"), name).path("value").asString("");
    }

    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(one -> names.add(one.path("name").asString("")));
        return names;
    }

    @Test
    void whatTheProvenanceKnowsIsListedAndNothingElse() {
        byte[] module = module();
        ObjectNode sbom = sbom(provenance(), module);
        assertThat(faults(sbom)).isEmpty();
        JsonNode plugin = sbom.at("/metadata/component");
        assertThat(plugin.path("group").asString() + "/" + plugin.path("name").asString())
                .isEqualTo("fixture/parts");
        assertThat(plugin.path("purl").asString())
                .isEqualTo("pkg:generic/fixture/parts@1.0.0%2B7?checksum=" + Digest.of(module));
        assertThat(plugin.at("/hashes/0/content").asString())
                .isEqualTo(Digest.of(module).hex());
        assertThat(property(plugin, "assay:source")).isEqualTo("sha256:" + HEX);
        JsonNode parts = sbom.path("components");
        assertThat(names(parts)).containsExactly("plugin.yaml", "serde", "github.com/BurntSushi/toml");
        assertThat(named(parts, "serde").path("purl").asString()).isEqualTo("pkg:cargo/serde@1.0.200");
        assertThat(named(parts, "serde").at("/hashes/0/content").asString()).isEqualTo(HEX);
        JsonNode toml = named(parts, "github.com/BurntSushi/toml");
        assertThat(toml.path("purl").asString())
                .isEqualTo("pkg:golang/github.com/burntsushi/toml@v1.4.0%2Bincompatible");
        assertThat(toml.has("hashes")).as("go.sum's is no hash of a file").isFalse();
        assertThat(property(toml, "assay:go-sum")).isEqualTo("h1:q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=");
        JsonNode toolchain = sbom.at("/formulation/0/components/0");
        assertThat(toolchain.path("version").asString()).isEqualTo("1.85.0 (x)");
        assertThat(names(toolchain.path("components"))).containsExactly("rustc", "standard library for wasm32-wasip1");
        assertThat(sbom.at("/compositions/0/aggregate").asString()).isEqualTo("unknown");
    }

    @Test
    void theOfficialSchemaWouldRefuseAnother() {
        ObjectNode sbom = sbom(provenance(), module());
        assertThat(faults(sbom.deepCopy().put("specVersion", 1))).isNotEmpty();
        sbom.withArray("components").addObject().put("type", "crate").put("name", "x");
        assertThat(faults(sbom)).isNotEmpty();
    }

    @Test
    void whatTheModuleClaimsIsToldAsItsClaim() {
        byte[] producers =
                section("producers", new byte[] {1, 8, 'l', 'a', 'n', 'g', 'u', 'a', 'g', 'e', 1, 1, 'C', 1, 27});
        byte[] dependencies = listed("""
                {"packages": [
                  {"name": "serde", "version": "1.0.200", "source": "crates.io"},
                  {"name": "cc", "version": "1.1.0", "source": "crates.io", "kind": "build"},
                  {"name": "a\\u001b b", "version": "1", "source": "local"},
                  {"name": "parts", "version": "1.0.0", "source": "local", "root": true}
                ]}""");
        ObjectNode sbom = sbom(provenance(), module(producers, dependencies));
        assertThat(faults(sbom)).isEmpty();
        JsonNode parts = sbom.path("components");
        assertThat(property(sbom.at("/metadata/component"), "assay:producers:language"))
                .isEqualTo("C \\u001b");
        assertThat(property(named(parts, "serde"), "assay:dep-v0")).isEqualTo("runtime");
        assertThat(property(named(parts, "serde"), "assay:origin")).isEqualTo("lockfile");
        assertThat(property(named(parts, "cc"), "assay:dep-v0")).isEqualTo("build");
        assertThat(property(named(parts, "cc"), "assay:origin")).isEqualTo("module, from crates.io");
        assertThat(named(parts, "cc").has("hashes")).isFalse();
        assertThat(named(parts, "a\\u001b b").has("purl")).isFalse();
        assertThat(names(parts)).doesNotContain("parts");
    }

    @Test
    void aListThatCannotBeReadIsToldAndNotListed() {
        for (byte[] bad : List.of(
                listed("{\"packages\": [{\"name\": 1}]}"), listed("[]"), section(".dep-v0", new byte[] {1, 2}))) {
            ObjectNode sbom = sbom(provenance(), module(bad));
            assertThat(property(sbom.at("/metadata/component"), "assay:dep-v0")).contains("cannot be read");
            assertThat(names(sbom.path("components"))).hasSize(3);
        }
        ObjectNode twice = sbom(provenance(), module(listed("{\"packages\": []}"), listed("{\"packages\": []}")));
        assertThat(property(twice.at("/metadata/component"), "assay:dep-v0")).contains("2 of them");
    }

    @Test
    void whatIsNoProvenanceOrNamesNoPackageIsRefused() {
        assertThatThrownBy(() -> sbom(Json.object(), module())).isInstanceOf(InvalidValueException.class);
        for (String uri : List.of("pkg:cargo/a b@1", "pkg:cargo/a", "pkg:npm/a@1", "pkg:cargo/a@1?x=y")) {
            ObjectNode bad = provenance();
            add(bad.withArray("/buildDefinition/resolvedDependencies"), "uri", uri, "sha256");
            assertThatThrownBy(() -> sbom(bad, module()))
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining("has no package URL");
        }
        ObjectNode short_ = provenance();
        short_.withArray("/buildDefinition/resolvedDependencies")
                .addObject()
                .put("uri", "pkg:cargo/a@1")
                .putObject("digest")
                .put("sha256", "ab");
        assertThatThrownBy(() -> sbom(short_, module())).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void moreThanAStatementHoldsIsRefused() {
        ObjectNode much = provenance();
        ArrayNode list = much.withArray("/buildDefinition/resolvedDependencies");
        for (int i = 0; i < 1_000; i++) {
            add(list, "uri", "pkg:cargo/a@1.0." + i, "sha256");
        }
        assertThat(names(sbom(much, module()).path("components"))).hasSize(1_003);
        for (int i = 1_000; i < 4_000; i++) {
            add(list, "uri", "pkg:cargo/a@1.0." + i, "sha256");
        }
        assertThatThrownBy(() -> sbom(much, module())).hasMessageContaining("too large for a statement: it has 4002");
    }

    @Test
    void thePageTellsEveryPropertyAndShowsAPackage() throws IOException {
        String page = Files.readString(Path.of("../docs/statements.md"));
        byte[] producers = section("producers", new byte[] {1, 3, 's', 'd', 'k', 1, 1, 'x', 0});
        ObjectNode sbom = sbom(provenance(), module(producers, listed("{\"packages\": []}")));
        List<String> told = new ArrayList<>();
        sbom.findValues("properties").forEach(list -> told.addAll(names(list)));
        assertThat(told).hasSizeGreaterThan(7);
        for (String name : told) {
            assertThat(page).contains("| `" + name.replaceFirst(":sdk$", "") + "` |");
        }
        assertThat(page)
                .contains("```json\n"
                        + Json.pretty(named(sbom(provenance(), module()).path("components"), "serde")) + "```");
    }

    @Test
    void aRealBuildGivesTheSameSbomAtAnotherTimeInAnotherFolder() {
        Instant noon = Instant.parse("2026-11-01T12:00:00Z");
        ObjectNode one = built("a", noon);
        assertThat(faults(one)).isEmpty();
        assertThat(Json.pretty(built("much/deeper", noon.plusSeconds(1_000_000))))
                .isEqualTo(Json.pretty(one));
        JsonNode toolchain = one.at("/formulation/0/components/0");
        assertThat(toolchain.path("name").asString()).isEqualTo("clang");
        assertThat(names(toolchain.path("components"))).anyMatch(name -> name.startsWith("clang"));
        assertThat(names(one.path("components"))).containsExactly("plugin.yaml");
    }

    private ObjectNode built(String where, Instant now) {
        SourceTree tree = SourceTree.at(folder.resolve(where))
                .replace("plugins/echo-c/plugin.yaml", "{toolchain: emscripten, also: [clang]}", "{toolchain: clang}");
        BuildResult result = new Builder(
                        Host.current(), folder.resolve("cache"), Clock.fixed(now, ZoneOffset.UTC), BuildLimits.DEFAULT)
                .rebuild(tree.plugin("echo-c"), Progress.SILENT);
        BuiltVariant variant = result.variants().getFirst();
        return Sbom.of(result.manifest(), variant.variant(), variant.provenance(), variant.bytes());
    }
}
