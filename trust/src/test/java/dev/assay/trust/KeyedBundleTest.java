package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Reason;
import dev.assay.model.Statement;
import dev.assay.trust.sigstore.Artifact;
import dev.assay.trust.sigstore.KeyedVerifier;
import dev.assay.trust.sigstore.TrustedRoot;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Bundles of bare keys of each kind, over files and over statements, where no log and no authority is trusted. */
class KeyedBundleTest {
    private static final TrustedRoot NOBODY =
            TrustedRoot.read("{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}"
                    .getBytes(StandardCharsets.UTF_8));
    private static final byte[] FILE = "a file".getBytes(StandardCharsets.UTF_8);
    private static final String V1 = "https://in-toto.io/Statement/v1";

    @ParameterizedTest
    @CsvSource({
        "secp256r1, SHA256withECDSA, SHA2_256, SHA-256, true",
        "secp384r1, SHA384withECDSA, SHA2_384, SHA-384, false",
        "Ed25519, Ed25519, SHA2_512, SHA-512, false"
    })
    void keysOfEachKindSignFiles(String curve, String algorithm, String name, String hash, boolean byDigest)
            throws GeneralSecurityException {
        KeyPair pair = pair(curve);
        VerificationKey key = VerificationKey.ofSpki(pair.getPublic().getEncoded(), "key");
        byte[] bundle =
                file(pair, algorithm, name, MessageDigest.getInstance(hash).digest(FILE));

        assertThat(code(bundle, key, Artifact.of(FILE))).isEqualTo("verified");
        // Over a digest alone, only ECDSA with SHA-256 can be checked.
        assertThat(code(bundle, key, Artifact.of(Digest.of(FILE))))
                .isEqualTo(byDigest ? "verified" : "artifact-differs");
        byte[] hinted = file(
                pair,
                algorithm,
                "SHA2_256",
                MessageDigest.getInstance("SHA-256").digest(FILE));
        assertThat(code(hinted, key, Artifact.of(FILE))).isEqualTo("verified");
        assertThat(code(hinted, key, Artifact.of(Digest.of(FILE))))
                .isEqualTo(byDigest ? "verified" : "signature-invalid");
        VerificationKey other = VerificationKey.ofSpki(pair(curve).getPublic().getEncoded(), "key");
        assertThat(code(bundle, other, Artifact.of(FILE))).isEqualTo("signature-invalid");
        assertThat(code(bundle, key, Artifact.of(new byte[1]))).isEqualTo("artifact-differs");
    }

    @ParameterizedTest
    @ValueSource(strings = {V1, "https://in-toto.io/Statement/v0.1"})
    void aStatementCountsForEachFileItNames(String type) {
        ObjectNode statement = statement(type, Map.of("sha256", "00".repeat(32)));
        subject(statement, Map.of("sha1", "00".repeat(20)));
        assertThat(code(statement)).isEqualTo("artifact-differs");
        subject(statement, Map.of("sha256", Digest.of(FILE).hex().toUpperCase(Locale.ROOT)));
        assertThat(code(statement)).isEqualTo("verified");
    }

    @Test
    void aStatementMayNameAFileByALongerDigestOnlyIfTheFileIsThere() throws GeneralSecurityException {
        ObjectNode statement = statement(V1, Map.of("sha512", hex("SHA-512")));
        assertThat(code(statement)).isEqualTo("verified");
        assertThat(code(bundle(statement), Scene.AUDITOR.verificationKey(), Artifact.of(Digest.of(FILE))))
                .isEqualTo("artifact-differs");
    }

    @Test
    void twoDigestsOfOneSubjectMustBothBeRight() throws GeneralSecurityException {
        assertThat(code(statement(V1, Map.of("sha256", Digest.of(FILE).hex(), "sha512", hex("SHA-512")))))
                .isEqualTo("verified");
        assertThat(code(statement(V1, Map.of("sha256", Digest.of(FILE).hex(), "sha512", "00".repeat(64)))))
                .isEqualTo("artifact-differs");
    }

    @Test
    void aStatementOfAnUnknownVersionIsNone() {
        Map<String, String> digest = Map.of("sha256", Digest.of(FILE).hex());
        assertThat(code(statement("https://in-toto.io/Statement/v2", digest))).isEqualTo("statement-malformed");
        ObjectNode untyped = statement(V1, digest);
        untyped.remove("_type");
        assertThat(code(untyped)).isEqualTo("statement-malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"_type\":\"https://in-toto.io/Statement/v1\"}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\"} x",
                "not json",
                "[]"
            })
    void aSignedPayloadThatIsNoStatementIsRefused(String payload) {
        Envelope envelope =
                Envelope.sign(Statement.PAYLOAD_TYPE, payload.getBytes(StandardCharsets.UTF_8), Scene.AUDITOR);
        assertThat(code(
                        Bundle.of(envelope, Scene.AUDITOR.hint()).bytes(),
                        Scene.AUDITOR.verificationKey(),
                        Artifact.of(FILE)))
                .isEqualTo("statement-malformed");
    }

    @Test
    void anEnvelopeOfAnotherTypeIsNoStatement() {
        byte[] payload =
                Json.canonical(statement(V1, Map.of("sha256", Digest.of(FILE).hex())));
        Envelope envelope = Envelope.sign("application/vnd.assay.index+json", payload, Scene.AUDITOR);
        assertThat(code(
                        Bundle.of(envelope, Scene.AUDITOR.hint()).bytes(),
                        Scene.AUDITOR.verificationKey(),
                        Artifact.of(FILE)))
                .isEqualTo("statement-malformed");
    }

    @Test
    void rsaKeysOfCertificateLogsAreReadInBothEncodingsIfTheyAreLongEnough() throws GeneralSecurityException {
        for (int bits : new int[] {1024, 2048}) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            byte[] spki = generator.generateKeyPair().getPublic().getEncoded();
            // What SubjectPublicKeyInfo wraps: after the algorithm, a bit string with no bits unused.
            byte[] bare = Arrays.copyOfRange(spki, bits == 1024 ? 22 : 24, spki.length);
            assertRead(bits == 2048, "PKIX_RSA_PKCS1V15_2048_SHA256", spki);
            assertRead(bits == 2048, "PKCS1_RSA_PKCS1V5", bare);
            assertRead(false, "PKCS1_RSA_PKCS1V5", spki);
        }
    }

    private static void assertRead(boolean good, String details, byte[] key) {
        byte[] json =
                ("{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\",\"ctlogs\":[{\"publicKey\":"
                                + "{\"rawBytes\":\"" + base64(key) + "\",\"keyDetails\":\"" + details
                                + "\",\"validFor\":{\"start\":\"2021-03-14T00:00:00Z\",\"end\":null}},\"logId\":{\"keyId\":\"AAAA\"}}]}")
                        .getBytes(StandardCharsets.UTF_8);
        if (good) {
            TrustedRoot.read(json);
        } else {
            assertThatThrownBy(() -> TrustedRoot.read(json))
                    .isInstanceOf(TrustException.class)
                    .hasMessageContaining("RSA");
        }
    }

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        if (curve.equals("Ed25519")) {
            return KeyPairGenerator.getInstance(curve).generateKeyPair();
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static byte[] file(KeyPair pair, String algorithm, String hash, byte[] digest)
            throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(pair.getPrivate());
        signer.update(FILE);
        ObjectNode bundle = Json.object().put("mediaType", Bundle.MEDIA_TYPE);
        bundle.putObject("verificationMaterial").putObject("publicKey").put("hint", "any");
        ObjectNode message = bundle.putObject("messageSignature").put("signature", base64(signer.sign()));
        message.putObject("messageDigest").put("algorithm", hash).put("digest", base64(digest));
        return Json.canonical(bundle);
    }

    private static ObjectNode statement(String type, Map<String, String> digests) {
        ObjectNode statement = Json.object().put("_type", type).put("predicateType", "https://example.com/p/v1");
        statement.putArray("subject");
        subject(statement, digests);
        return statement;
    }

    private static void subject(ObjectNode statement, Map<String, String> digests) {
        ObjectNode digest =
                statement.withArray("subject").addObject().put("name", "n").putObject("digest");
        digests.forEach(digest::put);
    }

    private static String hex(String hash) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance(hash).digest(FILE));
    }

    private static byte[] bundle(ObjectNode statement) {
        Envelope envelope = Envelope.sign(Statement.PAYLOAD_TYPE, Json.canonical(statement), Scene.AUDITOR);
        return Bundle.of(envelope, Scene.AUDITOR.hint()).bytes();
    }

    private static String code(ObjectNode statement) {
        return code(bundle(statement), Scene.AUDITOR.verificationKey(), Artifact.of(FILE));
    }

    private static String code(byte[] bundle, VerificationKey key, Artifact artifact) {
        return new KeyedVerifier(NOBODY)
                .refusal(bundle, key, artifact)
                .map(Reason::code)
                .orElse("verified");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
