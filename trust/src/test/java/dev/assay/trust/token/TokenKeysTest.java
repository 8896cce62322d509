package dev.assay.trust.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.assay.trust.TrustException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With SoftHSM, a token in software: the key is made there and never leaves it. */
class TokenKeysTest {
    private static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");
    private static final String PIN = "7-words-of-one";

    @TempDir
    private Path folder;

    /** ./check installs it and sets ASSAY_CHECK: there, its absence fails; elsewhere the tests are skipped. */
    @BeforeEach
    void requireSoftHsm() {
        if (!Files.isRegularFile(LIBRARY)) {
            String remedy = "SoftHSM is missing; run: apt-get install softhsm2";
            if (System.getenv("ASSAY_CHECK") != null) {
                fail(remedy);
            }
            abort(remedy);
        }
    }

    @Test
    void aKeyOnATokenSigns() throws Exception {
        long slot = token();
        assertThat(probe(address("audit", slot), PIN)).isEqualTo("signed true p-256");
        assertThat(probe(address("audit", slot), "not-its-pin")).isEqualTo("token-login");
        assertThat(probe(address("other", slot), PIN)).isEqualTo("token-key-missing");
        assertThat(probe(address("audit", slot + 1), PIN)).isEqualTo("token-library");
    }

    @Test
    void aLibraryThatIsNoneIsTold() throws IOException {
        Path text = Files.writeString(folder.resolve("text.so"), "text");
        for (Path library : List.of(text, folder.resolve("absent.so"))) {
            TokenAddress address = TokenAddress.parse("pkcs11:object=a?module-path=" + library);
            assertThatThrownBy(() -> TokenKeys.open(address, PIN.toCharArray()))
                    .isInstanceOfSatisfying(
                            TrustException.class,
                            e -> assertThat(e.reason().code()).isEqualTo("token-library"))
                    .hasMessageContaining(library.getFileName().toString());
        }
    }

    /** A new token with one key; its slot. */
    private long token() throws Exception {
        Files.createDirectory(folder.resolve("tokens"));
        Files.writeString(
                folder.resolve("softhsm2.conf"),
                "directories.tokendir = " + folder.resolve("tokens") + "\nobjectstore.backend = file\n");
        String made = run("softhsm2-util", "--init-token", "--free", "--label", "assay", "--pin", PIN, "--so-pin", PIN);
        Matcher slot = Pattern.compile("slot ([0-9]+)").matcher(made);
        assertThat(slot.find()).as(made).isTrue();
        Path config = Files.writeString(
                folder.resolve("p11.cfg"), "name=assay\nlibrary=" + LIBRARY + "\nslot=" + slot.group(1) + "\n");
        Files.writeString(folder.resolve("pin"), PIN);
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                "NONE",
                "-storetype",
                "PKCS11",
                "-addprovider",
                "SunPKCS11",
                "-providerarg",
                config.toString(),
                "-storepass:file",
                folder.resolve("pin").toString(),
                "-alias",
                "audit",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=audit");
        return Long.parseLong(slot.group(1));
    }

    private static String address(String object, long slot) {
        return "pkcs11:object=" + object + ";slot-id=" + slot + "?module-path=" + LIBRARY;
    }

    private String probe(String address, String pin) throws Exception {
        String output = run(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                TokenProbe.class.getName(),
                address,
                pin);
        assertThat(output).doesNotContain(pin);
        return output.lines().reduce("", (first, last) -> last);
    }

    private String run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command[0]).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
