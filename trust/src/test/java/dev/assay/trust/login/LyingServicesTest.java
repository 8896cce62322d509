package dev.assay.trust.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Services that answer in form, and lie: nothing that they made is handed out. */
class LyingServicesTest extends BetweenServices {
    @Test
    void aCertificateOfAnotherKeyIsRefusedBeforeAnythingIsLogged() {
        AtomicReference<byte[]> earlier = remember(FULCIO, 1);
        between.trick(FULCIO, (exchange, _) -> Between.answer(exchange, 201, earlier.get()));
        assertThat(refusal(1, PATIENCE))
                .startsWith("service-answer-malformed: the certificate authority")
                .endsWith("the certificate is of another key");
        assertThat(between.asked()).containsExactly("POST " + FULCIO);
        for (String chain :
                List.of("[]", "[\"\"]", "[\"-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\"]")) {
            String answer = "{\"signedCertificateEmbeddedSct\":{\"chain\":{\"certificates\":" + chain + "}}}";
            between.trick(FULCIO, (exchange, _) -> Between.answer(exchange, 201, utf8(answer)));
            assertThat(refusal(1, PATIENCE)).endsWith("it holds no certificate in PEM");
        }
    }

    @ParameterizedTest
    @CsvSource({REKOR + ", 1", REKOR_2 + ", 2"})
    void anEntryOfAnotherSignatureIsNotHandedOut(String path, int version) {
        AtomicReference<byte[]> earlier = remember(path, version);
        between.trick(path, (exchange, _) -> Between.answer(exchange, 201, earlier.get()));
        assertThat(refusal(version, PATIENCE))
                .startsWith("signature-unverified: ")
                .contains("log-entry-differs");
    }

    @Test
    void aProofOfInclusionOfAnotherEntryIsNotHandedOut() {
        AtomicReference<byte[]> earlier = remember(REKOR, 1);
        JsonNode proof = first(earlier.get()).at("/verification/inclusionProof");
        between.trick(
                REKOR,
                (exchange, body) -> between.forward(exchange, body, answer -> {
                    JsonNode changed = Json.read(answer, 1 << 20);
                    ((ObjectNode) changed.iterator().next().path("verification")).set("inclusionProof", proof);
                    return utf8(changed.toString());
                }));
        assertThat(refusal(1, PATIENCE)).startsWith("signature-unverified: ").contains("log-proof-invalid");

        AtomicReference<byte[]> earlier2 = remember(REKOR_2, 2);
        JsonNode proof2 = Json.read(earlier2.get(), 1 << 20).path("inclusionProof");
        between.trick(
                REKOR_2,
                (exchange, body) -> between.forward(exchange, body, answer -> {
                    ObjectNode changed = (ObjectNode) Json.read(answer, 1 << 20);
                    changed.set("inclusionProof", proof2);
                    changed.set("logIndex", proof2.path("logIndex"));
                    return utf8(changed.toString());
                }));
        assertThat(refusal(2, PATIENCE)).startsWith("signature-unverified: ").contains("log-proof-invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5", "-1", "true", "{}", "\"\"", "\"1e3\"", "12345678901234567890"})
    void aPlaceThatIsNoNumberIsRefusedByTheLogsName(String number) {
        between.trick(
                REKOR_2,
                (exchange, body) -> between.forward(exchange, body, answer -> {
                    String text = new String(answer, StandardCharsets.UTF_8);
                    return utf8(text.replaceFirst("\"logIndex\":\"[0-9]+\"", "\"logIndex\":" + number));
                }));
        assertThat(refusal(2, PATIENCE))
                .startsWith("service-answer-malformed: the transparency log")
                .contains("answer.logIndex");
    }

    @Test
    void aPromiseOfAnotherEntryIsNotHandedOut() {
        AtomicReference<byte[]> earlier = remember(REKOR, 1);
        JsonNode promise = first(earlier.get()).at("/verification/signedEntryTimestamp");
        between.trick(
                REKOR,
                (exchange, body) -> between.forward(exchange, body, answer -> {
                    JsonNode changed = Json.read(answer, 1 << 20);
                    ((ObjectNode) changed.iterator().next().path("verification")).set("signedEntryTimestamp", promise);
                    return utf8(changed.toString());
                }));
        assertThat(refusal(1, PATIENCE)).startsWith("signature-unverified: ").contains("log-promise-invalid");
    }

    @Test
    void aTimestampOfAnotherSignatureOrForAnotherRequestIsRefusedBeforeAnythingIsLogged() {
        AtomicReference<byte[]> earlier = remember(TSA, 1);
        between.trick(TSA, (exchange, _) -> Between.answer(exchange, 201, earlier.get()));
        assertThat(refusal(1, PATIENCE))
                .startsWith("service-answer-malformed: the timestamp authority")
                .endsWith("it is about another signature");
        // The nonce stands before the last three bytes.
        between.trick(TSA, (exchange, body) -> {
            byte[] asked = body.clone();
            asked[asked.length - 4] ^= 1;
            between.forward(exchange, asked, answer -> answer);
        });
        assertThat(refusal(1, PATIENCE))
                .startsWith("service-answer-malformed: the timestamp authority")
                .endsWith("it answers another request: the nonce differs");
        assertThat(between.asked()).doesNotContain("POST " + REKOR);
        // A response that is refused, in the authority's own words (RFC 3161, section 2.4.2).
        byte[] rejection = {0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02};
        between.trick(TSA, (exchange, _) -> Between.answer(exchange, 200, rejection));
        assertThat(refusal(1, PATIENCE)).endsWith("the authority did not grant it");
    }

    @Test
    void aTimestampWhoseSignatureWasChangedIsNotHandedOut() {
        between.trick(
                TSA,
                (exchange, body) -> between.forward(exchange, body, answer -> {
                    byte[] changed = answer.clone();
                    changed[changed.length - 1] ^= 1;
                    return changed;
                }));
        assertThat(refusal(1, PATIENCE)).startsWith("signature-unverified: ").contains("timestamp-invalid");
    }

    /** What a service answered to an earlier signature. */
    private AtomicReference<byte[]> remember(String path, int version) {
        AtomicReference<byte[]> answered = new AtomicReference<>();
        between.trick(
                path,
                (exchange, body) -> between.forward(exchange, body, answer -> {
                    answered.set(answer);
                    return answer;
                }));
        sign(version, PATIENCE);
        between.behave();
        return answered;
    }

    private static JsonNode first(byte[] answer) {
        return Json.read(answer, 1 << 20).iterator().next();
    }
}
