package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the command blocks of the documents: those fenced as {@code sh}, in order, one shell a page, in an empty folder in
 * which {@code plugins} and {@code sdk} are the repository's. A block fenced as {@code console} is for reading only.
 */
@Order(1)
class DocsTest {
    private static final Pattern BLOCK = Pattern.compile("(?m)^```sh\\R(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final int SECONDS = 600;

    @TempDir
    private Path folder;

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> docs = Files.walk(Assay.HOME.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
        }
        List<Path> executed = new ArrayList<>();
        for (Path page : pages) {
            if (BLOCK.matcher(Files.readString(page)).find()) {
                executed.add(page);
            }
        }
        return executed.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theCommandsOfThePageWork(Path page) throws Exception {
        StringBuilder script =
                new StringBuilder("set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n");
        BLOCK.matcher(Files.readString(page)).results().forEach(block -> script.append(block.group(1)));
        for (String shared : List.of("plugins", "sdk")) {
            Files.createSymbolicLink(folder.resolve(shared), Assay.HOME.resolve(shared));
        }
        Path bin = Files.createDirectory(folder.resolve(".bin"));
        Path assay = Files.writeString(
                bin.resolve("assay"), "#!/bin/sh\nexec '" + String.join("' '", Assay.COMMAND) + "' \"$@\"\n");
        assertThat(assay.toFile().setExecutable(true)).isTrue();
        Path file = Files.writeString(folder.resolve(".page.sh"), script);
        ProcessBuilder builder = new ProcessBuilder("bash", file.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(".log").toFile());
        builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        builder.environment().put("ASSAY_DATA", folder.resolve(".data").toString());
        builder.environment()
                .put("ASSAY_CACHE", Assay.HOME.resolve(".assay/cache").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        List<ProcessHandle> left = process.descendants().toList();
        left.forEach(ProcessHandle::destroy);
        process.destroyForcibly();

        String log = Files.readString(folder.resolve(".log"));
        assertThat(ended).as(log).isTrue();
        assertThat(process.exitValue()).as(log).isZero();
    }
}
