package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file where a folder is wanted, a folder where a file is: one message in words, naming the path. */
class PathFaultsTest {
    @TempDir
    Path root;

    @BeforeEach
    void aFileAndAFolder() throws IOException {
        Files.writeString(root.resolve("wrong-file"), "text");
        Files.createDirectory(root.resolve("wrong-folder"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo --once --dir wrong-file",
                "build wrong-file",
                "audit wrong-folder/x.wasm --policy wrong-folder",
                "trust check wrong-folder",
                "keys show wrong-folder",
                "registry list wrong-file --trust wrong-folder",
                "control --registry wrong-folder --trust wrong-folder --data d --listen 127.0.0.1:0",
                "runtime once --data wrong-file",
                "runtime status --data wrong-file",
                "test wrong-file",
                "require a/b --label a=b --password-file wrong-folder",
            })
    void isToldInWords(String command) throws IOException {
        Assay.Ended ended = new Assay(root).run(command.split(" "));
        assertThat(ended.status()).isNotZero();
        assertThat(ended.err()).contains("wrong-f").doesNotContain("Exception", "java.", "internal error");
        assertThat(root.resolve("wrong-file")).hasContent("text");
        assertThat(root.resolve("wrong-folder")).isEmptyDirectory();
    }
}
