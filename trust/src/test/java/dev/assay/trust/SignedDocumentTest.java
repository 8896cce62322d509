package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Json;
import dev.assay.trust.Mutations.Mutant;
import dev.assay.trust.Opening.Opened;
import dev.assay.trust.Opening.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class SignedDocumentTest {
    private static final Instant NOW = Scene.NOW;
    private static final List<VerificationKey> TRUSTED = List.of(Scene.PUBLISHER.verificationKey());

    @ParameterizedTest
    @EnumSource(DocumentKind.class)
    void whatIsSignedIsOpened(DocumentKind kind) {
        ObjectNode document = document(kind);
        SignedDocument signed = SignedDocument.sign(kind, document, Scene.PUBLISHER);
        SignedDocument read = SignedDocument.read(kind, signed.bytes());
        assertThat(read.bytes()).isEqualTo(signed.bytes());
        assertThat(read.digest()).isEqualTo(signed.digest());
        assertThat(read.open(TRUSTED, NOW))
                .isEqualTo(new Opened(
                        document, Scene.PUBLISHER.verificationKey(), Optional.of(NOW.plus(Duration.ofDays(1)))));
    }

    @Test
    void thePayloadTypesAreTheDocumentedOnes() {
        assertThat(DocumentKind.RECEIPT_CHECKPOINT.payloadType())
                .isEqualTo("application/vnd.assay.receipt-checkpoint+json");
        assertThat(DocumentKind.DESIRED_STATE.payloadType()).isEqualTo("application/vnd.assay.desired-state+json");
    }

    @ParameterizedTest
    @EnumSource(DocumentKind.class)
    void anExpiredDocumentIsRefusedAndOneInItsLastSecondIsNot(DocumentKind kind) {
        SignedDocument signed = SignedDocument.sign(kind, document(kind), Scene.PUBLISHER);
        Instant expires = NOW.plus(Duration.ofDays(1));
        assertThat(code(signed.open(TRUSTED, expires))).isEqualTo(kind.id() + "-expired");
        assertThat(signed.open(TRUSTED, expires.minusSeconds(1))).isInstanceOf(Opened.class);
    }

    @Test
    void whatMustExpireMustSayWhenAndACheckpointNeedNot() {
        ObjectNode endless = document(DocumentKind.DESIRED_STATE).without("expires");
        assertThatThrownBy(() -> SignedDocument.sign(DocumentKind.DESIRED_STATE, endless, Scene.PUBLISHER))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("expires");
        ObjectNode receipt = document(DocumentKind.RECEIPT_CHECKPOINT).without("expires");
        assertThat(SignedDocument.sign(DocumentKind.RECEIPT_CHECKPOINT, receipt, Scene.PUBLISHER)
                        .open(TRUSTED, NOW))
                .isEqualTo(new Opened(receipt, Scene.PUBLISHER.verificationKey(), Optional.empty()));
    }

    @Test
    void aDocumentThatSaysItIsAnotherIsNotSigned() {
        assertThatThrownBy(() -> SignedDocument.sign(
                        DocumentKind.DESIRED_STATE, document(DocumentKind.RECEIPT_CHECKPOINT), Scene.PUBLISHER))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("assay.desired-state");
    }

    @Test
    void aSignedDocumentOfOneKindIsNotReadAsAnother() {
        byte[] desired = SignedDocument.sign(
                        DocumentKind.DESIRED_STATE, document(DocumentKind.DESIRED_STATE), Scene.PUBLISHER)
                .bytes();
        assertThatThrownBy(() -> SignedDocument.read(DocumentKind.RECEIPT_CHECKPOINT, desired))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("payloadType");
    }

    @Test
    void theKindIsPartOfWhatIsSigned() {
        String desired = new String(
                SignedDocument.sign(DocumentKind.DESIRED_STATE, document(DocumentKind.DESIRED_STATE), Scene.PUBLISHER)
                        .bytes(),
                StandardCharsets.UTF_8);
        String relabelled = desired.replace(
                DocumentKind.DESIRED_STATE.payloadType(), DocumentKind.RECEIPT_CHECKPOINT.payloadType());
        assertThat(code(SignedDocument.read(
                                DocumentKind.RECEIPT_CHECKPOINT, relabelled.getBytes(StandardCharsets.UTF_8))
                        .open(TRUSTED, NOW)))
                .isEqualTo("signature-invalid");
    }

    @Test
    void aStrangersDocumentIsRefusedUnderItsOwnOrABorrowedName() {
        SignedDocument signed =
                SignedDocument.sign(DocumentKind.DESIRED_STATE, document(DocumentKind.DESIRED_STATE), Scene.STRANGER);
        assertThat(code(signed.open(TRUSTED, NOW))).isEqualTo("unknown-signer");
        String borrowed = new String(signed.bytes(), StandardCharsets.UTF_8)
                .replace(Scene.STRANGER.hint(), Scene.PUBLISHER.hint());
        assertThat(code(SignedDocument.read(DocumentKind.DESIRED_STATE, borrowed.getBytes(StandardCharsets.UTF_8))
                        .open(TRUSTED, NOW)))
                .isEqualTo("signature-invalid");
    }

    @Test
    void noFieldAndNoByteCanBeChangedUnseen() {
        byte[] original = SignedDocument.sign(
                        DocumentKind.DESIRED_STATE, document(DocumentKind.DESIRED_STATE), Scene.PUBLISHER)
                .bytes();
        Mutations.ofFields(original).forEach(SignedDocumentTest::assertRefused);
        Mutations.ofBytes(original).forEach(SignedDocumentTest::assertRefused);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void randomChangesNeverThrowAnythingElse(long seed) {
        ObjectNode document = document(DocumentKind.DESIRED_STATE);
        byte[] original = SignedDocument.sign(DocumentKind.DESIRED_STATE, document, Scene.PUBLISHER)
                .bytes();
        for (Mutant mutant : Mutations.atRandom(original, seed, 3000)) {
            try {
                Opening opening = SignedDocument.read(DocumentKind.DESIRED_STATE, mutant.bytes())
                        .open(TRUSTED, NOW);
                if (opening instanceof Opened opened) {
                    assertThat(opened.document()).as(mutant.what()).isEqualTo(document);
                }
            } catch (TrustException e) {
                assertThat(e.reason().code()).as(mutant.what()).isEqualTo("document-malformed");
            }
        }
    }

    private static void assertRefused(Mutant mutant) {
        try {
            assertThat(code(SignedDocument.read(DocumentKind.DESIRED_STATE, mutant.bytes())
                            .open(TRUSTED, NOW)))
                    .as(mutant.what())
                    .isIn("unknown-signer", "signature-invalid");
        } catch (TrustException e) {
            assertThat(e.reason().code()).as(mutant.what()).isEqualTo("document-malformed");
        }
    }

    private static ObjectNode document(DocumentKind kind) {
        return Json.document(kind.noun(), 1)
                .put("expires", NOW.plus(Duration.ofDays(1)).toString())
                .put("content", "für alle");
    }

    private static String code(Opening opening) {
        return opening instanceof Refused refused ? refused.reason().code() : "opened";
    }
}
