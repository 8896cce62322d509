package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a registry with keys for each role refuses; that it works is for the maintainer's page, whose commands are run too. */
@Tag("nightly") // minutes: each of its many commands makes or opens encrypted keys
class RegistryRolesTest {
    private static final String SECRET = " --passphrase-file passphrase";
    private static final String INIT = "registry init registry --key publish.pem --online-key online.pem"
            + " --root-key root.pem --targets-key targets.pem --security-key security-1.pem"
            + " --security-key security-2.pem" + SECRET;
    private static final String ONE_OF_EACH = " --root-threshold 1 --targets-threshold 1";
    private static final String DAILY = " --trust trust.yaml --key publish.pem --online-key online.pem" + SECRET;
    private static final String REVOKE = "registry revoke registry --plugin acme/ssh@1.4.0 --reason wrong";
    private static final String UNDO = "registry unrevoke registry --plugin acme/ssh@1.4.0 --reason right";
    private static final String VERIFY = "registry verify registry --trust trust.yaml";

    @TempDir
    private Path folder;

    @BeforeEach
    void keys() throws IOException {
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse battery staple");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        for (String role :
                List.of("publish", "auditor", "online", "root", "targets", "security-1", "security-2", "new")) {
            done("keys create " + role + ".pem" + SECRET);
        }
        StringBuilder trust = new StringBuilder("format: assay.trust-policy/1\nroles:\n");
        trust.append(role("publisher", "root")).append(role("auditor", "auditor"));
        Files.writeString(folder.resolve("trust.yaml"), trust);
    }

    @Test
    void theRootTakesTwoKeysUnlessToldOtherwiseAndNoneThatLiesInCi() {
        assertThat(run(INIT).err()).contains("--root-threshold is 2, and 1 keys of that role were given");
        assertThat(run(INIT.replace("root.pem", "publish.pem") + ONE_OF_EACH).err())
                .contains("whoever steals that one has both");
        assertThat(run(INIT + ONE_OF_EACH + " --bits 15").err()).contains("--bits 15 is out of range");
        assertThat(run(INIT.replace(" --security-key security-1.pem --security-key security-2.pem", "") + ONE_OF_EACH)
                        .err())
                .contains("name one with --security-key");
        assertThat(run(INIT.replace(" --security-key security-2.pem", "") + ONE_OF_EACH)
                        .err())
                .contains("--undo-threshold is 2, and 1 keys");
        assertThat(folder.resolve("registry")).doesNotExist();

        assertThat(done(INIT + ONE_OF_EACH)).contains("root's public keys under 'publisher'");
        assertThat(done(VERIFY)).contains("Verified index 1").contains("0 plugins");
    }

    @Test
    void eachRoleTakesItsOwnKeys() {
        done(INIT + ONE_OF_EACH);
        assertThat(run(REVOKE + DAILY).err()).contains("1 of the 2 keys of the role 'revocations', and 0 were given");
        done(REVOKE + DAILY + " --security-key security-1.pem");
        assertThat(run(UNDO + DAILY + " --security-key security-1.pem").err())
                .contains("2 of the 2 keys of the role 'undos', and 1 were given");
        done(UNDO + DAILY + " --security-key security-1.pem --security-key security-2.pem");
        // Without the trust policy nobody knows who made it.
        assertThat(run("registry refresh registry --key publish.pem" + SECRET).err())
                .contains("not signed by 1 of the 1 publishers");
        assertThat(run("registry refresh registry --online-key online.pem" + SECRET)
                        .err())
                .contains("with --trust");
        assertThat(done("registry refresh registry --trust trust.yaml --online-key online.pem" + SECRET))
                .contains("for 7 days");

        String rotate = "registry rotate registry --trust trust.yaml --role online --public new.pem.pub";
        assertThat(run(rotate + " --threshold 2 --root-key root.pem" + SECRET).err())
                .contains("--threshold 2 is out of range");
        assertThat(run(rotate + " --threshold 1 --targets-key targets.pem" + SECRET)
                        .err())
                .contains("1 of the 1 keys of the role 'root', and 0");
        done(rotate + " --threshold 1 --root-key root.pem" + SECRET);
        assertThat(run(VERIFY).err()).contains("timestamp.json is signed by 0 of the 1");
        done("registry refresh registry --trust trust.yaml --online-key new.pem" + SECRET);
        done(VERIFY);
    }

    @Test
    void whoElseATrustPolicyNamesMakesNobodyForgetWhatWasSeen() throws IOException {
        done(INIT + ONE_OF_EACH);
        Path newest = folder.resolve("registry/metadata/timestamp.json");
        byte[] old = Files.readAllBytes(newest);
        done("registry refresh registry --trust trust.yaml --online-key online.pem" + SECRET);
        assertThat(done(VERIFY)).contains("Verified index 2");

        Files.writeString(folder.resolve("trust.yaml"), role("reviewer", "new"), StandardOpenOption.APPEND);
        Files.write(newest, old);

        assertThat(run(VERIFY).err()).contains("has version 1, though version 2 was seen already");
    }

    private String role(String role, String key) throws IOException {
        return "  " + role + ":\n    identities:\n      - name: " + role + "\n        key: |\n"
                + Files.readString(folder.resolve(key + ".pem.pub"), StandardCharsets.UTF_8)
                        .indent(10);
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
