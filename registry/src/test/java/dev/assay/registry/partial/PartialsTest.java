package dev.assay.registry.partial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of fetches that were cut off: how much, how long, and whose it is. */
class PartialsTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private Partials partials() {
        return new Partials(folder.resolve("partial"), 20L * MIB);
    }

    @Test
    void whatOneLeftTheNextHas() throws IOException {
        leave(1, new byte[] {1, 2, 3});
        leave(1, new byte[] {4});
        try (Partial partial = partials().of(blob(1)).orElseThrow()) {
            assertThat(begun(partial)).containsExactly(1, 2, 3, 4);
            assertThat(partial.first(3)).containsExactly(1, 2, 3);
            assertThat(partial.first(9)).containsExactly(1, 2, 3, 4);
            partial.restart();
            assertThat(begun(partial)).isEmpty();
        }
        assertThat(left()).as("nothing is left of nothing").isEmpty();
    }

    @Test
    void oneAtATimeHasIt() throws IOException {
        Partial partial = partials().of(blob(1)).orElseThrow();
        assertThat(partials().of(blob(1))).isEmpty();
        try (Partial other = partials().of(blob(2)).orElseThrow()) {
            assertThat(begun(other)).isEmpty();
        }
        partial.close();
        partials().of(blob(1)).orElseThrow().close();
    }

    @Test
    void whatIsSmallOrMoreThanThereMayBeIsNotWorthIt() {
        assertThat(partials().of(new Blob(digest(1), Partials.SMALLEST - 1))).isEmpty();
        assertThat(partials().of(new Blob(digest(1), 20L * MIB + 1))).isEmpty();
        partials().of(new Blob(digest(1), Partials.SMALLEST)).orElseThrow().close();
        partials().of(new Blob(digest(1), 20L * MIB)).orElseThrow().close();
    }

    @Test
    void whereNothingCanBeWrittenThereAreNone() throws IOException {
        Files.writeString(folder.resolve("partial"), "a file");
        assertThat(partials().of(blob(1))).isEmpty();
    }

    @Test
    void ofTooManyTheOldestGo() throws IOException {
        for (int i = 1; i <= Partials.MOST_FILES; i++) {
            leave(i, new byte[] {1});
            written(i, Duration.ofHours(20 - i));
        }
        assertThat(left()).hasSize(Partials.MOST_FILES);
        leave(99, new byte[] {1});
        assertThat(left()).hasSize(Partials.MOST_FILES).doesNotContain(name(1)).contains(name(2), name(99));
    }

    @Test
    void ofTooManyBytesTheOldestGoButNotWhatIsBeingFetched() throws IOException {
        Partial held = partials().of(blob(1)).orElseThrow();
        held.write(ByteBuffer.allocate(8 * MIB));
        written(1, Duration.ofHours(9));
        leave(2, new byte[8 * MIB]);
        written(2, Duration.ofHours(8));
        leave(new Blob(digest(3), MIB), new byte[MIB]);
        assertThat(left()).contains(name(1), name(2), name(3));
        // This one may come to have five more.
        partials().of(new Blob(digest(4), 5L * MIB)).orElseThrow().close();
        assertThat(left()).containsExactlyInAnyOrder(name(1), name(3));
        held.close();
        assertThat(partials().free(1)).isEqualTo(8L * MIB);
        assertThat(partials().bytes()).isEqualTo(MIB);
        assertThat(left()).containsExactly(name(3));
    }

    @Test
    void whatIsOldGoesItsOwnToo() throws IOException {
        leave(1, new byte[] {1});
        leave(2, new byte[] {1});
        leave(3, new byte[] {1});
        written(1, Partials.OLDEST.plusMinutes(1));
        written(2, Partials.OLDEST.plusMinutes(1));
        written(3, Partials.OLDEST.minusMinutes(1));
        try (Partial partial = partials().of(blob(1)).orElseThrow()) {
            assertThat(begun(partial)).isEmpty();
        }
        try (Partial partial = partials().of(blob(3)).orElseThrow()) {
            assertThat(begun(partial)).hasSize(1);
        }
        assertThat(left()).containsExactly(name(3));
    }

    @Test
    void whatIsWholeBecomesAFileAndNeverInThePlaceOfAnother() throws IOException {
        byte[] whole = new byte[MIB];
        Arrays.fill(whole, (byte) 7);
        Path taken = Files.writeString(folder.resolve("taken"), "mine");
        Path target = folder.resolve("new");
        try (Partial partial = partials().of(new Blob(digest(1), MIB)).orElseThrow()) {
            partial.write(ByteBuffer.wrap(whole, 0, MIB - 1));
            assertThat(partial.isWhole()).isFalse();
            partial.write(ByteBuffer.wrap(whole, MIB - 1, 1));
            assertThat(partial.isWhole()).isTrue();
            assertThatThrownBy(() -> partial.become(taken))
                    .isInstanceOf(RegistryException.class)
                    .hasMessage(taken + " is there already. Give another name, or delete it");
            partial.become(target);
        }
        assertThat(taken).hasContent("mine");
        assertThat(target).hasBinaryContent(whole);
        assertThat(left()).isEmpty();
        // In another file system there is no link.
        Path elsewhere = Files.createTempFile(Path.of("/dev/shm"), "assay-", ".test");
        Files.delete(elsewhere);
        try (Partial partial = partials().of(new Blob(digest(1), MIB)).orElseThrow()) {
            partial.write(ByteBuffer.wrap(whole));
            partial.become(elsewhere);
            assertThat(elsewhere).hasBinaryContent(whole);
        } finally {
            Files.deleteIfExists(elsewhere);
        }
    }

    private void leave(int number, byte[] bytes) throws IOException {
        leave(blob(number), bytes);
    }

    private void leave(Blob blob, byte[] bytes) throws IOException {
        try (Partial partial = partials().of(blob).orElseThrow()) {
            begun(partial);
            partial.write(ByteBuffer.wrap(bytes));
        }
    }

    private static byte[] begun(Partial partial) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long count = partial.begun(bytes -> {
            byte[] some = new byte[bytes.remaining()];
            bytes.get(some);
            out.writeBytes(some);
        });
        assertThat(count).isEqualTo(out.size());
        return out.toByteArray();
    }

    private void written(int number, Duration ago) throws IOException {
        Files.setLastModifiedTime(
                folder.resolve("partial").resolve(name(number)),
                FileTime.from(Instant.now().minus(ago)));
    }

    private Set<String> left() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder.resolve("partial"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(Turns.FILE))
                    .forEach(names::add);
        }
        return names;
    }

    private static String name(int number) {
        return digest(number).hex();
    }

    private static Digest digest(int number) {
        return Digest.of(new byte[] {(byte) number});
    }

    private static Blob blob(int number) {
        return new Blob(digest(number), 10L * MIB);
    }
}
