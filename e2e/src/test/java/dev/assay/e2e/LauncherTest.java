package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When {@code ./assay} builds anew, asked of the function of the launcher itself over a tree of a file each. */
class LauncherTest {
    private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    Path root;

    @BeforeEach
    void aTreeThatWasBuilt() throws IOException {
        for (String file : List.of(
                "pom.xml",
                "cli/pom.xml",
                "cli/picocli/pom.xml",
                "cli/src/main/Main.java",
                "cli/launcher/build.sh",
                "template/registry/README.md",
                "sdk/README.md",
                "sdk/c/assay.h",
                "sdk/c/test/test.c",
                "sdk/go/assay.go",
                "sdk/go/go.mod",
                "sdk/rust/Cargo.toml",
                "sdk/rust/src/lib.rs",
                "LICENSE",
                "jdk/release")) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.writeString(root.resolve(file), "");
        }
        Files.createDirectory(root.resolve("current"));
        Files.writeString(root.resolve("current/java-home"), root.resolve("jdk").toString());
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                Files.setLastModifiedTime(path, FileTime.from(BUILT.minusSeconds(60)));
            }
        }
        Files.setLastModifiedTime(root.resolve("current/java-home"), FileTime.from(BUILT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "cli/src/main/Main.java",
                "template/registry/README.md",
                "sdk/c/assay.h",
                "sdk/go/assay.go",
                "sdk/go/go.mod",
                "sdk/rust/Cargo.toml",
                "sdk/rust/src/lib.rs",
                "LICENSE"
            })
    void whatTravelsInTheJarIsBuiltAnewWhenItChanges(String file) throws Exception {
        touch(file);
        assertThat(outOfDate()).endsWith(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sdk/README.md", "sdk/c/test/test.c"})
    void whatDoesNotTravelIsNot(String file) throws Exception {
        touch(file);
        assertThat(outOfDate()).isEmpty();
    }

    @Test
    void nothingIsBuiltWhereNothingChanged() throws Exception {
        assertThat(outOfDate()).isEmpty();
    }

    private void touch(String file) throws IOException {
        Files.setLastModifiedTime(root.resolve(file), FileTime.from(BUILT.plusSeconds(60)));
    }

    private String outOfDate() throws Exception {
        String script = "set -euo pipefail\nroot=$1 current=$1/current JAVA_HOME=$1/jdk\n"
                + "eval \"$(sed -n '/^out_of_date()/,/^}/p' \"$2\")\"\nout_of_date";
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        script,
                        "bash",
                        root.toString(),
                        Assay.HOME.resolve("assay").toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }
}
