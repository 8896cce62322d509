package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LockfileTest {
    private static final String CHECKSUM = "0123456789abcdef".repeat(4);

    @TempDir
    Path folder;

    private Lockfile cargo(String source, String checksum) throws IOException {
        Files.writeString(folder.resolve("Cargo.lock"), """
                version = 3

                [[package]]
                name = "local"
                version = "1.0.0"

                [[package]]
                name = "serde"
                version = "1.0.200"
                source = "%s"
                checksum = "%s"
                dependencies = [
                 "local",
                ]
                """.formatted(source, checksum));
        return Lockfile.cargo(folder);
    }

    @Test
    void a_package_of_a_registry_is_pinned_by_its_checksum_and_a_folder_is_none() throws IOException {
        assertThat(cargo("registry+https://registry.invalid/index", CHECKSUM).packages())
                .containsExactly(new Lockfile.Pinned("pkg:cargo/serde@1.0.200", "sha256", CHECKSUM));
        assertThat(cargo("sparse+https://registry.invalid/", CHECKSUM).packages())
                .hasSize(1);
    }

    @Test
    void a_package_of_a_git_repository_is_refused() {
        assertThatThrownBy(() -> cargo("git+https://example.com/serde#abc", CHECKSUM))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("'serde'")
                .hasMessageContaining("is no package registry");
    }

    @Test
    void a_package_without_a_checksum_is_refused() {
        assertThatThrownBy(() -> cargo("registry+https://registry.invalid/index", "none"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("has no checksum");
    }

    @Test
    void a_module_of_go_is_pinned_by_the_hash_of_its_folder() throws IOException {
        Files.writeString(folder.resolve("go.sum"), """
                example.com/x v1.2.3 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
                example.com/x v1.2.3/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
                """);
        assertThat(Lockfile.go(folder).packages())
                .containsExactly(new Lockfile.Pinned("pkg:golang/example.com/x@v1.2.3", "dirHash", "00".repeat(32)));
    }

    @Test
    void without_go_sum_there_is_nothing_to_fetch() {
        assertThat(Lockfile.go(folder).packages()).isEmpty();
    }
}
