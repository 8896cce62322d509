package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.bytes;
import static dev.assay.audit.ModuleBytes.join;
import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class EmbeddedFileTest {
    @Test
    void x04FiresOnAnElfProgramOfEitherWidthAndOrder() {
        assertThat(found(elf(2, ByteOrder.LITTLE_ENDIAN)))
                .singleElement()
                .asString()
                .contains("ELF");
        assertThat(found(elf(1, ByteOrder.LITTLE_ENDIAN))).hasSize(1);
        assertThat(found(elf(2, ByteOrder.BIG_ENDIAN))).hasSize(1);
        assertThat(found(elf(1, ByteOrder.BIG_ENDIAN))).hasSize(1);
    }

    @Test
    void x04IsSilentOnElfMagicAlone() {
        assertThat(found(join("\u007fELF".getBytes(StandardCharsets.ISO_8859_1), new byte[80])))
                .isEmpty();
        byte[] wrongHeaderSize = elf(2, ByteOrder.LITTLE_ENDIAN);
        wrongHeaderSize[52] = 99;
        assertThat(found(wrongHeaderSize)).isEmpty();
    }

    @Test
    void x04FiresOnAPeProgramAndNotOnItsMagicAlone() {
        assertThat(found(pe(0x8664))).singleElement().asString().contains("PE");
        assertThat(found(pe(0x1234))).isEmpty();
        assertThat(found("MZ is how a name may begin, and here is a PE\0\0 too, far from it"
                        .getBytes(StandardCharsets.ISO_8859_1)))
                .isEmpty();
    }

    @Test
    void x04FiresOnAZipArchiveAndNotOnTheConstantsOfAZipLibrary() {
        assertThat(found(zip("payload.sh"))).isNotEmpty().first().asString().contains("ZIP");
        assertThat(found(join(bytes('P', 'K', 3, 4), bytes('P', 'K', 1, 2), bytes('P', 'K', 5, 6), new byte[64])))
                .isEmpty();
    }

    @Test
    void x04IsSilentOnAnArchiveWhoseHeaderDoesNotHoldTogether() {
        byte[] method = zip("payload.sh");
        method[8] = 77;
        assertThat(found(method)).isEmpty();
        byte[] month = zip("payload.sh");
        month[12] = (byte) 0xe1;
        month[13] = (byte) (month[13] | 1);
        assertThat(found(month)).isEmpty();
        byte[] name = zip("payload.sh");
        name[30] = 1;
        assertThat(found(name)).isEmpty();
    }

    @Test
    void x04FiresOnAModuleInTheDataAndNotOnAPreambleAlone() {
        byte[] inner = module().memory(1).function(0).bytes();
        assertThat(found(inner)).singleElement().asString().contains("WebAssembly");
        assertThat(found(bytes(0, 'a', 's', 'm', 1, 0, 0, 0))).isEmpty();
        assertThat(found(join(bytes(0, 'a', 's', 'm', 1, 0, 0, 0), bytes(0x7f, 0x7f, 0x7f))))
                .isEmpty();
    }

    @Test
    void x04AsksForReviewAndNamesTheByte() {
        byte[] module = module().memory(1)
                .data(join(new byte[7], elf(2, ByteOrder.LITTLE_ENDIAN)))
                .bytes();
        Report report = Audits.module(module);
        assertThat(report.verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(Audits.of(report, "X04"))
                .singleElement()
                .satisfies(finding -> assertThat(module[(int) finding.offset()]).isEqualTo((byte) 0x7f));
    }

    @Test
    void x04LooksIntoCustomSectionsToo() {
        assertThat(Audits.of(Audits.module(module().custom("name", elf(2, ByteOrder.LITTLE_ENDIAN))), "X04"))
                .hasSize(1);
    }

    @Test
    void x04IsSilentOnAMegabyteOfNoise() {
        byte[] noise = new byte[1 << 20];
        new Random(42).nextBytes(noise);
        assertThat(found(noise)).isEmpty();
    }

    private static List<String> found(byte[] data) {
        return Audits.of(Audits.module(module().memory(64).data(data)), "X04").stream()
                .map(Finding::message)
                .toList();
    }

    private static byte[] elf(int width, ByteOrder order) {
        ByteBuffer header = ByteBuffer.allocate(128).order(order);
        header.put(bytes(0x7f, 'E', 'L', 'F', width, order == ByteOrder.LITTLE_ENDIAN ? 1 : 2, 1));
        header.putShort(16, (short) 2).putShort(18, (short) 62).putInt(20, 1);
        int tail = width == 2 ? 52 : 40;
        header.putShort(tail, (short) (width == 2 ? 64 : 52));
        header.putShort(tail + 2, (short) (width == 2 ? 56 : 32));
        header.putShort(tail + 6, (short) (width == 2 ? 64 : 40));
        return header.array();
    }

    private static byte[] pe(int machine) {
        ByteBuffer image = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        image.put(bytes('M', 'Z')).putInt(0x3c, 0x80);
        image.position(0x80);
        image.put(bytes('P', 'E', 0, 0));
        image.putShort(0x84, (short) machine).putShort(0x86, (short) 3);
        image.putShort(0x94, (short) 0xf0).putShort(0x98, (short) 0x20b);
        return image.array();
    }

    static byte[] zip(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry(name));
            out.write("hello".getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
