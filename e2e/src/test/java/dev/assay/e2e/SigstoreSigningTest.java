package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code assay conformance sigstore sign-bundle} understands what the public conformance suite says; its verifier agrees. */
@Timeout(240)
class SigstoreSigningTest {
    private static final String NAME = "https://github.com/acme/x/.github/workflows/a.yml@refs/heads/main";

    private static SigstoreInstance instance;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        instance = new SigstoreInstance();
    }

    @AfterAll
    static void stop() throws IOException {
        if (instance != null) {
            instance.close();
        }
    }

    @BeforeEach
    void aFileAndAStatementAboutIt() throws IOException {
        instance.into(folder);
        Files.writeString(folder.resolve("a.txt"), "a file");
        Files.writeString(
                folder.resolve("statement.json"),
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"a.txt\",\"digest\":{\"sha256\":\""
                        + Digest.of(Files.readAllBytes(folder.resolve("a.txt"))).hex()
                        + "\"}}],\"predicateType\":\"https://example.com/p/v1\",\"predicate\":{}}");
    }

    @Test
    void aFileAndAStatementAreSignedAndVerifiedByEitherInterfaceOfALog() throws IOException {
        done(sign("root.json", "v1.json", "a.txt"));
        assertThat(kind()).isEqualTo("hashedrekord 0.0.1");
        done(verify(NAME));
        assertThat(run(verify(NAME + "x")).status()).isEqualTo(20);

        List<String> statement = sign("root.json", "v2.json", "statement.json");
        statement.add(3, "--in-toto");
        done(statement);
        assertThat(kind()).isEqualTo("hashedrekord 0.0.2");
        assertThat(bundle().path("dsseEnvelope").path("payloadType").asString())
                .isEqualTo("application/vnd.in-toto+json");
        done(verify(NAME));
    }

    @Test
    @Tag("nightly") // the room trust says it daily
    void whatCannotBeSignedLeavesNoBundleAndNeverShowsTheToken() throws IOException {
        Files.writeString(
                folder.resolve("empty.json"),
                "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}");
        refused(sign("empty.json", "v1.json", "a.txt"), "is not handed out: timestamp-invalid");
        refused(sign("root.json", "root.json", "a.txt"), "this is no signing config");
        List<String> expired = sign("root.json", "v1.json", "a.txt");
        expired.set(4, SigstoreInstance.token(NAME, -1));
        refused(expired, "the identity token has expired");
        refused(
                List.of(
                        "conformance",
                        "sigstore",
                        "sign-bundle",
                        "--staging",
                        "--identity-token",
                        token(),
                        "--bundle",
                        "bundle",
                        "a.txt"),
                "--trusted-root and --signing-config");
    }

    private String token() {
        return SigstoreInstance.token(NAME, 3600);
    }

    /** In the suite's own order. */
    private List<String> sign(String root, String config, String file) {
        return new ArrayList<>(List.of(
                "conformance",
                "sigstore",
                "sign-bundle",
                "--identity-token",
                token(),
                "--bundle",
                "bundle",
                "--trusted-root",
                root,
                "--signing-config",
                config,
                file));
    }

    private static List<String> verify(String name) {
        return List.of(
                "conformance",
                "sigstore",
                "verify-bundle",
                "--bundle",
                "bundle",
                "--certificate-identity",
                name,
                "--certificate-oidc-issuer",
                SigstoreInstance.ISSUER,
                "--trusted-root",
                "root.json",
                "a.txt");
    }

    private void refused(List<String> command, String why) {
        Assay.Ended ended = run(command);
        assertThat(ended.status()).as(ended.err()).isEqualTo(1);
        assertThat(ended.err()).contains(why);
        assertThat(ended.out() + ended.err()).doesNotContain(token().substring(4, 40), "\tat ");
        assertThat(folder.resolve("bundle")).doesNotExist();
    }

    private void done(List<String> command) {
        Assay.Ended ended = run(command);
        assertThat(ended.status()).as(ended.err()).isZero();
    }

    private Assay.Ended run(List<String> command) {
        return new Assay(folder).run(command.toArray(String[]::new));
    }

    private JsonNode bundle() throws IOException {
        return Json.read(Files.readAllBytes(folder.resolve("bundle")), 1 << 20);
    }

    private String kind() throws IOException {
        JsonNode kind = bundle().at("/verificationMaterial/tlogEntries/0/kindVersion");
        return kind.path("kind").asString() + " " + kind.path("version").asString();
    }
}
