package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crate of a registry that the author keeps in the source tree, as {@code cargo vendor} lays it. */
final class VendoredCrateTest {
    private static final String CHECKSUM = "ab".repeat(32);

    @TempDir
    Path folder;

    private SourceTree tree;

    @BeforeEach
    void vendorACrate() {
        tree = SourceTree.at(folder.resolve("tree"));
        tree.replace("plugins/echo-rust/Cargo.toml", "[dependencies]", """
                        [dependencies]
                        words = { version = "1", registry = "words" }""")
                .replace("plugins/echo-rust/Cargo.lock", " \"fixture-sdk\",\n", " \"fixture-sdk\",\n \"words\",\n")
                .write("plugins/echo-rust/.cargo/config.toml", """
                        [registries.words]
                        index = "https://registry.invalid/index"
                        [source.words]
                        registry = "https://registry.invalid/index"
                        replace-with = "vendored"
                        [source.vendored]
                        directory = "vendor"
                        """)
                .write("plugins/echo-rust/vendor/words/Cargo.toml", """
                        [package]
                        name = "words"
                        version = "1.0.0"
                        edition = "2021"
                        """)
                .write("plugins/echo-rust/vendor/words/src/lib.rs", """
                        pub fn greeting() -> String { format!("hello from {}", file!()) }
                        """)
                .write("plugins/echo-rust/vendor/words/.cargo-checksum.json", checksums(CHECKSUM))
                .replace("plugins/echo-rust/src/lib.rs", "fixture_sdk::describe(file!())", "words::greeting()");
        lock(CHECKSUM);
    }

    private static String checksums(String checksum) {
        return "{\"files\":{},\"package\":\"" + checksum + "\"}";
    }

    private void lock(String checksum) {
        tree.replace("plugins/echo-rust/Cargo.lock", "name = \"fixture-sdk\"\nversion = \"1.0.0\"\n", """
                name = "fixture-sdk"
                version = "1.0.0"

                [[package]]
                name = "words"
                version = "1.0.0"
                source = "registry+https://registry.invalid/index"
                checksum = "%s"
                """.formatted(
                        checksum));
    }

    private BuiltVariant build() {
        return new Builder(Host.current(), folder.resolve("cache"), Clock.systemUTC(), BuildLimits.DEFAULT)
                .build(tree.plugin("echo-rust"), Progress.SILENT)
                .variants()
                .getFirst();
    }

    @Test
    void it_is_built_to_the_same_bytes_twice_and_named_in_the_provenance() {
        BuiltVariant variant = build();
        assertThat(new String(variant.bytes(), StandardCharsets.ISO_8859_1)).contains("hello from ");
        assertThat(variant.provenance().toString()).contains("pkg:cargo/words@1.0.0", CHECKSUM);
    }

    @Test
    void it_is_refused_where_it_is_not_what_the_lockfile_pins() {
        tree.write("plugins/echo-rust/vendor/words/.cargo-checksum.json", checksums("cd".repeat(32)));
        assertThatThrownBy(this::build)
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("while it fetched packages")
                .hasMessageContaining("checksum");
    }
}
