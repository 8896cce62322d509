package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InputsTest {
    @TempDir
    Path folder;

    private SourceTree tree;
    private Path plugin;

    @BeforeEach
    void copyTheTree() throws IOException {
        tree = SourceTree.at(folder.toRealPath().resolve("outer/tree"));
        plugin = tree.plugin("echo-c");
    }

    @Test
    void the_plugin_and_the_sdk_that_its_source_names_are_inputs_and_nothing_else() {
        Inputs inputs = Inputs.of(plugin);
        assertThat(inputs.root()).isEqualTo(tree.root());
        assertThat(inputs.files())
                .containsOnlyKeys("plugins/echo-c/plugin.yaml", "plugins/echo-c/src/echo.c", "sdk/c/fixture.h");
    }

    @Test
    void an_sdk_that_an_sdk_names_is_an_input_too() {
        tree.write("sdk/c/fixture.h", "#include \"../more/deep.h\"\n").write("sdk/more/deep.h", "");
        assertThat(Inputs.of(plugin).files()).containsKey("sdk/more/deep.h");
    }

    @Test
    void a_plugin_that_names_nothing_beside_it_is_its_own_root() {
        tree.write("plugins/echo-c/src/echo.c", "int main(void) { return 0; }\n");
        assertThat(Inputs.of(plugin).root()).isEqualTo(plugin);
        assertThat(Inputs.of(plugin).files()).containsOnlyKeys("plugin.yaml", "src/echo.c");
    }

    @Test
    void the_digest_is_that_of_the_content_wherever_it_lies() throws IOException {
        SourceTree other = SourceTree.at(folder.resolve("another/place"));
        assertThat(Inputs.of(other.plugin("echo-c")).digest())
                .isEqualTo(Inputs.of(plugin).digest());
        other.write("sdk/c/fixture.h", Files.readString(tree.root().resolve("sdk/c/fixture.h")) + " ");
        assertThat(Inputs.of(other.plugin("echo-c")).digest())
                .isNotEqualTo(Inputs.of(plugin).digest());
    }

    @Test
    void a_new_name_and_the_permission_to_execute_change_the_digest() throws IOException {
        var before = Inputs.of(plugin).digest();
        assertThat(plugin.resolve("src/echo.c").toFile().setExecutable(true)).isTrue();
        var executable = Inputs.of(plugin).digest();
        Files.move(plugin.resolve("src/echo.c"), plugin.resolve("src/echoes.c"));
        assertThat(Inputs.of(plugin).digest()).isNotEqualTo(executable);
        assertThat(executable).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"target", ".git", "node_modules", ".assay", ".idea", ".vscode"})
    void a_folder_of_what_was_made_is_left_out(String name) {
        var before = Inputs.of(plugin).files();
        tree.write("plugins/echo-c/src/" + name + "/left.c", "");
        assertThat(Inputs.of(plugin).files()).isEqualTo(before);
        tree.write("plugins/echo-c/src/" + name + "s/kept.c", "");
        assertThat(Inputs.of(plugin).files()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/etc/passwd", "../../../secret", "../../echo-go", "nowhere", "..", "../inside/../../../secret"})
    void a_link_that_leaves_the_folder_or_leads_nowhere_is_refused(String target) throws IOException {
        tree.write("secret", "").write("plugins/echo-c/inside/file", "");
        Path link = Files.createSymbolicLink(plugin.resolve("src/link"), Path.of(target));
        if (target.equals("..")) {
            assertThatCode(() -> Inputs.of(plugin)).doesNotThrowAnyException();
            return;
        }
        assertThatThrownBy(() -> Inputs.of(plugin))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("the link " + link + " leads to " + target)
                .hasMessageContaining("replace it by the file itself");
    }

    @Test
    void a_link_that_leaves_the_folder_through_another_link_is_refused() throws IOException {
        tree.write("plugins/secret", "").write("plugins/echo-c/a/b/file", "");
        Files.createSymbolicLink(plugin.resolve("a/b/top"), Path.of("../.."));
        Files.createSymbolicLink(plugin.resolve("a/b/out"), Path.of("top/../secret"));
        assertThatThrownBy(() -> Inputs.of(plugin))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("a/b/out");
    }

    @Test
    void a_link_inside_the_folder_is_an_input_and_is_copied_as_a_link() throws IOException {
        Files.createSymbolicLink(plugin.resolve("src/link.h"), Path.of("../plugin.yaml"));
        Inputs inputs = Inputs.of(plugin);
        assertThat(inputs.files()).containsEntry("plugins/echo-c/src/link.h", new Inputs.Input.Link("../plugin.yaml"));
        inputs.copyTo(folder.resolve("copy"));
        assertThat(folder.resolve("copy/plugins/echo-c/src/link.h")).isSymbolicLink();
    }

    @Test
    void a_pipe_is_refused() throws Exception {
        Path pipe = plugin.resolve("src/pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> Inputs.of(plugin))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining(pipe + " is neither file, folder nor link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../../../outside/x.h", "../../../x.h", "../../x.h", "../../../../../../etc/x.h"})
    void a_folder_outside_the_source_tree_or_around_the_plugin_is_refused(String include) throws IOException {
        Files.createDirectories(folder.resolve("outside"));
        tree.write("plugins/echo-c/src/echo.c", "#include \"" + include + "\"\n");
        assertThatThrownBy(() -> Inputs.of(plugin))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("not a folder beside the plugin in the source tree");
    }

    @Test
    void without_a_repository_the_source_tree_reaches_three_levels_up() throws IOException {
        Files.createDirectories(folder.resolve("outer/beside"));
        tree.write("plugins/echo-c/src/echo.c", "#include \"../../../../beside/x.h\"\n");
        assertThat(Inputs.of(plugin).root()).isEqualTo(folder.toRealPath().resolve("outer"));
    }

    @Test
    void the_source_tree_reaches_as_far_as_its_repository() throws IOException {
        Files.createDirectories(folder.resolve(".git"));
        Files.createDirectories(folder.resolve("outside"));
        tree.write("plugins/echo-c/src/echo.c", "#include \"../../../../../outside/x.h\"\n");
        assertThat(Inputs.of(plugin).root()).isEqualTo(folder.toRealPath());
    }

    @Test
    void an_sdk_behind_a_link_is_refused() throws IOException {
        Files.move(tree.root().resolve("sdk/c"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(tree.root().resolve("sdk/c"), folder.resolve("elsewhere"));
        assertThatThrownBy(() -> Inputs.of(plugin))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("which is not a folder; correct the path");
    }

    @Test
    void too_many_files_are_refused_before_they_are_all_read() throws IOException {
        for (int i = 0; i <= InputsReader.MOST_FILES; i++) {
            Files.createFile(plugin.resolve("src/" + i));
        }
        assertThatThrownBy(() -> Inputs.of(plugin))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("more than 20000 files");
    }

    @Test
    void a_file_too_large_is_refused_before_it_is_read() throws IOException {
        try (var file = new java.io.RandomAccessFile(plugin.resolve("src/big").toFile(), "rw")) {
            file.setLength(InputsReader.MOST_BYTES + 1);
        }
        assertThatThrownBy(() -> Inputs.of(plugin))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("256 MiB");
    }

    @Test
    void a_file_that_changes_after_it_was_read_is_not_built() {
        Inputs inputs = Inputs.of(plugin);
        tree.write("sdk/c/fixture.h", "changed");
        assertThatThrownBy(() -> inputs.copyTo(folder.resolve("copy")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("fixture.h changed while it was being built");
    }
}
