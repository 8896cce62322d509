package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Json;
import dev.assay.trust.Mutations.Mutant;
import dev.assay.trust.sigstore.ExpectedSigner;
import dev.assay.trust.sigstore.KeylessVerification;
import dev.assay.trust.sigstore.KeylessVerification.Refused;
import dev.assay.trust.sigstore.KeylessVerification.Verified;
import dev.assay.trust.sigstore.KeylessVerifier;
import dev.assay.trust.sigstore.TrustedRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Real bundles of the public-good instance: made by GitHub workflows, logged, and public. */
class KeylessBundleTest {
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final TrustedRoot ROOT = TrustedRoot.read(bytes("public-good"));
    private static final KeylessVerifier VERIFIER = new KeylessVerifier(ROOT);
    private static final Set<String> CODES = Set.of(
            "bundle-malformed",
            "certificate-untrusted",
            "identity-differs",
            "signature-invalid",
            "time-missing",
            "unknown-log",
            "log-entry-missing",
            "log-entry-differs",
            "log-entry-unsupported",
            "log-promise-invalid",
            "log-proof-invalid",
            "log-proof-missing",
            "log-checkpoint-invalid");

    /** What says the same with other words: optional parts that are empty, absent or null, and what nobody needs. */
    private static final Set<String> HARMLESS = Set.of(
            "[dsseEnvelope, signatures, 0] keyid as null",
            "[dsseEnvelope, signatures, 0] without keyid",
            "[verificationMaterial] timestampVerificationData as null",
            "[verificationMaterial] timestampVerificationData as {}",
            "[verificationMaterial] without timestampVerificationData",
            // In version 0.1 the promise is what is needed; and of a chain only the leaf is looked at.
            "[verificationMaterial, tlogEntries, 0] inclusionProof as null",
            "[verificationMaterial, tlogEntries, 0] without inclusionProof",
            "[verificationMaterial, x509CertificateChain, certificates] with an element too many");

    @ParameterizedTest
    @CsvSource({
        "dsse-v03, 2024-05-24T19:14:24Z, https://slsa.dev/provenance/v1",
        "intoto-v03, 2023-08-29T15:40:23Z, https://slsa.dev/provenance/v1",
        "intoto-v01, 2023-08-29T15:40:23Z, https://slsa.dev/provenance/v1"
    })
    void realBundlesAreVerified(String name, Instant time, String predicateType) {
        assertThat(VERIFIER.verify(bytes(name), signer(name))).isInstanceOfSatisfying(Verified.class, verified -> {
            assertThat(verified.signer().issuer()).contains(ISSUER);
            assertThat(verified.time()).isEqualTo(time);
            assertThat(verified.payloadType()).isEqualTo("application/vnd.in-toto+json");
            assertThat(Json.read(verified.payload().getBytes(StandardCharsets.UTF_8), 1 << 20)
                            .path("predicateType")
                            .asString())
                    .isEqualTo(predicateType);
        });
    }

    @Test
    void anotherSignerIsRefused() {
        ExpectedSigner right = signer("intoto-v03");
        List<ExpectedSigner> others = List.of(
                new ExpectedSigner(right.name() + "x", right.issuer(), Map.of()),
                new ExpectedSigner(right.name().replace("main", "evil"), right.issuer(), Map.of()),
                new ExpectedSigner(right.name(), Optional.of("https://evil.example"), Map.of()),
                new ExpectedSigner(right.name(), Optional.empty(), Map.of()),
                new ExpectedSigner(right.name(), right.issuer(), Map.of(15, "1")),
                new ExpectedSigner(right.name(), right.issuer(), Map.of(25, "absent")),
                new ExpectedSigner("*", right.issuer(), Map.of()),
                new ExpectedSigner("", right.issuer(), Map.of()));
        for (ExpectedSigner other : others) {
            assertThat(code(VERIFIER.verify(bytes("intoto-v03"), other)))
                    .as(other.toString())
                    .isEqualTo("identity-differs");
        }
        assertThat(code(VERIFIER.verify(
                        bytes("intoto-v03"), new ExpectedSigner(right.name(), right.issuer(), Map.of()))))
                .isEqualTo("verified");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what is taken from the trusted root | what it becomes | the refusal
                "/tlogs/0/publicKey/validFor | {\"start\":\"2021-01-12T00:00:00Z\",\"end\":\"2023-01-01T00:00:00Z\"} | unknown-log",
                "/tlogs/0/publicKey/validFor | {\"start\":\"2025-01-01T00:00:00Z\",\"end\":null} | unknown-log",
                "/tlogs/0/logId | {\"keyId\":\"AAAA\"} | unknown-log",
                "/tlogs | [] | unknown-log",
                "/ctlogs/1/logId | {\"keyId\":\"AAAA\"} | certificate-untrusted",
                "/ctlogs/1/publicKey/validFor | {\"start\":\"2025-01-01T00:00:00Z\"} | certificate-untrusted",
                "/ctlogs/1/publicKey/validFor | {\"start\":\"2022-01-01T00:00:00Z\",\"end\":\"2022-12-31T00:00:00Z\"} | certificate-untrusted",
                "/certificateAuthorities/1/validFor | {\"start\":\"2025-01-01T00:00:00Z\"} | certificate-untrusted",
                "/certificateAuthorities/1/validFor | {\"start\":\"2022-01-01T00:00:00Z\",\"end\":\"2022-12-31T00:00:00Z\"} | certificate-untrusted",
            })
    void whatTheTrustedRootDoesNotVouchForDoesNotCount(String path, String value, String refusal) {
        TrustedRoot less = root(json -> replace(json, path, Json.read(value.getBytes(StandardCharsets.UTF_8), 1000)));
        for (String name : List.of("dsse-v03", "intoto-v03", "intoto-v01")) {
            assertThat(code(new KeylessVerifier(less).verify(bytes(name), signer(name))))
                    .isEqualTo(refusal);
        }
    }

    @Test
    void aLogKeyOfTheSameNameIsNotTheSameKey() {
        String stranger = Scene.AUDITOR.verificationKey().pem().replaceAll("-----[A-Z ]+-----|\\s", "");
        TrustedRoot other = root(json -> ((ObjectNode) json.at("/tlogs/0/publicKey")).put("rawBytes", stranger));
        assertThat(code(new KeylessVerifier(other).verify(bytes("dsse-v03"), signer("dsse-v03"))))
                .isEqualTo("log-promise-invalid");
        TrustedRoot noCertificateLog =
                root(json -> ((ObjectNode) json.at("/ctlogs/1/publicKey")).put("rawBytes", stranger));
        assertThat(code(new KeylessVerifier(noCertificateLog).verify(bytes("dsse-v03"), signer("dsse-v03"))))
                .isEqualTo("certificate-untrusted");
    }

    @Test
    void theOrderOfARootsCertificatesDoesNotMatterButTheChainDoes() {
        TrustedRoot reversed = root(json -> {
            ArrayNode chain = (ArrayNode) json.at("/certificateAuthorities/1/certChain/certificates");
            chain.add(chain.remove(0));
        });
        assertThat(code(new KeylessVerifier(reversed).verify(bytes("dsse-v03"), signer("dsse-v03"))))
                .isEqualTo("verified");
        TrustedRoot withoutIntermediate =
                root(json -> ((ArrayNode) json.at("/certificateAuthorities/1/certChain/certificates")).remove(0));
        assertThat(code(new KeylessVerifier(withoutIntermediate).verify(bytes("dsse-v03"), signer("dsse-v03"))))
                .isEqualTo("certificate-untrusted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dsse-v03", "intoto-v03", "intoto-v01"})
    void noFieldCanBeChangedUnseen(String name) {
        KeylessVerification original = VERIFIER.verify(bytes(name), signer(name));
        Set<String> accepted = new TreeSet<>();
        List<Mutant> mutants = Mutations.ofFields(bytes(name));
        assertThat(mutants).hasSizeGreaterThan(400);
        for (Mutant mutant : mutants) {
            KeylessVerification outcome = VERIFIER.verify(mutant.bytes(), signer(name));
            if (outcome instanceof Verified) {
                assertThat(outcome).as(mutant.what()).isEqualTo(original);
                accepted.add(mutant.what());
            } else {
                assertThat(code(outcome)).as(mutant.what()).isIn(CODES);
            }
        }
        assertThat(HARMLESS).containsAll(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dsse-v03", "intoto-v03", "intoto-v01"})
    void randomChangesNeverThrowAndNeverChangeWhatIsBelieved(String name) {
        KeylessVerification original = VERIFIER.verify(bytes(name), signer(name));
        List<Mutant> mutants = new ArrayList<>(Mutations.atRandom(bytes(name), 31, 800));
        List<Mutant> flipped = Mutations.ofBytes(bytes(name));
        for (int i = 0; i < flipped.size(); i += 61) {
            mutants.add(flipped.get(i));
        }
        for (Mutant mutant : mutants) {
            KeylessVerification outcome = VERIFIER.verify(mutant.bytes(), signer(name));
            if (outcome instanceof Verified) {
                assertThat(outcome).as(mutant.what()).isEqualTo(original);
            } else {
                assertThat(code(outcome)).as(mutant.what()).isIn(CODES);
            }
        }
    }

    @Test
    void aBundleWithABareKeyIsNotKeyless() {
        byte[] bare = Signer.sign(new Scene().statement("x", Json.object()), Scene.AUDITOR)
                .bytes();
        assertThat(code(VERIFIER.verify(bare, signer("dsse-v03")))).isEqualTo("bundle-malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[]", "", "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=9.9\"}"})
    void whatIsNoTrustedRootIsRefused(String text) {
        assertThatThrownBy(() -> TrustedRoot.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        TrustException.class, e -> assertThat(e.reason().code()).isEqualTo("trusted-root-malformed"));
    }

    @Test
    void anEmptyTrustedRootTrustsNobody() {
        TrustedRoot empty =
                TrustedRoot.read("{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}"
                        .getBytes(StandardCharsets.UTF_8));
        for (String name : List.of("dsse-v03", "intoto-v03", "intoto-v01")) {
            assertThat(code(new KeylessVerifier(empty).verify(bytes(name), signer(name))))
                    .isEqualTo("unknown-log");
        }
        TrustedRoot logsOnly = root(json -> ((ObjectNode) json).putArray("certificateAuthorities"));
        assertThat(code(new KeylessVerifier(logsOnly).verify(bytes("dsse-v03"), signer("dsse-v03"))))
                .isEqualTo("certificate-untrusted");
    }

    @Test
    void theTrustedRootThatComesWithTheProgramVerifiesTheSame() {
        for (String name : List.of("dsse-v03", "intoto-v03", "intoto-v01")) {
            assertThat(code(new KeylessVerifier(TrustedRoot.publicGood()).verify(bytes(name), signer(name))))
                    .isEqualTo("verified");
        }
    }

    @Test
    void aLogKeyWithoutAStartIsRefused() {
        for (String path : List.of("/tlogs/0/publicKey/validFor", "/ctlogs/0/publicKey/validFor")) {
            assertThatThrownBy(() -> root(json -> ((ObjectNode) json.at(path)).remove("start")))
                    .isInstanceOf(TrustException.class)
                    .hasMessageContaining("start");
        }
    }

    @Test
    void anyBytesAreATrustedRootOrRefused() {
        for (Mutant mutant : Mutations.ofFields(bytes("public-good"))) {
            try {
                TrustedRoot.read(mutant.bytes());
            } catch (TrustException e) {
                assertThat(e.reason().code()).as(mutant.what()).isEqualTo("trusted-root-malformed");
            }
        }
    }

    private static TrustedRoot root(Consumer<JsonNode> change) {
        JsonNode json = Json.read(bytes("public-good"), 1 << 20);
        change.accept(json);
        return TrustedRoot.read(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void replace(JsonNode json, String path, JsonNode value) {
        int last = path.lastIndexOf('/');
        ((ObjectNode) json.at(path.substring(0, last))).set(path.substring(last + 1), value);
    }

    private static ExpectedSigner signer(String name) {
        return name.startsWith("dsse")
                ? new ExpectedSigner(
                        "https://github.com/github/artifact-attestations-workflows/.github/workflows/attest.yml"
                                + "@09b495c3f12c7881b3cc17209a327792065c1a1d",
                        Optional.of(ISSUER),
                        Map.of(15, "804070735"))
                : new ExpectedSigner(
                        "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main",
                        Optional.of(ISSUER),
                        Map.of(14, "refs/heads/main", 15, "495574555"));
    }

    private static String code(KeylessVerification outcome) {
        return outcome instanceof Refused refused ? refused.reason().code() : "verified";
    }

    private static byte[] bytes(String name) {
        try (var in = KeylessBundleTest.class.getResourceAsStream("/sigstore/" + name + ".json")) {
            if (in == null) {
                throw new AssertionError("the test resource " + name + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
