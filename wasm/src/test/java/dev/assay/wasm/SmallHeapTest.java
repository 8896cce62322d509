package dev.assay.wasm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.wasm.feature.FeatureSet;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A heap of 256 MB is enough, for much in few bytes and for many bytes. Each test is a Java machine of that size. */
class SmallHeapTest {
    @TempDir
    private Path folder;

    @Test
    void each_bomb_is_answered() throws IOException, InterruptedException {
        write(
                "blocks",
                bodies(
                        1,
                        ModuleBytes.content()
                                .hex("00")
                                .repeat(1_000_000, "02 40")
                                .repeat(1_000_001, "0B")));
        write("locals", bodies(20_000, ModuleBytes.content().hex("01 D0 86 03 7E 0B")));
        write("table", ModuleBytes.module().section(4, "01 70 00 80 AD E2 04"));
        write("memory", ModuleBytes.module().section(5, "01 00 80 80 04"));
        ModuleBytes branches = ModuleBytes.content()
                .hex("00 41 00 0E")
                .uint(65_520)
                .repeat(65_521, "00")
                .hex("0B");
        write("branches", bodies(100, branches));
        write("types", ModuleBytes.module().section(1, chain(1_000_000)));
        write("length", ModuleBytes.module().hex("01 FF FF FF FF 07"));

        assertThat(answers()).hasSize(7).allSatisfy(answer -> {
            String[] words = answer.split(" ", 2);
            assertThat(words[1]).as(answer).isEqualTo(words[0].equals("length") ? "refused at 9" : "read and valid");
        });
    }

    @Test
    @Tag("nightly")
    void forty_megabytes_are_summarised() throws IOException, InterruptedException {
        ModuleBytes body = ModuleBytes.content()
                .hex("01 02 7F")
                .repeat(125, "20 00 41 01 6A 21 01")
                .hex("0B");
        write("large", bodies(40_000_000 / 880, body));
        assertThat(Files.size(folder.resolve("large"))).isGreaterThan(39_000_000);

        assertThat(answers()).singleElement().asString().endsWith("read and valid");
    }

    private static ModuleBytes bodies(int count, ModuleBytes body) {
        ModuleBytes code = ModuleBytes.content().uint(count);
        for (int i = 0; i < count; i++) {
            code.sized(body);
        }
        return ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, ModuleBytes.content().uint(count).repeat(count, "00"))
                .section(10, code);
    }

    /** One recursive group in which every type refers to the next and the last to the first. */
    private static ModuleBytes chain(int length) {
        ModuleBytes types = ModuleBytes.content().hex("01 4E").uint(length);
        for (int i = 1; i <= length; i++) {
            types.hex("5F 01 63").padded(i % length).hex("00");
        }
        return types;
    }

    private void write(String name, ModuleBytes module) throws IOException {
        Files.write(folder.resolve(name), module.bytes());
    }

    private List<String> answers() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                classes(WasmModule.class) + File.pathSeparator + classes(Reader.class),
                Reader.class.getName()));
        try (var files = Files.list(folder)) {
            files.sorted().forEach(file -> command.add(file.toString()));
        }
        Path out = Files.createTempFile("answers", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(out)).isZero();
            return Files.readAllLines(out);
        } finally {
            Files.delete(out);
        }
    }

    private static String classes(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    /** Reads and judges each file named, and prints its name and the answer. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] files) throws IOException {
            StringBuilder lines = new StringBuilder();
            for (String file : files) {
                byte[] bytes = Files.readAllBytes(Path.of(file));
                lines.append(Path.of(file).getFileName());
                lines.append(' ').append(answer(bytes)).append('\n');
            }
            System.out.write(lines.toString().getBytes(UTF_8));
            System.out.flush();
        }

        private static String answer(byte[] bytes) {
            try {
                Summary summary = WasmModule.read(bytes);
                Validator.validate(bytes, FeatureSet.ALL, ReadLimits.READING);
                return summary.size() == bytes.length ? "read and valid" : "lost";
            } catch (WasmException e) {
                return "refused at " + e.offset();
            }
        }
    }
}
