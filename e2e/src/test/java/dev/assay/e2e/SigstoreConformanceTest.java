package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code assay conformance sigstore} understands what the public conformance suite says, and answers by its status. */
@Timeout(240)
class SigstoreConformanceTest {
    private static final Path SUITE = Assay.HOME.resolve("trust/src/test/resources/sigstore/suite");
    private static final String NAME =
            "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/"
                    + "extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final String FILE = SUITE.resolve("a.txt").toString();
    private static final String DIGEST = "sha256:a0cfc71271d6e278e57cd332ff957c3f7043fdda354c4cbb190a30d56efa01bf";

    @TempDir
    private Path folder;

    @Test
    void aFileAndItsDigestAreVerifiedByIdentityAndByKey() {
        Path staging = SUITE.resolve("rekor2-happy-path");
        Path managed = SUITE.resolve("managed-key-happy-path");
        for (String artifact : List.of(FILE, DIGEST)) {
            assertThat(verify(by(SUITE.resolve("happy-path"), NAME), artifact)).isZero();
            List<String> ofStaging = by(staging, NAME);
            ofStaging.addFirst("--staging");
            ofStaging.addAll(List.of(
                    "--trusted-root", staging.resolve("trusted_root.json").toString()));
            assertThat(verify(ofStaging, artifact)).isZero();
            assertThat(verify(keyed(managed), artifact)).isZero();
        }
    }

    @Test
    void anotherSignerAFileOfAnotherNameAndAnotherFileAreRefusedAndSaidWhy() throws IOException {
        assertThat(verify(by(SUITE.resolve("happy-path"), NAME + "x"), FILE)).isEqualTo(20);
        Files.writeString(folder.resolve("other"), "other");
        Assay.Ended ended = new Assay(folder).run(command(by(SUITE.resolve("happy-path"), NAME), "other"));
        assertThat(ended.status()).isEqualTo(20);
        assertThat(ended.err()).contains("artifact-differs", "about another file");
        // A file may be called as a digest is: then it is a file.
        Files.writeString(folder.resolve(DIGEST), "other");
        assertThat(verify(by(SUITE.resolve("happy-path"), NAME), DIGEST)).isEqualTo(20);
    }

    @Test
    void whoMustHaveSignedIsSaidInExactlyOneWay() {
        Path managed = SUITE.resolve("managed-key-happy-path");
        List<String> both = keyed(managed);
        both.addAll(List.of("--certificate-identity", NAME, "--certificate-oidc-issuer", ISSUER));
        assertThat(verify(both, FILE)).isEqualTo(1);
        List<String> bundleOnly = new ArrayList<>(List.of("--bundle", bundle(managed)));
        assertThat(verify(bundleOnly, FILE)).isEqualTo(1);
        bundleOnly.addAll(List.of("--certificate-identity", NAME));
        assertThat(verify(bundleOnly, FILE)).isEqualTo(1);
        List<String> staging = by(SUITE.resolve("happy-path"), NAME);
        staging.addFirst("--staging");
        assertThat(verify(staging, FILE)).isEqualTo(1);
    }

    private static List<String> by(Path suiteCase, String name) {
        return new ArrayList<>(List.of(
                "--bundle", bundle(suiteCase), "--certificate-identity", name, "--certificate-oidc-issuer", ISSUER));
    }

    private static List<String> keyed(Path suiteCase) {
        return new ArrayList<>(List.of(
                "--bundle",
                bundle(suiteCase),
                "--key",
                suiteCase.resolve("key.pub").toString()));
    }

    private static String bundle(Path suiteCase) {
        return suiteCase.resolve("bundle.sigstore.json").toString();
    }

    private int verify(List<String> options, String artifact) {
        return new Assay(folder).run(command(options, artifact)).status();
    }

    private static String[] command(List<String> options, String artifact) {
        List<String> words = new ArrayList<>(List.of("conformance", "sigstore", "verify-bundle"));
        words.addAll(options);
        words.add(artifact);
        return words.toArray(String[]::new);
    }
}
