package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Manifest;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.PluginTests;
import dev.assay.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Rust, Go, clang and Emscripten compile uses the same fuel each time, interpreted or compiled, gives the same bytes, and keeps within its manifest. */
@Tag("nightly") // minutes: each plugin's recorded tests twice in an interpreter, and once compiled
class FuelTest {
    @TempDir
    private Path folder;

    static Stream<Path> plugins() throws IOException {
        return PluginsTest.plugins();
    }

    @ParameterizedTest
    @MethodSource("plugins")
    void aPluginUsesTheSameFuelEachTime(Path plugin) throws IOException, InterruptedException {
        Path release = folder.resolve("release");
        assertThat(new Assay(folder)
                        .run("build", plugin.toString(), "--out", release.toString())
                        .status())
                .isZero();
        Manifest manifest = Manifest.read(Files.readAllBytes(plugin.resolve(Manifest.FILE)), Manifest.FILE);
        try (Sandbox sandbox = open("interpreter");
                Sandbox compiler = open("compiler")) {
            PluginTests tests = new PluginTests(sandbox);
            PluginTests compiled = new PluginTests(compiler);
            for (Path variant : variants(release)) {
                byte[] module = Files.readAllBytes(variant);
                List<PluginTests.Result> first = tests.run(module, manifest, plugin.resolve("tests"));
                List<PluginTests.Result> second = tests.run(module, manifest, plugin.resolve("tests"));

                assertThat(first).isNotEmpty().allMatch(PluginTests.Result::passed);
                assertThat(answers(second)).as(variant.toString()).containsExactlyElementsOf(answers(first));
                List<PluginTests.Result> third = compiled.run(module, manifest, plugin.resolve("tests"));
                assertThat(answers(third)).as("compiled " + variant).containsExactlyElementsOf(answers(first));
            }
        }
    }

    private static Sandbox open(String engine) {
        String sample =
                new String(HostFile.sample(), StandardCharsets.UTF_8).replace("engine: auto", "engine: " + engine);
        return Sandbox.open(HostFile.read(sample.getBytes(StandardCharsets.UTF_8), HostFile.FILE), List.of());
    }

    /** Of each run: its fuel and its response. */
    private static List<String> answers(List<PluginTests.Result> results) {
        return results.stream()
                .map(result -> result.run().orElseThrow())
                .map(run -> run.fuel() + " " + new String(run.response(), StandardCharsets.UTF_8))
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
