package dev.assay.trust.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Statement;
import dev.assay.model.Statement.Subject;
import dev.assay.trust.TrustException;
import dev.assay.trust.sigstore.Artifact;
import dev.assay.trust.sigstore.ExpectedSigner;
import dev.assay.trust.sigstore.KeylessVerification;
import dev.assay.trust.sigstore.KeylessVerification.Verified;
import dev.assay.trust.sigstore.KeylessVerifier;
import dev.assay.trust.sigstore.TrustedRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a login signs with Sigstore's mock of its services verifies, with our verifier and with Sigstore's own. */
class LoginSignerTest {
    private static final String NAME = "https://github.com/acme/plugins/.github/workflows/audit.yml@refs/heads/main";
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final ExpectedSigner EXPECTED = new ExpectedSigner(NAME, Optional.of(ISSUER), Map.of());
    private static final byte[] FILE = "a file".getBytes(StandardCharsets.UTF_8);
    private static final Statement STATEMENT =
            new Statement(List.of(new Subject("file", Digest.of(FILE))), "https://example.com/p/v1", Json.object());

    private static SigstoreInstance instance;

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

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aStatementVerifiesWithAnyVerifierThatKnowsItsLog(int version) throws Exception {
        Instant before = Instant.now().minusSeconds(2);
        Signed signed = signer(version).sign(STATEMENT);

        assertThat(signed.signer().name()).isEqualTo(NAME);
        assertThat(signed.time()).isBetween(before, Instant.now());
        assertThat(signed.bundle().bytes()).isEqualTo(signed.bytes());
        KeylessVerification again = new KeylessVerifier(instance.root()).verify(signed.bytes(), EXPECTED);
        assertThat(again).isInstanceOfSatisfying(Verified.class, verified -> {
            assertThat(verified.payload()).isEqualTo(new String(STATEMENT.bytes(), StandardCharsets.UTF_8));
            assertThat(verified.payloadType()).isEqualTo(Statement.PAYLOAD_TYPE);
        });
        assertThat(new KeylessVerifier(instance.root()).verify(signed.bytes(), EXPECTED, Artifact.of(FILE)))
                .isInstanceOf(Verified.class);
        assertThat(kind(signed)).isEqualTo(version == 1 ? "dsse:0.0.1" : "hashedrekord:0.0.2");
        assertThat(instance.peer(4, signed.bytes(), Optional.empty())).isEqualTo("verified");
        // The older one wants a record of the payload where the log's specification wants one of what is signed.
        assertThat(instance.peer(3, signed.bytes(), Optional.empty()))
                .isEqualTo(version == 1 ? "verified" : "digest mismatch");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aFileVerifiesWithAnyVerifier(int version) throws Exception {
        Signed signed = signer(version).file(FILE);

        KeylessVerifier verifier = new KeylessVerifier(instance.root());
        assertThat(verifier.verify(signed.bytes(), EXPECTED, Artifact.of(FILE))).isInstanceOf(Verified.class);
        assertThat(verifier.verify(signed.bytes(), EXPECTED, Artifact.of(Digest.of(FILE))))
                .isInstanceOf(Verified.class);
        assertThat(verifier.verify(signed.bytes(), EXPECTED, Artifact.of(new byte[1])))
                .isNotInstanceOf(Verified.class);
        assertThat(kind(signed)).isEqualTo("hashedrekord:0.0." + version);
        assertThat(instance.peer(3, signed.bytes(), Optional.of(FILE))).isEqualTo("verified");
        assertThat(instance.peer(4, signed.bytes(), Optional.of(FILE))).isEqualTo("verified");
        assertThat(instance.peer(4, signed.bytes(), Optional.of(new byte[1]))).isNotEqualTo("verified");
        // It is no statement, and no release keeps it.
        assertThatThrownBy(signed::bundle).isInstanceOf(TrustException.class).hasMessageContaining("envelope");
    }

    @Test
    void whatTheAuthorityVouchesForIsToldOfAWorkflow() {
        ObjectNode claims = Json.object()
                .put("sub", NAME)
                .put("ref", "refs/heads/main")
                .put("repository_id", "4711")
                .put("runner_environment", "github-hosted");
        Signed signed =
                signer(1, instance.root(), SigstoreInstance.token(claims)).sign(STATEMENT);
        assertThat(signed.signer().extensions())
                .containsEntry(14, "refs/heads/main")
                .containsEntry(15, "4711")
                .containsEntry(11, "github-hosted");
    }

    @Test
    void aPersonShowsTheKeyByTheVerifiedAddress() {
        ObjectNode claims = Json.object()
                .put("sub", "4711")
                .put("email", "mailto:kim@example.com")
                .put("email_verified", true);
        // The mock writes every name as a URI.
        assertThat(signer(1, instance.root(), SigstoreInstance.token(claims))
                        .sign(STATEMENT)
                        .signer()
                        .name())
                .isEqualTo("mailto:kim@example.com");
    }

    @Test
    void eachSignatureHasAKeyOfItsOwn() {
        LoginSigner signer = signer(1);
        JsonNode first = Json.read(signer.sign(STATEMENT).bytes(), 1 << 20);
        JsonNode second = Json.read(signer.sign(STATEMENT).bytes(), 1 << 20);
        assertThat(first.at("/verificationMaterial/certificate"))
                .isNotEqualTo(second.at("/verificationMaterial/certificate"));
    }

    @ParameterizedTest
    @CsvSource({
        "certificateAuthorities, certificate-untrusted",
        "tlogs, unknown-log",
        "timestampAuthorities, timestamp-invalid",
    })
    void whatTheTrustedRootDoesNotKnowIsNotHandedOut(String part, String why) {
        ObjectNode root = (ObjectNode) Json.read(instance.rootBytes(), 1 << 20);
        root.putArray(part);
        LoginSigner signer = signer(
                1,
                TrustedRoot.read(root.toString().getBytes(StandardCharsets.UTF_8)),
                SigstoreInstance.token(Json.object().put("sub", NAME)));
        assertThatThrownBy(() -> signer.sign(STATEMENT)).isInstanceOfSatisfying(TrustException.class, e -> {
            assertThat(e.reason().code()).isEqualTo("signature-unverified");
            assertThat(e).hasMessageContaining(why);
        });
    }

    @Test
    void theAuthorityIsToldNothingWithoutAToken() {
        LoginSigner signer = new LoginSigner(
                instance.services(1, Optional.empty()),
                instance.root(),
                () -> {
                    throw Failure.of("token-missing", "there is none", "");
                },
                new Patience(Duration.ofSeconds(5), 1, Duration.ofMillis(1)));
        assertThatThrownBy(() -> signer.file(FILE)).hasMessage("there is none");
    }

    private static LoginSigner signer(int version) {
        return signer(
                version, instance.root(), SigstoreInstance.token(Json.object().put("sub", NAME)));
    }

    private static LoginSigner signer(int version, TrustedRoot root, String token) {
        return new LoginSigner(instance.services(version, Optional.empty()), root, TokenSource.of(token));
    }

    private static String kind(Signed signed) {
        JsonNode kind = Json.read(signed.bytes(), 1 << 20).at("/verificationMaterial/tlogEntries/0/kindVersion");
        return kind.path("kind").asString() + ":" + kind.path("version").asString();
    }
}
