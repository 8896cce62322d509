package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that were built apart make the release that a build of all rows makes; rows that do not belong together make none. */
class AssembleTest {
    @TempDir
    private Path folder;

    private Assay assay;

    @BeforeEach
    void plugin() throws IOException {
        assay = new Assay(folder);
        Files.createDirectories(folder.resolve("tree/.git"));
        copy(Assay.HOME.resolve("sdk/c"), folder.resolve("tree/sdk/c"));
        copy(Assay.HOME.resolve("template/registry/plugins/example-clang"), folder.resolve("tree/plugins/x"));
        change("tree/plugins/x/plugin.yaml", "toolchain: clang", "toolchain: clang, also: [emscripten]");
    }

    @Test
    void rowsMakeTheReleaseThatABuildOfAllMakes() throws IOException {
        row("baseline", "rows/a");
        row("emscripten", "rows/b");
        Assay.Ended assembled = assemble("rows/b", "rows/a");
        assertThat(assembled.status()).as(assembled.err()).isZero();
        assertThat(assay.run("build", "tree/plugins/x", "--out", "whole").status())
                .isZero();
        assertThat(Files.readString(folder.resolve("release/release.json")))
                .isEqualTo(Files.readString(folder.resolve("whole/release.json")));
    }

    @Test
    void rowsThatDoNotBelongTogetherAreRefusedWithOneMessage() throws IOException {
        row("baseline", "a");
        row("emscripten", "b");
        refused("no row of example/shared-folders is emscripten", "a");
        refused("are both baseline", "a", "a");
        refused("'gone' is no row", "a", "gone");

        byte[] module = Files.readAllBytes(folder.resolve("b/emscripten.wasm"));
        Files.write(folder.resolve("b/emscripten.wasm"), Files.readAllBytes(folder.resolve("a/baseline.wasm")));
        refused("emscripten.wasm' is not the file that row.json names", "a", "b");
        Files.write(folder.resolve("b/emscripten.wasm"), module);
        String provenance = change("b/emscripten.provenance.json", "buildType", "buildTyp");
        refused("emscripten.provenance.json' is not the file that row.json names", "a", "b");
        Files.writeString(folder.resolve("b/emscripten.provenance.json"), provenance);

        String row = change("b/row.json", "example/shared-folders", "example/other");
        refused("'b' is a row of example/other, not of example/shared-folders", "a", "b");
        Files.writeString(folder.resolve("b/row.json"), row.replace("assay.row/1", "assay.row/2"));
        refused("assay.row/2", "a", "b");
        Files.writeString(folder.resolve("b/row.json"), row);

        String manifest = change("b/plugin.yaml", "8MiB", "9MiB");
        refused("'b' was built with another manifest", "a", "b");
        Files.writeString(folder.resolve("b/plugin.yaml"), manifest);
        String schema = change("b/config.schema.json", "nothing", "little");
        refused("'b' was built with another configuration schema", "a", "b");
        Files.writeString(folder.resolve("b/config.schema.json"), schema);
        assertThat(assemble("a", "b").status()).isZero();
    }

    @Test
    void aVariantThatTheManifestDoesNotNameIsNotBuilt() {
        Assay.Ended ended = assay.run("build", "tree/plugins/x", "--variant", "simd", "--out", "row");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("simd").contains("baseline, emscripten");
        assertThat(folder.resolve("row")).doesNotExist();
        assertThat(assay.run("build", "tree/plugins/x", "--variant", "baseline").status())
                .isEqualTo(2);
    }

    private void row(String variant, String out) {
        Assay.Ended ended = assay.run("build", "tree/plugins/x", "--variant", variant, "--out", out);
        assertThat(ended.status()).as(ended.err()).isZero();
    }

    private Assay.Ended assemble(String first, String second) {
        return assay.run("github", "assemble", "tree/plugins/x", first, second, "--out", "release");
    }

    private void refused(String message, String first, String... second) {
        Assay.Ended ended = second.length == 0
                ? assay.run("github", "assemble", "tree/plugins/x", first, "--out", "release")
                : assemble(first, second[0]);
        assertThat(ended.status()).as(ended.out()).isEqualTo(1);
        assertThat(ended.err()).contains(message);
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(folder.resolve("release")).doesNotExist();
    }

    /** Answers what the file was. */
    private String change(String file, String from, String to) throws IOException {
        String before = Files.readString(folder.resolve(file));
        assertThat(before).contains(from);
        Files.writeString(folder.resolve(file), before.replace(from, to));
        return before;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path copy = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        }
    }
}
