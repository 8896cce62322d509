package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Manifest;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.PluginTests;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.Sandbox;
import dev.assay.wasm.FeatureSet;
import dev.assay.wasm.Validator;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.fuel.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Rust, Go, clang and Emscripten compile does the same when it is metered: every recorded test gives the same bytes. */
@Tag("nightly") // minutes: each plugin's recorded tests twice in an interpreter
class MeteredPluginsTest {
    private static final Meter.Limits PLENTY = new Meter.Limits(2_000_000_000L, 10_000);

    @TempDir
    private Path folder;

    static Stream<Path> plugins() throws IOException {
        return PluginsTest.plugins();
    }

    @ParameterizedTest
    @MethodSource("plugins")
    void aMeteredPluginGivesTheSameAnswers(Path plugin) throws IOException, InterruptedException, WasmException {
        Path release = folder.resolve("release");
        assertThat(new Assay(folder)
                        .run("build", plugin.toString(), "--out", release.toString())
                        .status())
                .isZero();
        Manifest manifest = Manifest.read(Files.readAllBytes(plugin.resolve(Manifest.FILE)), Manifest.FILE);
        PluginTests tests = new PluginTests(Sandbox.open(HostFile.read(HostFile.sample(), HostFile.FILE), List.of()));
        for (Path variant : variants(release)) {
            byte[] module = Files.readAllBytes(variant);
            byte[] metered = Meter.instrument(module, PLENTY);
            Validator.validate(metered, FeatureSet.WASM_3);

            List<PluginTests.Result> before = tests.run(module, manifest, plugin.resolve("tests"));
            List<PluginTests.Result> after = tests.run(metered, manifest, plugin.resolve("tests"));

            assertThat(before).isNotEmpty().allMatch(PluginTests.Result::passed);
            assertThat(after).extracting(PluginTests.Result::problems).allMatch(List::isEmpty);
            assertThat(responses(after)).as(variant.toString()).containsExactlyElementsOf(responses(before));
        }
    }

    private static List<String> responses(List<PluginTests.Result> results) {
        return results.stream()
                .map(result -> new String(
                        result.run().map(Run::response).orElseThrow(), java.nio.charset.StandardCharsets.UTF_8))
                .toList();
    }

    private static List<Path> variants(Path release) throws IOException {
        try (Stream<Path> files = Files.list(release)) {
            List<Path> variants = files.filter(file -> file.toString().endsWith(".wasm"))
                    .sorted()
                    .toList();
            assertThat(variants).isNotEmpty();
            return variants;
        }
    }
}
