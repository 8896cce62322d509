package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code assay registry tuf} refuses; that it works is for the maintainer's page, whose commands are run too. */
@Tag("nightly") // minutes: each of its many commands makes or opens encrypted keys
class RegistryTufTest {
    private static final String SECRET = " --passphrase-file passphrase";
    private static final String INIT = "registry tuf init registry --key publisher.pem --online-key online.pem"
            + " --root-key root.pem --targets-key targets.pem --security-key security.pem" + SECRET;
    private static final String ONE_OF_EACH = " --root-threshold 1 --targets-threshold 1";
    private static final String VERIFY = "registry tuf verify registry --root first.json --trust trust.yaml";

    @TempDir
    private Path folder;

    @BeforeEach
    void aRegistry() throws IOException {
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse battery staple");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        for (String role : List.of("publisher", "auditor", "online", "root", "targets", "security")) {
            done("keys create " + role + ".pem" + SECRET);
        }
        StringBuilder trust = new StringBuilder("format: assay.trust-policy/1\nroles:\n");
        for (String role : List.of("publisher", "auditor")) {
            trust.append("  " + role + ":\n    identities:\n      - name: " + role + "\n        key: |\n");
            trust.append(Files.readString(folder.resolve(role + ".pem.pub"), StandardCharsets.UTF_8)
                    .indent(10));
        }
        Files.writeString(folder.resolve("trust.yaml"), trust);
        done("registry init registry --key publisher.pem" + SECRET);
    }

    @Test
    void theRootTakesTwoKeysUnlessToldOtherwiseAndNoneThatLiesInCi() throws IOException {
        assertThat(run(INIT).err()).contains("a threshold of 2 is more than the 1 keys");
        assertThat(run(INIT.replace("root.pem", "publisher.pem") + ONE_OF_EACH).err())
                .contains("whoever steals that one has both");
        assertThat(run(INIT + ONE_OF_EACH + " --bits 15").err()).contains("--bits 15 is out of range");
        assertThat(run(INIT.replace(" --security-key security.pem", "") + ONE_OF_EACH)
                        .err())
                .contains("name one with --security-key");
        assertThat(folder.resolve("registry/tuf")).doesNotExist();

        done(INIT + ONE_OF_EACH);
        Files.copy(folder.resolve("registry/tuf/metadata/1.root.json"), folder.resolve("first.json"));
        assertThat(done(VERIFY)).contains("Verified by TUF").contains("of 0 plugins");
    }

    @Test
    void aHeadThatSaysMoreThanTheRolesIsADifference() throws IOException {
        done(INIT + ONE_OF_EACH);
        Files.copy(folder.resolve("registry/tuf/metadata/1.root.json"), folder.resolve("first.json"));
        done("registry revoke registry --plugin acme/ssh@1.4.0 --reason wrong --key publisher.pem" + SECRET);

        Assay.Ended differs = run(VERIFY);
        assertThat(differs.status()).isEqualTo(20);
        assertThat(differs.err())
                .contains("'revocations.json' is other content")
                .contains("1 differences");

        String update = "registry tuf update registry --key publisher.pem --online-key online.pem" + SECRET;
        assertThat(run(update).err()).contains("0 of the 1 security keys");
        done(update + " --security-key security.pem");
        done(VERIFY);
    }

    private String done(String command) {
        Assay.Ended ended = run(command);
        assertThat(ended.status()).as(ended.err()).isZero();
        return ended.out();
    }

    private Assay.Ended run(String command) {
        Assay.Ended ended = new Assay(folder).run(command.split(" ", -1));
        assertThat(ended.err()).doesNotContain("\tat ");
        return ended;
    }
}
