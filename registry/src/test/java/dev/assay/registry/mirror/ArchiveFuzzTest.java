package dev.assay.registry.mirror;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.registry.RegistryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a fuzzer is let loose on ({@code bench/fuzz}): an archive that somebody carried in. Every build replays what it starts from. */
class ArchiveFuzzTest {
    private static final String PATH = "metadata/timestamp.json";

    @MethodSource("archives")
    @FuzzTest // the last annotation, as Jazzer wants it
    void an_archive_is_read_or_refused(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("archive", ".tar");
        try {
            Files.write(file, bytes);
            try (TarSource source = new TarSource(file)) {
                assertThat(source.read(PATH, 100)).hasSizeLessThanOrEqualTo(100);
            } catch (RegistryException e) {
                assertThat(e.getMessage()).contains(file.toString());
            }
        } finally {
            Files.delete(file);
        }
    }

    /** A fuzzer seldom finds the sum of a header; so this gives one that fits to whatever it wrote. */
    @MethodSource("archives")
    @FuzzTest // the last annotation, as Jazzer wants it
    void an_archive_whose_sums_fit_is_read_or_refused(byte[] bytes) throws IOException {
        byte[] summed = bytes.clone();
        for (int at = 0; at + Tar.BLOCK <= summed.length; at += Tar.BLOCK) {
            sum(summed, at);
        }
        an_archive_is_read_or_refused(summed);
    }

    private static void sum(byte[] bytes, int at) {
        byte[] block = Arrays.copyOfRange(bytes, at, at + Tar.BLOCK);
        if (Tar.isZero(block)) {
            return;
        }
        int sum = 0;
        for (int i = 0; i < Tar.BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        byte[] digits = "%06o\0 ".formatted(sum).getBytes(US_ASCII);
        System.arraycopy(digits, 0, bytes, at + 148, digits.length);
    }

    static Stream<Arguments> archives() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String path : new String[] {PATH, "plugins/" + "a/".repeat(60) + "b"}) {
            out.write(Tar.header(path, 3, 0));
            out.write(Arrays.copyOf("one".getBytes(US_ASCII), Tar.BLOCK));
        }
        out.write(new byte[2 * Tar.BLOCK]);
        return Stream.of(Arguments.of((Object) out.toByteArray()));
    }
}
