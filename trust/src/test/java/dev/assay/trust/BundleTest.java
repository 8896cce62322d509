package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.model.Verdict;
import dev.assay.trust.Mutations.Mutant;
import dev.assay.trust.Verification.Refused;
import dev.assay.trust.Verification.Verified;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class BundleTest {
    private static final Statement STATEMENT = new Scene()
            .statement(PredicateType.AUDIT, Scene.predicate(Verdict.APPROVED).toJson());
    private static final List<VerificationKey> TRUSTED =
            List.of(Scene.AUDITOR.verificationKey(), Scene.REVIEWER.verificationKey());

    /** What says the same with other words: optional parts that are empty, absent or null. */
    private static final Set<String> HARMLESS =
            Set.of("[verificationMaterial] without tlogEntries", "[verificationMaterial] tlogEntries as null");

    static List<Bundle> bundles() {
        return List.of(Signer.sign(STATEMENT, Scene.AUDITOR), Signer.sign(STATEMENT, Scene.REVIEWER));
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"P_256", "ED25519"})
    void whatIsSignedIsVerified(KeyType type) {
        SigningKey key = Scene.key(type);
        Bundle bundle = Signer.sign(STATEMENT, key);
        Bundle read = Bundle.read(bundle.bytes());
        assertThat(read).isEqualTo(bundle);
        assertThat(read.hint()).isEqualTo(key.hint());
        assertThat(BundleVerifier.verify(read, List.of(Scene.STRANGER.verificationKey(), key.verificationKey())))
                .isEqualTo(new Verified(STATEMENT, key.verificationKey(), bundle.digest()));
    }

    @Test
    void theFileIsASigstoreBundleWithABareKey() {
        Bundle bundle = Signer.sign(STATEMENT, Scene.REVIEWER);
        var json = Json.read(bundle.bytes(), Bundle.MOST_BYTES);
        assertThat(json.path("mediaType").asString()).isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
        assertThat(json.at("/verificationMaterial/publicKey/hint").asString()).isEqualTo(Scene.REVIEWER.hint());
        assertThat(json.at("/dsseEnvelope/payloadType").asString()).isEqualTo("application/vnd.in-toto+json");
        assertThat(Base64.getDecoder().decode(json.at("/dsseEnvelope/payload").asString()))
                .isEqualTo(STATEMENT.bytes());
    }

    @Test
    void aLoginsBundleIsKeptAsItIsAndNoKeyMadeIt() throws IOException {
        byte[] bytes = resource("dsse-v03");
        Bundle kept = Bundle.readAny(bytes);
        assertThat(kept.bytes()).isEqualTo(bytes);
        assertThat(kept.hint()).isEmpty();
        assertThat(BundleVerifier.verify(kept, TRUSTED))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason().code()).isEqualTo("unknown-signer"));
        assertThatThrownBy(() -> Bundle.read(bytes)).isInstanceOf(TrustException.class);
        Bundle keyed = Signer.sign(STATEMENT, Scene.AUDITOR);
        assertThat(Bundle.readAny(keyed.bytes())).isEqualTo(keyed);
    }

    @Test
    void whatNoVerifierWouldReadIsNotKept() throws IOException {
        String good = new String(resource("dsse-v03"), StandardCharsets.UTF_8);
        List<String> bad = List.of(
                new String(resource("intoto-v01"), StandardCharsets.UTF_8),
                good.replace("\"dsseEnvelope\"", "\"dsseEnvelop\""),
                good.replace("\"logIndex\"", "\"logIndexes\""),
                good.replaceFirst("\"payload\":\\s*\"", "\"payload\": \"!"),
                "{}",
                "");
        for (String text : bad) {
            assertThatThrownBy(() -> Bundle.readAny(text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOfSatisfying(
                            TrustException.class,
                            e -> assertThat(e.reason().code()).isEqualTo("bundle-malformed"));
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(BundleTest.class.getResourceAsStream("/sigstore/" + name + ".json"))) {
            return in.readAllBytes();
        }
    }

    @Test
    void anEd25519SignatureIsTheSameEachTime() {
        assertThat(Signer.sign(STATEMENT, Scene.REVIEWER)).isEqualTo(Signer.sign(STATEMENT, Scene.REVIEWER));
    }

    @Test
    void withoutKeysNothingIsBelieved() {
        assertThat(code(Signer.sign(STATEMENT, Scene.AUDITOR).bytes(), List.of()))
                .isEqualTo("unknown-signer");
    }

    @Test
    void theHintOfATrustedKeyDoesNotMakeItsSignature() {
        String bundle = text(Signer.sign(STATEMENT, Scene.STRANGER));
        String claimed = bundle.replace(Scene.STRANGER.hint(), Scene.REVIEWER.hint());
        assertThat(code(claimed)).isEqualTo("signature-invalid");
    }

    @Test
    void aSignatureOverTheBarePayloadIsNone() {
        // Without the encoding of DSSE, a signature over another kind of document would pass.
        String whole = text(Signer.sign(STATEMENT, Scene.REVIEWER));
        String bare = Base64.getEncoder().encodeToString(Scene.REVIEWER.sign(STATEMENT.bytes()));
        assertThat(code(whole.replaceFirst("\"sig\":\"[^\"]*\"", "\"sig\":\"" + bare + "\"")))
                .isEqualTo("signature-invalid");
    }

    @Test
    void aSignedDocumentIsNoStatement() {
        Envelope envelope = Envelope.sign("application/vnd.assay.index+json", STATEMENT.bytes(), Scene.REVIEWER);
        Bundle bundle = Bundle.of(envelope, Scene.REVIEWER.hint());
        assertThat(code(bundle.bytes(), TRUSTED)).isEqualTo("statement-malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "\"x\"", "{\"_type\":\"https://in-toto.io/Statement/v0.1\"}", "not json"})
    void aSignedPayloadThatIsNoStatementIsRefused(String payload) {
        Envelope envelope =
                Envelope.sign(Statement.PAYLOAD_TYPE, payload.getBytes(StandardCharsets.UTF_8), Scene.REVIEWER);
        assertThat(code(Bundle.of(envelope, Scene.REVIEWER.hint()).bytes(), TRUSTED))
                .isEqualTo("statement-malformed");
    }

    @Test
    void theKeyidMayNameTheKeyButNoOther() {
        String whole = text(Signer.sign(STATEMENT, Scene.REVIEWER));
        for (String accepted : List.of("", Scene.REVIEWER.hint())) {
            String named = whole.replace("\"signatures\":[{", "\"signatures\":[{\"keyid\":\"" + accepted + "\",");
            assertThat(BundleVerifier.verify(named.getBytes(StandardCharsets.UTF_8), TRUSTED))
                    .isInstanceOf(Verified.class);
        }
        assertThat(code(whole.replace("\"signatures\":[{", "\"signatures\":[{\"keyid\":\"other\",")))
                .isEqualTo("bundle-malformed");
    }

    @Test
    void anEmptyTimestampPartIsAcceptedAndAFilledOneIsNot() {
        String whole = text(Signer.sign(STATEMENT, Scene.REVIEWER));
        String part = "\"timestampVerificationData\":{\"rfc3161Timestamps\":[%s]},\"tlogEntries\":[%s]";
        assertThat(BundleVerifier.verify(
                        whole.replace("\"tlogEntries\":[]", part.formatted("", ""))
                                .getBytes(StandardCharsets.UTF_8),
                        TRUSTED))
                .isInstanceOf(Verified.class);
        assertThat(code(whole.replace("\"tlogEntries\":[]", part.formatted("{\"signedTimestamp\":\"AA==\"}", ""))))
                .isEqualTo("bundle-malformed");
        assertThat(code(whole.replace("\"tlogEntries\":[]", part.formatted("", "{}"))))
                .isEqualTo("bundle-malformed");
        assertThat(code(whole.replace(
                        "\"tlogEntries\":[]", "\"timestampVerificationData\":{\"other\":[]},\"tlogEntries\":[]")))
                .isEqualTo("bundle-malformed");
    }

    @Test
    void aKeylessBundleIsRefusedWithItsField() {
        String whole = text(Signer.sign(STATEMENT, Scene.REVIEWER))
                .replaceFirst("\"publicKey\":\\{[^}]*}", "\"certificate\":{\"rawBytes\":\"AA==\"}");
        assertThatThrownBy(() -> Bundle.read(whole.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("bundle.verificationMaterial.publicKey");
    }

    @Test
    void aSecondSpellingOfTheSameBytesIsRefused() {
        // 64 bytes end in "==", and the last letter has four bits that mean nothing.
        String whole = text(Signer.sign(STATEMENT, Scene.REVIEWER));
        String signature = whole.replaceFirst("(?s).*\"sig\":\"([^\"]*)\".*", "$1");
        String bare = signature.substring(0, 85);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        char next = alphabet.charAt(alphabet.indexOf(signature.charAt(85)) + 1);
        for (String other : List.of(bare + next + "==", bare + signature.charAt(85))) {
            assertThat(Base64.getDecoder().decode(other))
                    .isEqualTo(Base64.getDecoder().decode(signature));
            assertThat(code(whole.replace(signature, other))).isEqualTo("bundle-malformed");
        }
    }

    @Test
    void twoSignaturesAreRefused() {
        String whole = text(Signer.sign(STATEMENT, Scene.REVIEWER));
        String signature = whole.replaceFirst("(?s).*\"signatures\":\\[(\\{[^}]*})].*", "$1");
        assertThat(code(whole.replace(signature, signature + "," + signature))).isEqualTo("bundle-malformed");
    }

    @Test
    void aBundleOfMoreThanTwoMebibytesIsRefused() {
        Statement large = new Statement(
                STATEMENT.subjects(), PredicateType.AUDIT, Json.object().put("filler", "x".repeat(Bundle.MOST_BYTES)));
        assertThat(code(Signer.sign(large, Scene.REVIEWER).bytes(), TRUSTED)).isEqualTo("bundle-malformed");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void noFieldCanBeChangedUnseen(Bundle bundle) {
        List<Mutant> mutants = Mutations.ofFields(bundle.bytes());
        assertThat(mutants).hasSizeGreaterThan(150);
        for (Mutant mutant : mutants) {
            Verification outcome = BundleVerifier.verify(mutant.bytes(), TRUSTED);
            if (HARMLESS.contains(mutant.what())) {
                assertThat(outcome).as(mutant.what()).isInstanceOf(Verified.class);
            } else {
                assertRefused(mutant, outcome);
            }
        }
        assertThat(BundleVerifier.verify(bundle, TRUSTED)).isInstanceOf(Verified.class);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void noByteCanBeChangedUnseen(Bundle bundle) {
        for (Mutant mutant : Mutations.ofBytes(bundle.bytes())) {
            assertRefused(mutant, BundleVerifier.verify(mutant.bytes(), TRUSTED));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomChangesNeverThrowAndNeverChangeWhatIsBelieved(long seed) {
        for (Bundle bundle : bundles()) {
            for (Mutant mutant : Mutations.atRandom(bundle.bytes(), seed, 3000)) {
                Verification outcome = BundleVerifier.verify(mutant.bytes(), TRUSTED);
                if (outcome instanceof Verified verified) {
                    assertThat(verified.statement()).as(mutant.what()).isEqualTo(STATEMENT);
                } else {
                    assertRefused(mutant, outcome);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void noFieldOfTheStatementCanBeChangedUnseen(Bundle bundle) {
        for (Mutant mutant : Mutations.ofFields(STATEMENT.bytes())) {
            ObjectNode json = (ObjectNode) Json.read(bundle.bytes(), Bundle.MOST_BYTES);
            ((ObjectNode) json.path("dsseEnvelope"))
                    .put("payload", Base64.getEncoder().encodeToString(mutant.bytes()));
            assertThat(code(json.toString())).as(mutant.what()).isEqualTo("signature-invalid");
        }
    }

    @Test
    void deepNestingIsRefusedWithoutRunningOutOfStack() {
        assertThat(code("{\"mediaType\":" + "[".repeat(500_000))).isEqualTo("bundle-malformed");
    }

    private static void assertRefused(Mutant mutant, Verification outcome) {
        assertThat(outcome).as(mutant.what()).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason().code())
                    .as(mutant.what())
                    .isIn("bundle-malformed", "unknown-signer", "signature-invalid", "statement-malformed");
            assertThat(refused.reason().message()).isNotBlank().hasSizeLessThan(1000);
            assertThat(refused.reason().remedy()).isNotBlank();
        });
    }

    private static String text(Bundle bundle) {
        return new String(bundle.bytes(), StandardCharsets.UTF_8);
    }

    private static String code(String bundle) {
        return code(bundle.getBytes(StandardCharsets.UTF_8), TRUSTED);
    }

    private static String code(byte[] bundle, List<VerificationKey> keys) {
        return BundleVerifier.verify(bundle, keys) instanceof Refused refused
                ? refused.reason().code()
                : "verified";
    }
}
