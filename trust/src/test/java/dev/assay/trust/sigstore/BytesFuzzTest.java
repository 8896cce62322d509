package dev.assay.trust.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.model.ModelException;
import dev.assay.trust.Bundle;
import dev.assay.trust.BundleVerifier;
import dev.assay.trust.DocumentKind;
import dev.assay.trust.SignedDocument;
import dev.assay.trust.TrustException;
import dev.assay.trust.VerificationKey;
import dev.assay.trust.login.IdentityToken;
import dev.assay.trust.login.Services;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a fuzzer is let loose on ({@code bench/fuzz}); every build replays what it starts from. Each target ends in an answer,
 * or in the one exception that its parser may throw.
 */
class BytesFuzzTest {
    private static final TrustedRoot ROOT = TrustedRoot.publicGood();
    private static final SuiteCase KEYED = SuiteCase.named("managed-key-happy-path");
    private static final ExpectedSigner SIGNER = new ExpectedSigner("nobody", Optional.of("none"), Map.of());
    private static final Artifact FILE = Artifact.of(new byte[0]);

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#bundles")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_bundle_is_read_or_refused(byte[] bytes) {
        assertThat(new KeylessVerifier(ROOT).verify(bytes, SIGNER)).isNotNull();
        assertThat(new KeylessVerifier(ROOT).verify(bytes, SIGNER, FILE)).isNotNull();
        assertThat(KEYED.outcome(bytes, FILE)).isPresent();
    }

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#statements")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_bundle_of_ours_is_read_or_refused(byte[] bytes) {
        assertThat(BundleVerifier.verify(bytes, List.of())).isNotNull();
        try {
            assertThat(Bundle.readAny(bytes).bytes()).isEqualTo(bytes);
            assertThat(Bundle.read(bytes).bytes()).isEqualTo(bytes);
        } catch (TrustException e) {
            assertThat(e.reason().code()).isEqualTo("bundle-malformed");
        }
    }

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#documents")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_signed_document_is_read_or_refused(byte[] bytes) {
        try {
            assertThat(SignedDocument.read(DocumentKind.DESIRED_STATE, bytes).bytes())
                    .isEqualTo(bytes);
        } catch (TrustException e) {
            assertThat(e.reason().code()).isEqualTo("document-malformed");
        }
    }

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#roots")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_trusted_root_is_read_or_refused(byte[] bytes) {
        try {
            assertThat(TrustedRoot.read(bytes)).isNotNull();
        } catch (TrustException e) {
            assertThat(e.reason().code()).isEqualTo("trusted-root-malformed");
        }
    }

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#timestamps")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_timestamp_is_read_or_refused(byte[] bytes) {
        try {
            assertThat(Timestamp.verify(bytes, new byte[0], ROOT.timestampAuthorities()))
                    .isNotNull();
        } catch (Malformed e) {
            assertThat(e.code()).isIn("bundle-malformed", "timestamp-invalid");
        }
        try {
            TimestampRequest.of(new byte[0], new SecureRandom()).requireAnswer(bytes);
        } catch (TrustException e) {
            assertThat(e.reason().code()).isIn("bundle-malformed", "timestamp-invalid");
        }
    }

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#signingConfigs")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_signing_config_is_read_or_refused(byte[] bytes) {
        try {
            assertThat(Services.of(bytes, Instant.EPOCH.plusSeconds(1_800_000_000)))
                    .isNotNull();
        } catch (TrustException e) {
            assertThat(e.reason().code()).isIn("signing-config-malformed", "no-service", "no-time");
        }
    }

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#tokens")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_token_is_read_or_refused(byte[] bytes) {
        try {
            assertThat(IdentityToken.parse(new String(bytes, StandardCharsets.ISO_8859_1), Instant.EPOCH))
                    .hasToString("identity token");
        } catch (TrustException e) {
            assertThat(e.reason().code()).isIn("token-malformed", "token-audience", "token-expired");
        }
    }

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#timestamps")
    @FuzzTest // the last annotation, as Jazzer wants it
    void der_is_read_or_refused(byte[] bytes) {
        try {
            walk(Der.read(bytes, "x"), 0);
        } catch (Malformed e) {
            assertThat(e.code()).isEqualTo("bundle-malformed");
        }
    }

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#certificates")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_certificate_is_read_or_refused(byte[] bytes) {
        try {
            var certificate = TrustedRoot.certificate(bytes, "x");
            assertThat(SignerKey.of(certificate).der()).isEqualTo(bytes);
            assertThat(SignerIdentity.of(certificate).name()).isNotNull();
            CertificateTimestamp.isLogged(certificate, certificate, ROOT.certificateLogs());
        } catch (Malformed e) {
            assertThat(e.code()).isIn("bundle-malformed", "certificate-untrusted", "identity-differs");
        } catch (ModelException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#checkpoints")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_checkpoint_is_read_or_refused(byte[] bytes) {
        String note = new String(bytes, StandardCharsets.UTF_8);
        var proof = new LogEntry.Proof(0, 1, "", List.of(), note);
        var entry = new LogEntry(0, "", "", "", 0, Optional.empty(), Optional.of(proof), "");
        for (TrustedRoot.Log log : ROOT.transparencyLogs()) {
            try {
                Checkpoint.require(entry, proof, new byte[32], log);
            } catch (Malformed e) {
                assertThat(e.code()).isIn("log-checkpoint-invalid", "log-proof-invalid");
            }
        }
    }

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#keys")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_key_is_read_or_refused(byte[] bytes) {
        for (String details :
                List.of("PKIX_ECDSA_P256_SHA_256", "PKCS1_RSA_PKCS1V5", "PKIX_RSA_PKCS1V15_2048_SHA256")) {
            try {
                assertThat(LogKey.of(details, bytes, "x").verifies(bytes, bytes))
                        .isFalse();
            } catch (TrustException e) {
                assertThat(e.reason().code()).isEqualTo("key-malformed");
            }
        }
        try {
            assertThat(VerificationKey.parse(new String(bytes, StandardCharsets.UTF_8), "x")
                            .hint())
                    .isNotBlank();
        } catch (TrustException e) {
            assertThat(e.reason().code()).isEqualTo("key-malformed");
        }
    }

    private static void walk(Der element, int depth) throws Malformed {
        assertThat(element.bytes().length).isGreaterThanOrEqualTo(element.content().length);
        if (element.tag() == Der.OID) {
            assertThat(element.oid("x")).isNotNull();
        }
        if ((element.tag() & 0x20) != 0 && depth < 32) {
            for (Der child : element.children("x")) {
                walk(child, depth + 1);
            }
        }
    }
}
