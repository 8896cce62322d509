package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each command, given something bad, says what failed, on what, and what to do; shows no stack trace; writes nothing. */
class BadInputTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("text"), "this is text\n");
        Files.createDirectory(folder.resolve("empty"));
        Files.createDirectory(folder.resolve("plugin"));
        Files.writeString(folder.resolve("plugin/plugin.yaml"), "apiVersion: assay/v1\nkind: Plugin\nname: X\n");
        Files.write(folder.resolve("cut.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 9});
        Files.writeString(folder.resolve("release.json"), "{}");
        Files.writeString(folder.resolve("password"), "long enough\n");
        Files.setPosixFilePermissions(
                folder.resolve("password"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.resolve("open-password"), "long enough\n");
        Files.setPosixFilePermissions(
                folder.resolve("open-password"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                                         |2 |Which command",
                "nonsense                                                                   |2 |nonsense",
                "build gone                                                                 |1 |gone",
                "build text                                                                 |1 |text",
                "build empty                                                                |1 |plugin.yaml",
                "build plugin                                                               |1 |plugin.yaml:3:7",
                "test empty                                                                 |1 |empty",
                "audit                                                                      |1 |audit what",
                "audit gone.wasm                                                            |30|no such file",
                "audit empty                                                                |1 |release.json",
                "audit cut.wasm                                                             |20|cut.wasm",
                "audit text --manifest text                                                 |1 |text:1:1",
                "audit cut.wasm --policy text                                               |1 |text",
                "audit --list gone                                                          |1 |gone",
                "audit cut.wasm --format xml                                                |2 |xml",
                "rules Z99                                                                  |1 |Z99",
                "keys                                                                       |2 |create",
                "keys create key.pem                                                        |1 |passphrase",
                "keys create key.pem --passphrase-file open-password                        |1 |open-password",
                "keys create text --passphrase-file password                                |1 |text",
                "keys create key.pem --passphrase-file password --type rsa                  |1 |rsa",
                "keys show text                                                             |1 |text",
                "trust check gone                                                           |1 |gone",
                "trust check text                                                           |1 |text:1:1",
                "trust init t.yaml --auditor text --publisher text                          |1 |text",
                "sign empty --as auditor --key text --passphrase-file password              |1 |release.json",
                "sign . --as auditor --key text --passphrase-file password                  |1 |format",
                "sign . --as king                                                           |2 |king",
                "verify cut.wasm --trust text                                               |1 |text:1:1",
                "registry                                                                   |2 |publish",
                "registry init empty --key gone --passphrase-file password                  |1 |gone",
                "registry init empty --key text --passphrase-file password                  |1 |text",
                "registry publish empty empty --key text --passphrase-file password         |1 |text",
                "registry list empty --trust text                                           |1 |text",
                "registry site empty --trust text --out s                                   |1 |text",
                "registry site empty --trust text                                           |2 |--out",
                "review                                                                     |2 |approve",
                "review list empty                                                          |1 |--trust",
                "review list empty --trust text                                             |1 |text",
                "review approve x --release empty --trust text --reason y                   |1 |text",
                "review approve x --trust text --reason y                                   |2 |--registry",
                "review reject x --release empty --registry empty --trust text --reason y   |2 |--release",
                "registry revoke empty --plugin x --reason y --key text                     |1 |passphrase",
                "github                                                                     |2 |discover",
                "github discover                                                            |1 |registry.yaml",
                "github discover --root gone                                                |1 |gone",
                "github fetch --out new                                                     |2 |--run",
                "github fetch --run x --out new                                             |2 |--run",
                "github fetch --run 1 --out new                                             |1 |GITHUB_TOKEN is not set",
                "require assay/x --label a=b                                                |1 |--password-file",
                "require assay/x --label a=b --control nowhere --password-file password     |1 |--control",
                "fleet --control http://127.0.0.1:9 --password-file password                |1 |127.0.0.1:9",
                "fleet --password-file gone                                                 |1 |gone",
                "demo --once --dir text                                                     |1 |is not a directory",
                "demo --once --dir plugin                                                   |1 |is not empty",
                "control                                                                    |2 |--registry",
                "control --registry empty --trust text --data d                             |1 |text",
                "runtime once --data empty                                                  |1 |empty",
                "runtime once --data text                                                   |1 |text",
                "runtime status --data empty                                                |1 |empty",
                "runtime enrol --data r --token-file text --registry empty --trust text     |1 |text",
            })
    void aBadInputIsOneMessage(String line, int status, String named) throws IOException {
        List<String> before = files(folder);
        Assay.Ended ended = new Assay(folder).run(line.isEmpty() ? new String[0] : line.split(" +"));

        String said = ended.out() + ended.err();
        assertThat(said).contains(named);
        assertThat(ended.status()).as(said).isEqualTo(status);
        assertThat(said).doesNotContain("Exception").doesNotContain("\tat ").doesNotContain("internal error");
        assertThat(files(folder)).isEqualTo(before);
    }

    @Test
    void debugShowsWhereItFailed() {
        Assay.Ended ended = new Assay(folder).run("build", "gone", "--debug");
        assertThat(ended.err()).contains("\tat dev.assay.build.");
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        Assay assay = new Assay(folder);
        registry(assay, folder);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            Assay.Ended ended = assay.run(
                    "control",
                    "--registry",
                    "registry",
                    "--trust",
                    "trust.yaml",
                    "--data",
                    "control",
                    "--listen",
                    address);
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err()).contains(address).doesNotContain("Exception");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--db-url,nonsense",
        "--db-url,postgresql://127.0.0.1:9/none",
        "--registry,empty",
        "--data,text",
        "--listen,nowhere",
        "--listen,0.0.0.0:0"
    })
    void aServiceThatCannotStartSaysWhy(String option, String value) throws IOException {
        Assay assay = new Assay(folder);
        registry(assay, folder);
        List<String> command = new java.util.ArrayList<>(List.of(
                "control",
                "--registry",
                "registry",
                "--trust",
                "trust.yaml",
                "--data",
                "control",
                "--listen",
                "127.0.0.1:0"));
        int at = command.indexOf(option);
        if (at < 0) {
            command.addAll(List.of(option, value));
        } else {
            command.set(at + 1, value);
        }
        Assay.Ended ended = assay.run(command.toArray(String[]::new));
        assertThat(ended.status()).as(ended.out() + ended.err()).isEqualTo(1);
        assertThat(ended.err()).contains(value).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(ended.err().lines().count()).isLessThan(6);
        assertThat(option.equals("--db-url") && Files.exists(folder.resolve("control")))
                .as("what a failed start leaves")
                .isFalse();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.startsWith(".") && !name.startsWith("data"))
                    .sorted()
                    .toList();
        }
    }

    /** A small registry, for commands that need one. */
    private static void registry(Assay assay, Path folder) {
        Keyring.into(folder, "auditor", "publisher");
        for (String line : List.of(
                "trust init trust.yaml --auditor auditor.pem.pub --publisher publisher.pem.pub",
                "registry init registry --key publisher.pem --passphrase-file pass")) {
            Assay.Ended ended = assay.run(line.split(" "));
            assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        }
    }
}
