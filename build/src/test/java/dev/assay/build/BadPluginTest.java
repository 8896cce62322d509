package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that cannot be built, each told why in one message. */
final class BadPluginTest {
    @TempDir
    Path folder;

    private SourceTree tree;

    @BeforeEach
    void copyTheTree() {
        tree = SourceTree.at(folder.resolve("tree"));
    }

    private void build(Path plugin) {
        new Builder(Host.current(), folder.resolve("cache"), Clock.systemUTC(), BuildLimits.DEFAULT)
                .build(plugin, Progress.SILENT);
    }

    private AbstractThrowableAssert<?, ?> building(String plugin) {
        return assertThatThrownBy(() -> build(tree.plugin(plugin))).isInstanceOf(BuildException.class);
    }

    @Test
    void a_folder_that_is_not_there() {
        building("absent").hasMessageContaining("it is not there; name the folder of a plugin");
    }

    @Test
    void a_file_in_place_of_a_folder() {
        building("echo-c/plugin.yaml").hasMessageContaining("it is not a folder");
    }

    @Test
    void a_folder_without_a_manifest() {
        building("echo-c/src").hasMessageContaining("has no plugin.yaml").hasMessageContaining("plugins/");
    }

    @Test
    void a_manifest_with_faults_which_are_all_named_with_line_and_column() {
        tree.replace("plugins/echo-c/plugin.yaml", "version: 1.0.0", "version: one")
                .replace("plugins/echo-c/plugin.yaml", "license:", "licence:");
        building("echo-c")
                .hasMessageContaining("plugin.yaml:4:10: version 'one'")
                .hasMessageContaining("'license' is missing")
                .hasMessageContaining("unknown key 'licence'");
    }

    @Test
    void a_toolchain_that_nobody_knows() {
        tree.replace("plugins/echo-go/plugin.yaml", "toolchain: go", "toolchain: cobol");
        building("echo-go").hasMessageContaining("toolchain 'cobol' is not valid");
    }

    @Test
    void a_variant_that_is_not_built() {
        tree.replace("plugins/echo-go/plugin.yaml", "toolchain: go", "toolchain: go, variants: [threads]");
        building("echo-go").hasMessageContaining("the variant 'threads'").hasMessageContaining("baseline, simd");
    }

    @Test
    void a_variant_that_the_toolchain_does_not_have() {
        tree.replace("plugins/echo-go/plugin.yaml", "toolchain: go", "toolchain: go, variants: [simd]");
        building("echo-go").hasMessageContaining("go makes no simd variant");
    }

    @Test
    void a_build_path_that_is_not_there() {
        tree.replace("plugins/echo-c/plugin.yaml", "also: [clang]", "path: source");
        building("echo-c").hasMessageContaining("no folder source").hasMessageContaining("build.path");
    }

    @Test
    void a_build_path_beneath_the_folder_is_fine() throws IOException {
        tree.replace("plugins/echo-c/plugin.yaml", "emscripten, also: [clang]", "clang, path: code");
        Files.move(tree.plugin("echo-c").resolve("src"), tree.plugin("echo-c").resolve("code"));
        assertThatCode(() -> build(tree.plugin("echo-c"))).doesNotThrowAnyException();
    }

    @Test
    void no_source_at_all() throws IOException {
        Files.delete(tree.plugin("echo-c").resolve("src/echo.c"));
        building("echo-c").hasMessageContaining("there is no .c file");
    }

    @Test
    void source_with_an_error_which_the_compiler_explains() {
        tree.replace("plugins/echo-rust/src/lib.rs", "answer.len()", "answer.lenght()");
        building("echo-rust")
                .hasMessageContaining("cannot build baseline with rust")
                .hasMessageContaining("ended with status 101; correct what it reports")
                .hasMessageContaining("no method named `lenght`");
    }

    @Test
    void a_terminal_sequence_in_a_compilers_words_is_made_inert() {
        tree.write("plugins/echo-c/src/echo.c", "#error \u001b[31mred\u202e\n");
        building("echo-c")
                .hasMessageContaining("red")
                .satisfies(failure -> org.assertj.core.api.Assertions.assertThat(String.valueOf(failure.getMessage()))
                        .doesNotContain("\u001b")
                        .doesNotContain("\u202e"));
    }

    @Test
    void a_symbol_that_nothing_defines() {
        tree.replace("plugins/echo-c/src/echo.c", "assay_take(answer, 1)", "assay_taek(answer, 1)")
                .replace("plugins/echo-c/src/echo.c", "static char", "void assay_taek(void *, int);\nstatic char");
        building("echo-c").hasMessageContaining("nothing defines assay_taek");
    }

    @Test
    void a_crate_that_is_no_cdylib() {
        tree.replace("plugins/echo-rust/Cargo.toml", "\"cdylib\"", "\"rlib\"");
        building("echo-rust").hasMessageContaining("declare crate-type = [\"cdylib\"]");
    }

    @Test
    void a_crate_without_a_lockfile() throws IOException {
        Files.delete(tree.plugin("echo-rust").resolve("Cargo.lock"));
        building("echo-rust")
                .hasMessageContaining("Cargo.lock is missing")
                .hasMessageContaining("cargo generate-lockfile");
    }

    @Test
    void a_lockfile_that_is_not_of_this_source() {
        tree.replace("plugins/echo-rust/Cargo.lock", "fixture-sdk", "another-sdk");
        building("echo-rust").hasMessageContaining("lock file");
    }

    @Test
    void an_sdk_that_is_not_there() {
        tree.replace("plugins/echo-go/go.mod", "../../sdk/go", "../../sdk/gone");
        building("echo-go").hasMessageContaining("sdk/gone").hasMessageContaining("correct the path");
    }
}
