package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code assay validate} and {@code assay conformance wasm} answer for any file, with what is wrong and where. */
@Timeout(240)
class ValidateTest {
    private static final byte[] EMPTY_MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final byte[] TYPED = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0};

    @TempDir
    private Path folder;

    private Assay assay;

    @BeforeEach
    void files() throws IOException {
        assay = new Assay(folder);
        Files.write(folder.resolve("good.wasm"), TYPED);
        Files.write(folder.resolve("bad.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 9, 9});
    }

    @Test
    void eachFileHasALineInOrderAndTheWorstDecidesTheStatus() {
        Assay.Ended ended = assay.run("validate", "good.wasm", "bad.wasm", "gone.wasm", "good.wasm");

        assertThat(ended.out()).isEqualTo("""
                        good.wasm: valid
                        bad.wasm: not valid at byte 0x9: length out of bounds: unexpected end, the section claims 9 bytes, 0 are left
                        gone.wasm: cannot be read: there is no such file; check the path
                        good.wasm: valid
                        """);
        assertThat(ended.status()).isEqualTo(20);
        assertThat(assay.run("validate", "good.wasm").status()).isZero();
        assertThat(assay.run("validate", "good.wasm", "gone.wasm").status()).isEqualTo(1);
    }

    @Test
    void everyCutIsAnsweredInOneProcess() throws IOException {
        for (int length = 0; length < TYPED.length; length++) {
            Files.write(folder.resolve("cut" + length), Arrays.copyOf(TYPED, length));
        }
        Files.writeString(
                folder.resolve("list"),
                String.join(
                        "\n",
                        IntStream.range(0, TYPED.length)
                                .mapToObj(i -> "cut" + i)
                                .toList()));

        Assay.Ended ended = assay.run("validate", "--list", "list", "--jsonl");

        assertThat(ended.status()).isEqualTo(20);
        assertThat(ended.out().lines()).hasSize(TYPED.length);
        assertThat(ended.out().lines().filter(line -> line.contains("\"valid\":true")))
                .containsExactly("{\"path\":\"cut8\",\"valid\":true,\"offset\":null,\"error\":null}");
        assertThat(ended.out().lines().toList().getFirst())
                .startsWith("{\"path\":\"cut0\",\"valid\":false,\"offset\":0,\"error\":\"magic header not detected");
    }

    @Test
    void whatIsNoModuleIsAnsweredAtOnce() throws IOException, InterruptedException {
        Files.createDirectory(folder.resolve("folder"));
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("sparse").toFile(), "rw")) {
            sparse.setLength(2L << 30);
        }

        Files.writeString(folder.resolve("script"), "#!/bin/sh\nexit 0\n");

        Assay.Ended ended = assay.run("validate", "folder", "pipe", "sparse", "script");

        assertThat(ended.out()).isEqualTo("""
                        folder: cannot be read: it is a directory; name a .wasm file
                        pipe: cannot be read: it is no regular file; name a .wasm file
                        sparse: not valid at byte 0x0: the module has 2147483648 bytes, the limit is 1073741824
                        script: not valid at byte 0x0: magic header not detected: a WebAssembly binary starts with 00 61 73 6d
                        """);
        assertThat(ended.status()).isEqualTo(20);
    }

    @Test
    void eachBombHasOneLineWithin256MegabytesOfHeap() throws IOException {
        for (String bomb : Bombs.write(folder)) {
            Assay.Ended ended = assay.run(Map.of("JAVA_TOOL_OPTIONS", "-Xmx256m"), "validate", bomb);

            assertThat(ended.out().lines()).as(bomb).hasSize(1);
            assertThat(ended.out())
                    .startsWith(
                            bomb.equals("length.wasm")
                                    ? "length.wasm: not valid at byte 0x9: length out of bounds"
                                    : bomb + ": valid");
            assertThat(ended.status()).isEqualTo(bomb.equals("length.wasm") ? 20 : 0);
        }
    }

    @Test
    void featuresDecideWhatAModuleMayNeed() throws IOException {
        Files.write(folder.resolve("v128.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 5, 1, 0x60, 1, 0x7B, 0});

        assertThat(assay.run("validate", "v128.wasm").status()).isZero();
        assertThat(assay.run("validate", "--features", "wasm-1", "v128.wasm").out())
                .contains("needs the feature simd");
        assertThat(assay.run("validate", "--features", "-simd", "v128.wasm").status())
                .isEqualTo(20);
        assertThat(assay.run("validate", "--features", "wasm-1,simd", "v128.wasm")
                        .status())
                .isZero();
        assertThat(assay.run("validate", "--features", "telepathy", "v128.wasm").err())
                .contains("telepathy");
    }

    @Test
    void aSuiteIsCountedAndEveryFailureIsListed() throws IOException {
        suite("""
                {"commands":[{"type":"module","line":1,"filename":"good.wasm","module_type":"binary"},
                {"type":"module","line":2,"filename":"bad.wasm","module_type":"binary"},
                {"type":"assert_malformed","line":3,"filename":"bad.wasm","text":"length out of bounds","module_type":"binary"},
                {"type":"assert_invalid","line":4,"filename":"bad.wasm","text":"type mismatch","module_type":"binary"},
                {"type":"assert_invalid","line":5,"filename":"good.wasm","text":"type mismatch","module_type":"binary"},
                {"type":"assert_malformed","line":6,"filename":"x.wat","text":"unexpected token","module_type":"text"}]}
                """);

        Assay.Ended ended = assay.run("conformance", "wasm", "suite.zip");

        assertThat(ended.out())
                .contains("group: assert_invalid 0/2, assert_malformed 1/1, module 1/2\n")
                .contains("  line 2: module refused: length out of bounds")
                .contains("  line 4: assert_invalid refused: length out of bounds")
                .contains("  line 5: assert_invalid accepted; wanted: type mismatch\n")
                .endsWith("1 wrongly accepted, 1 wrongly refused, 1 reasons mismatched, 0 reasons unmapped\n");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(assay.run("conformance", "wasm", "good.wasm").status()).isEqualTo(1);
    }

    @Test
    void aSuiteThatJudgesNothingIsNoSuite() throws IOException {
        suite("{\"commands\":[]}");

        Assay.Ended ended = assay.run("conformance", "wasm", "suite.zip");

        assertThat(ended.err())
                .startsWith("assay: test suite 'suite.zip': there is no binary module in any script.json");
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void aSuiteInAPipeIsNotWaitedFor() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        Assay.Ended ended = assay.run("conformance", "wasm", "pipe");

        assertThat(ended.err()).startsWith("assay: test suite 'pipe': it is no regular file");
        assertThat(ended.status()).isEqualTo(1);
    }

    private void suite(String script) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            add(zip, "script.json", script.getBytes(StandardCharsets.UTF_8));
            add(zip, "good.wasm", EMPTY_MODULE);
            add(zip, "bad.wasm", Files.readAllBytes(folder.resolve("bad.wasm")));
        }
        Files.write(folder.resolve("suite.zip"), bytes.toByteArray());
    }

    private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry("group/" + name));
        zip.write(bytes);
        zip.closeEntry();
    }

    @Test
    void theOfficialSuiteIsJudgedAsItSays() {
        Path official = Assay.HOME.resolve("../shared/testsuite.zip");
        assumeTrue(Files.exists(official), "the official test suite is not at hand");

        Assay.Ended ended = assay.run("conformance", "wasm", official.toString());

        assertThat(ended.out())
                .endsWith("0 wrongly accepted, 0 wrongly refused, 0 reasons mismatched, 0 reasons unmapped\n");
        assertThat(ended.status()).isZero();
    }
}
