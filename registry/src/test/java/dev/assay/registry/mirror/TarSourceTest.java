package dev.assay.registry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.registry.ContentChangedException;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.RegistryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives from outside. */
class TarSourceTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void filesAreReadByTheirPath() throws IOException {
        String longer = "plugins/acme/" + "x".repeat(200);
        try (TarSource source =
                open(file("metadata/1.root.json", CONTENT), file(longer, new byte[] {1}), file("e", new byte[0]))) {
            assertThat(source.read("metadata/1.root.json", 7)).isEqualTo(CONTENT);
            assertThat(source.read(longer, 1)).containsExactly(1);
            assertThat(source.read("e", 0)).isEmpty();
            assertThatThrownBy(() -> source.read("metadata/1.root.json", 6))
                    .isInstanceOf(ContentChangedException.class)
                    .hasMessageContaining("larger than the 6 bytes");
            assertThatThrownBy(() -> source.read("metadata/2.root.json", 6))
                    .isInstanceOf(ContentMissingException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "../x",
                "a/../x",
                "a/./x",
                "./x",
                "a//x",
                "a/",
                "",
                "a\\x",
                "a\nb",
                "C:x",
                "a b",
                "é",
            })
    void aPathThatIsNoneOfARegistrysIsRefused(String path) {
        assertThatThrownBy(() -> open(Tar.header(path, 0, 0)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("path");
    }

    @Test
    void soIsALongerOne() {
        assertThatThrownBy(() -> open(Tar.header("a/../" + "x".repeat(200), 0, 0)))
                .hasMessageContaining("the path");
        assertThatThrownBy(() -> open(Tar.header("x".repeat(1001), 0, 0))).hasMessageContaining("the path");
        open(Tar.header("x".repeat(1000), 0, 0)).close();
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '5', '6', '7', 'g', 'L', 'K', 'S'})
    void whatIsNoPlainFileIsRefused(char type) {
        byte[] header = Tar.header("a", 0, 0);
        header[156] = (byte) type;
        assertThatThrownBy(() -> open(summed(header))).hasMessageContaining("only plain files are accepted");
    }

    @Test
    void aFileThatIsThereTwiceIsRefused() {
        assertThatThrownBy(() -> open(file("a", CONTENT), file("b", CONTENT), file("a", CONTENT)))
                .hasMessageContaining("a twice");
    }

    @Test
    void sizesThatAreNoneAreRefused() {
        byte[] large = Tar.header("a", (100L << 20) + 1, 0);
        assertThatThrownBy(() -> open(large)).hasMessageContaining("more than a registry's file has");
        assertThatThrownBy(() -> open(Tar.header("a", 1 << 20, 0))).hasMessageContaining("cut off");
        byte[] odd = Tar.header("a", 0, 0);
        odd[124] = (byte) 0x80;
        assertThatThrownBy(() -> open(summed(odd))).hasMessageContaining("no number");
        byte[] changed = Tar.header("a", 7, 0);
        changed[0] = 'b';
        assertThatThrownBy(() -> open(changed, CONTENT)).hasMessageContaining("does not have the sum");
    }

    @Test
    void headersThatSayMoreThanAPathAreRefused() {
        for (String record :
                List.of("20 linkpath=/etc/x\n", "9 path=a", "8 path=a\n", "99 path=a\n", "9 path=a\n9 size=9\n")) {
            byte[] bytes = record.getBytes(StandardCharsets.US_ASCII);
            byte[] pax = Tar.header("pax", bytes.length, 0);
            pax[156] = 'x';
            assertThatThrownBy(() -> open(summed(pax), Arrays.copyOf(bytes, 512), Tar.header("a", 0, 0)))
                    .as(record)
                    .isInstanceOf(RegistryException.class);
        }
        byte[] huge = Tar.header("pax", 4097, 0);
        huge[156] = 'x';
        assertThatThrownBy(() -> open(summed(huge), new byte[8 << 10])).hasMessageContaining("more than a registry's");
        byte[] split = Tar.header("a", 0, 0);
        split[345] = 'p';
        assertThatThrownBy(() -> open(summed(split))).hasMessageContaining("two parts");
    }

    @Test
    void anArchiveThatIsCutOffOrNoneIsRefused() throws IOException {
        byte[] whole = archive(file("a", CONTENT));
        for (int length = 0; length < 1536; length += 111) {
            Path cut = Files.write(folder.resolve("cut.tar"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> new TarSource(cut).close()).as("" + length).hasMessageContaining("no archive");
        }
        Path letter = Files.writeString(folder.resolve("letter"), "x".repeat(600));
        assertThatThrownBy(() -> new TarSource(letter)).hasMessageContaining("no archive");
        assertThatThrownBy(() -> new TarSource(folder.resolve("none"))).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> new TarSource(folder)).isInstanceOf(RegistryException.class);
    }

    @Test
    void moreFilesThanAnyoneHoldsAreRefused() throws IOException {
        Path three = Files.write(
                folder.resolve("three.tar"), archive(file("a", CONTENT), file("b", CONTENT), file("c", CONTENT)));
        new TarSource(three, 3).close();
        assertThatThrownBy(() -> new TarSource(three, 2)).hasMessageContaining("more than 2 files");
    }

    private TarSource open(byte[]... parts) {
        try {
            return new TarSource(Files.write(folder.resolve("archive.tar"), archive(parts)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] archive(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(Arrays.copyOf(part, Tar.padded(part.length)));
        }
        out.writeBytes(new byte[2 * Tar.BLOCK]);
        return out.toByteArray();
    }

    private static byte[] file(String path, byte[] content) {
        byte[] header = Tar.header(path, content.length, 0);
        byte[] file = Arrays.copyOf(header, header.length + Tar.padded(content.length));
        System.arraycopy(content, 0, file, header.length, content.length);
        return file;
    }

    /** The header with the sum that it has now. */
    private static byte[] summed(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        byte[] octal = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(octal, 0, header, 148, 8);
        return header;
    }
}
