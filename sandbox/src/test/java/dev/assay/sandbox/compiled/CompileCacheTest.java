package dev.assay.sandbox.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code comes out of the cache as it went in, or not at all. */
class CompileCacheTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final byte[] CODE = "code".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    private static final Origin ORIGIN = origin("one");

    @TempDir
    private Path parent;

    private Path folder;
    private CompileCache cache;

    @BeforeEach
    void open() throws IOException {
        folder = parent.resolve("compiled");
        cache = at(NOW);
    }

    private CompileCache at(Instant now) throws IOException {
        return CompileCache.open(folder, 10_000, Clock.fixed(now, ZoneOffset.UTC), new SecureRandom());
    }

    private static Origin origin(String module) {
        Digest digest = Digest.of(module.getBytes(StandardCharsets.US_ASCII));
        return new Origin(digest, digest, "engine");
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith("key")).sorted().toList();
        }
    }

    @Test
    void what_was_put_is_there_for_every_process_and_for_its_origin_alone() throws IOException {
        cache.put(ORIGIN, CODE);

        assertThat(at(NOW).get(ORIGIN)).hasValue(CODE);
        assertThat(cache.get(origin("other"))).isEmpty();
        assertThat(cache.get(new Origin(ORIGIN.module(), ORIGIN.metered(), "another engine")))
                .isEmpty();
        assertThat(cache.get(new Origin(ORIGIN.module(), origin("other").metered(), "engine")))
                .isEmpty();
        assertThat(cache.get(new Origin(origin("other").module(), ORIGIN.metered(), "engine")))
                .isEmpty();
        assertThat(cache.refused()).isEmpty();
        assertThat(entries()).hasSize(1);
    }

    @Test
    void only_the_owner_can_read_key_and_entries() throws IOException {
        cache.put(ORIGIN, CODE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(entries().getFirst())))
                .isEqualTo("rw-------");
    }

    @Test
    void an_entry_with_any_byte_changed_is_refused_removed_and_told() throws IOException {
        byte[] whole = entry();
        for (int at : new int[] {0, 20, whole.length / 2, whole.length - 1}) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            refused(changed);
        }
    }

    @Test
    void one_that_is_cut_short_or_has_something_added_is_refused() throws IOException {
        byte[] whole = entry();
        refused(new byte[0]);
        refused(java.util.Arrays.copyOf(whole, 10));
        refused(java.util.Arrays.copyOf(whole, whole.length - 1));
        refused(java.util.Arrays.copyOf(whole, whole.length + 1));
    }

    private byte[] entry() throws IOException {
        cache.put(ORIGIN, CODE);
        return Files.readAllBytes(entries().getFirst());
    }

    private void refused(byte[] entry) throws IOException {
        cache.put(ORIGIN, CODE);
        Path file = entries().getFirst();
        Files.write(file, entry);

        assertThat(cache.get(ORIGIN)).isEmpty();
        assertThat(file).doesNotExist();
        assertThat(cache.refused()).hasValueSatisfying(why -> assertThat(why).contains(file.toString(), "removed"));
    }

    @Test
    void one_that_has_the_name_of_another_is_refused() throws IOException {
        cache.put(ORIGIN, CODE);
        Path mine = entries().getFirst();
        byte[] sealed = Files.readAllBytes(mine);
        cache.put(origin("other"), "harmless".getBytes(StandardCharsets.US_ASCII));
        Path others = entries().stream()
                .filter(file -> !file.equals(mine))
                .findFirst()
                .orElseThrow();
        Files.move(others, mine, StandardCopyOption.REPLACE_EXISTING);

        assertThat(cache.get(ORIGIN)).isEmpty();
        assertThat(cache.refused()).isPresent();
        Files.write(mine, sealed);
        assertThat(cache.get(ORIGIN)).hasValue(CODE);
    }

    @Test
    void one_that_another_key_sealed_is_refused() throws IOException {
        CompileCache theirs =
                CompileCache.open(parent.resolve("theirs"), 10_000, Clock.systemUTC(), new SecureRandom());
        theirs.put(ORIGIN, CODE);
        try (Stream<Path> files = Files.list(parent.resolve("theirs"))) {
            Path entry = files.filter(file -> !file.endsWith("key")).findFirst().orElseThrow();
            Files.copy(entry, folder.resolve(entry.getFileName()));
        }

        assertThat(cache.get(ORIGIN)).isEmpty();
        assertThat(cache.refused()).isPresent();
    }

    @Test
    void a_key_that_others_can_read_is_not_used() throws IOException {
        Path key = folder.resolve("key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> at(NOW)).isInstanceOf(IOException.class).hasMessageContaining("Remove it");

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        at(NOW);
        Files.write(key, new byte[31]);
        assertThatThrownBy(() -> at(NOW)).isInstanceOf(IOException.class);
    }

    @Test
    void a_folder_that_others_can_write_to_is_not_used() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
        assertThatThrownBy(() -> at(NOW)).isInstanceOf(IOException.class).hasMessageContaining("others than its owner");

        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx----w-"));
        assertThatThrownBy(() -> at(NOW)).isInstanceOf(IOException.class).hasMessageContaining("others than its owner");

        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        at(NOW);
    }

    @Test
    void the_one_not_used_for_longest_makes_room() throws IOException {
        cache.put(origin("a"), CODE);
        at(NOW.plusSeconds(1)).put(origin("b"), CODE);
        assertThat(at(NOW.plusSeconds(2)).get(origin("a"))).isPresent();
        at(NOW.plusSeconds(3)).put(origin("c"), CODE);

        assertThat(cache.get(origin("b"))).isEmpty();
        assertThat(cache.get(origin("a"))).isPresent();
        assertThat(cache.get(origin("c"))).isPresent();
    }

    @Test
    void what_a_process_left_unfinished_is_removed_once_it_is_old() throws IOException {
        Path old = Files.write(folder.resolve("1.new"), CODE);
        Path young = Files.write(folder.resolve("2.new"), CODE);
        Files.setLastModifiedTime(old, FileTime.from(NOW.minus(Duration.ofHours(2))));
        Files.setLastModifiedTime(young, FileTime.from(NOW.minus(Duration.ofMinutes(2))));
        cache.put(ORIGIN, CODE);

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }
}
