package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuildCacheTest {
    private static final Row ROW = new Row("baseline", Toolchain.CLANG, false);
    private static final Digest KEY = Digest.of(new byte[] {1});
    private static final byte[] EMPTY_MODULE = "\0asm\1\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    Path folder;

    private BuildCache cache;
    private Path entry;

    @BeforeEach
    void keepOne() {
        cache = new BuildCache(folder);
        cache.keep(KEY, BuiltVariant.of(ROW, EMPTY_MODULE, Json.object().put("made", "here"), false));
        entry = folder.resolve(KEY.hex());
    }

    @Test
    void what_was_kept_is_found_under_its_key_alone() {
        BuiltVariant found = cache.find(KEY, ROW).orElseThrow();
        assertThat(found.bytes()).isEqualTo(EMPTY_MODULE);
        assertThat(found.provenance().path("made").asString()).isEqualTo("here");
        assertThat(found.remembered()).isTrue();
        assertThat(cache.find(Digest.of(new byte[] {2}), ROW)).isEmpty();
    }

    @Test
    void a_module_of_which_a_byte_was_changed_is_not_found() throws IOException {
        Files.write(entry.resolve("module.wasm"), "\0asm\1\0\0\0\0\1\0".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(cache.find(KEY, ROW)).isEmpty();
    }

    @Test
    void an_entry_moved_to_another_key_is_not_found() throws IOException {
        Digest other = Digest.of(new byte[] {2});
        Files.move(entry, folder.resolve(other.hex()));
        assertThat(cache.find(other, ROW)).isEmpty();
    }

    @Test
    void an_entry_cut_short_is_not_found_and_is_replaced() throws IOException {
        Files.writeString(entry.resolve("entry.json"), "{\"format\":");
        assertThat(cache.find(KEY, ROW)).isEmpty();
        cache.keep(KEY, BuiltVariant.of(ROW, EMPTY_MODULE, Json.object(), false));
        assertThat(cache.find(KEY, ROW)).isPresent();
    }

    @Test
    void an_entry_of_a_newer_format_is_refused() throws IOException {
        String text = Files.readString(entry.resolve("entry.json"));
        Files.writeString(entry.resolve("entry.json"), text.replace("assay.build/1", "assay.build/2"));
        assertThatThrownBy(() -> cache.find(KEY, ROW))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("written by a newer version of Assay")
                .hasMessageContaining("or delete the folder");
    }

    @Test
    void nothing_unfinished_is_left() throws IOException {
        cache.keep(KEY, BuiltVariant.of(ROW, EMPTY_MODULE, Json.object(), false));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(entry);
        }
    }
}
