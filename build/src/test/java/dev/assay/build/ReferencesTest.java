package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReferencesTest {
    @TempDir
    Path folder;

    private Iterable<Path> of(String name, String text) throws IOException {
        Path file = folder.resolve("a/b").resolve(name);
        Files.createDirectories(folder.resolve("a/b/c"));
        Files.writeString(file, text);
        return References.of(folder.resolve("a/b"), file);
    }

    @Test
    void a_path_dependency_of_cargo() throws IOException {
        assertThat(of("Cargo.toml", """
                [dependencies]
                one = { version = "1", path = "../one" }
                [dependencies.two]
                path = '../../two'
                """)).containsExactly(folder.resolve("a/one"), folder.resolve("two"));
    }

    @Test
    void neither_a_comment_nor_a_path_inside_nor_another_key_of_cargo() throws IOException {
        assertThat(of("Cargo.toml", """
                # path = "../no"
                [lib]
                path = "src/lib.rs"
                searchpath = "../no"
                """)).isEmpty();
    }

    @Test
    void a_replacement_of_go() throws IOException {
        assertThat(of("go.mod", """
                replace example.com/a => ../a
                replace (
                    example.com/b v1.0.0 => ../../b
                    example.com/c => example.com/d v1.2.3
                    example.com/e => ./inside
                )
                """)).containsExactly(folder.resolve("a/a"), folder.resolve("b"));
    }

    @Test
    void a_quoted_include_of_c() throws IOException {
        assertThat(of("c/x.c", "#include <stdio.h>\n # include \"../../sdk/assay.h\"\n#include \"../y.h\"\n"))
                .containsExactly(folder.resolve("a/sdk"));
    }

    @Test
    void nothing_of_a_file_of_another_kind() throws IOException {
        assertThat(of("notes.txt", "#include \"../../x.h\"\npath = \"../x\"\n")).isEmpty();
    }
}
