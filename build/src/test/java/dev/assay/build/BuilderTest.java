package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Json;
import dev.assay.wasm.WasmModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real compilers; where one is missing these tests fail with the words of the doctor. */
final class BuilderTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir
    Path folder;

    private Builder builder(Instant now) {
        return new Builder(
                Host.current(), folder.resolve("cache"), Clock.fixed(now, ZoneOffset.UTC), BuildLimits.DEFAULT);
    }

    private BuildResult build(Path plugin) {
        return builder(NOON).build(plugin, Progress.SILENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo-rust", "echo-go", "echo-c"})
    void a_plugin_becomes_the_same_module_wherever_it_lies(String name) throws Exception {
        BuildResult one = build(SourceTree.at(folder.resolve("a")).plugin(name));
        BuildResult two = builder(NOON.plus(Duration.ofDays(400)))
                .rebuild(SourceTree.at(folder.resolve("much/deeper")).plugin(name), Progress.SILENT);
        assertThat(two.inputs()).isEqualTo(one.inputs());
        for (int i = 0; i < one.variants().size(); i++) {
            BuiltVariant variant = one.variants().get(i);
            assertThat(two.variants().get(i).digest()).isEqualTo(variant.digest());
            assertThat(two.variants().get(i).remembered()).isFalse();
            assertThat(WasmModule.read(variant.bytes()).export("assay_describe"))
                    .isPresent();
            String text = new String(variant.bytes(), StandardCharsets.ISO_8859_1);
            assertThat(text).doesNotContain(folder.toString()).doesNotContain("assay-build-");
        }
    }

    @Test
    void a_second_toolchain_is_a_variant_of_its_name() {
        BuildResult result = build(SourceTree.at(folder.resolve("a")).plugin("echo-c"));
        assertThat(result.variants()).extracting(BuiltVariant::name).containsExactly("baseline", "clang");
        assertThat(result.variants())
                .extracting(BuiltVariant::toolchain)
                .containsExactly(Toolchain.EMSCRIPTEN, Toolchain.CLANG);
        assertThat(result.variants().getFirst().variant().size())
                .isEqualTo(result.variants().getFirst().size());
    }

    @Test
    void the_simd_variant_needs_simd_and_the_baseline_does_not() {
        SourceTree tree = SourceTree.at(folder.resolve("a"))
                .replace(
                        "plugins/echo-c/plugin.yaml",
                        "{toolchain: emscripten, also: [clang]}",
                        "{toolchain: clang, variants: [baseline, simd]}")
                .replace("plugins/echo-c/src/echo.c", "static char answer", """
                        typedef int four __attribute__((vector_size(16)));
                        ASSAY_EXPORT(sum) void sum(four *a, four *b) { *a += *b; }
                        static char answer""");
        BuildResult result = build(tree.plugin("echo-c"));
        assertThat(result.variants().getFirst().variant().features()).doesNotContain("simd");
        assertThat(result.variants().getLast().variant().features()).contains("simd");
    }

    @Test
    void an_unchanged_plugin_is_not_built_again() {
        Path plugin = SourceTree.at(folder.resolve("a")).plugin("echo-c");
        BuildResult first = build(plugin);
        BuildResult second = builder(NOON.plus(Duration.ofDays(1))).build(plugin, Progress.SILENT);
        assertThat(first.variants()).noneMatch(BuiltVariant::remembered);
        assertThat(second.variants()).allMatch(BuiltVariant::remembered);
        assertThat(second.variants().getFirst().digest())
                .isEqualTo(first.variants().getFirst().digest());
        assertThat(second.variants().getFirst().provenance())
                .isEqualTo(first.variants().getFirst().provenance());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plugins/echo-c/src/echo.c", "sdk/c/fixture.h", "plugins/echo-c/plugin.yaml"})
    void a_change_of_the_source_or_of_the_sdk_beside_it_is_built(String changed) throws IOException {
        SourceTree tree = SourceTree.at(folder.resolve("a"));
        build(tree.plugin("echo-c"));
        tree.write(changed, Files.readString(tree.root().resolve(changed)) + "\n");
        assertThat(build(tree.plugin("echo-c")).variants()).noneMatch(BuiltVariant::remembered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"target/left-over", "node_modules/x/y", ".assay/x"})
    void what_is_no_source_changes_nothing(String left) {
        SourceTree tree = SourceTree.at(folder.resolve("a"));
        build(tree.plugin("echo-c"));
        tree.write("plugins/echo-c/" + left, "anything");
        assertThat(build(tree.plugin("echo-c")).variants()).allMatch(BuiltVariant::remembered);
    }

    @Test
    void nothing_is_written_to_the_folder_of_the_plugin() throws IOException {
        SourceTree tree = SourceTree.at(folder.resolve("a"));
        List<Path> before = files(tree.root());
        build(tree.plugin("echo-rust"));
        assertThat(files(tree.root())).isEqualTo(before);
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.sorted().toList();
        }
    }

    @Test
    void the_provenance_differs_in_its_times_alone() {
        BuiltVariant one = build(SourceTree.at(folder.resolve("a")).plugin("echo-c"))
                .variants()
                .getFirst();
        Instant later = NOON.plus(Duration.ofDays(3));
        BuiltVariant two = builder(later)
                .rebuild(SourceTree.at(folder.resolve("b")).plugin("echo-c"), Progress.SILENT)
                .variants()
                .getFirst();
        String expected = Json.pretty(one.provenance()).replace(NOON.toString(), later.toString());
        assertThat(Json.pretty(two.provenance())).isEqualTo(expected).isNotEqualTo(Json.pretty(one.provenance()));
    }

    @Test
    void the_provenance_names_source_compiler_and_command_and_no_path_of_the_machine() {
        BuildResult result = build(SourceTree.at(folder.resolve("a")).plugin("echo-c"));
        var definition = result.variants().getLast().provenance().path("buildDefinition");
        assertThat(definition.at("/externalParameters/toolchain").asString()).isEqualTo("clang");
        assertThat(definition.at("/externalParameters/variant").asString()).isEqualTo("clang");
        assertThat(definition.at("/resolvedDependencies/0/digest/sha256").asString())
                .isEqualTo(result.inputs().hex());
        assertThat(definition.at("/resolvedDependencies/1/digest/sha256").asString())
                .isEqualTo(result.manifestDigest().hex());
        assertThat(definition.path("resolvedDependencies").toString()).contains("toolchain/wasm-ld");
        assertThat(definition.at("/internalParameters/command").toString())
                .contains("-ffile-prefix-map=/source=/source", "./src/echo.c")
                .doesNotContain("assay-build-", "/usr/bin", folder.toString());
    }

    @Test
    void who_listens_hears_what_is_built_and_with_what() {
        List<String> said = new CopyOnWriteArrayList<>();
        builder(NOON).build(SourceTree.at(folder.resolve("a")).plugin("echo-rust"), said::add);
        assertThat(said.getFirst()).contains("baseline with rust 1.").contains("building twice");
        assertThat(said).anyMatch(line -> line.contains("Compiling fixture-sdk"));
        assertThat(said.getLast()).contains("the same bytes twice", "sha256:");
    }

    @Test
    void two_builders_may_share_a_cache_at_the_same_time() throws Exception {
        Path plugin = SourceTree.at(folder.resolve("a")).plugin("echo-c");
        List<BuildResult> results = new CopyOnWriteArrayList<>();
        List<Thread> threads = Stream.generate(() -> Thread.ofVirtual().unstarted(() -> results.add(build(plugin))))
                .limit(3)
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(results).hasSize(3);
        assertThat(results.stream()
                        .map(one -> one.variants().getFirst().digest())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void the_result_is_written_module_by_module() throws IOException {
        BuildResult result = build(SourceTree.at(folder.resolve("a")).plugin("echo-c"));
        Path out = folder.resolve("made/here");
        result.writeTo(out);
        result.writeTo(out);
        assertThat(files(out).stream().skip(1).map(file -> String.valueOf(file.getFileName())))
                .containsExactly("baseline.provenance.json", "baseline.wasm", "clang.provenance.json", "clang.wasm");
        assertThat(out.resolve("clang.wasm"))
                .hasBinaryContent(result.variants().getLast().bytes());
    }

    @Test
    void a_folder_that_cannot_be_written_is_named() {
        BuildResult result = build(SourceTree.at(folder.resolve("a")).plugin("echo-c"));
        assertThatThrownBy(() -> result.writeTo(Path.of("/proc/assay")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("cannot write the modules of fixture/echo-c to /proc/assay")
                .hasMessageContaining("choose a folder");
    }

    @Test
    void a_cache_that_cannot_be_written_is_named() {
        Path plugin = SourceTree.at(folder.resolve("a")).plugin("echo-c");
        Builder builder = new Builder(Host.current(), Path.of("/proc/assay"), Clock.systemUTC(), BuildLimits.DEFAULT);
        assertThatThrownBy(() -> builder.build(plugin, Progress.SILENT))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("/proc/assay")
                .hasMessageContaining("make it writable");
    }

    @Test
    void every_missing_toolchain_is_named_before_anything_is_built() {
        Path plugin = SourceTree.at(folder.resolve("a")).plugin("echo-c");
        Builder builder = new Builder(
                new Host(List.of(folder), Map.of()), folder.resolve("cache"), Clock.systemUTC(), BuildLimits.DEFAULT);
        assertThatThrownBy(() -> builder.build(plugin, Progress.SILENT))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("no clang on the search path")
                .hasMessageContaining("apt-get install clang")
                .hasMessageContaining("no emcc on the search path")
                .hasMessageContaining("apt-get install emscripten");
        assertThat(folder.resolve("cache")).doesNotExist();
    }
}
