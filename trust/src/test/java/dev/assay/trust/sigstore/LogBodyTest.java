package dev.assay.trust.sigstore;

import static dev.assay.trust.sigstore.OwnLog.base64;
import static dev.assay.trust.sigstore.OwnLog.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.Reason;
import dev.assay.trust.Mutations;
import dev.assay.trust.Mutations.Mutant;
import dev.assay.trust.TextMutations;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A log that is trusted may keep anything: an entry counts only for this signature of this content by this key. */
class LogBodyTest {
    /** What nothing follows from: fields of other readers, digests of forms that a bundle does not keep, and order. */
    private static final Pattern HARMLESS = Pattern.compile(String.join(
            "|",
            ".* in reverse",
            ".* an unknown field",
            ".*keyDetails.*",
            ".*envelopeHash.*",
            "\\[spec, content] .*hash\\b.*",
            "\\[spec, content, hash] .*",
            "/spec/content/hash\\b.*",
            // The line end after PEM.
            "/spec/.*(verifier|publicKey|content) cut within"));

    private final OwnLog log = new OwnLog();

    LogBodyTest() throws GeneralSecurityException {}

    @ParameterizedTest
    @CsvSource({
        "hashedrekord, 0.0.1, true",
        "hashedrekord, 0.0.1, false",
        "hashedrekord, 0.0.2, true",
        "hashedrekord, 0.0.2, false",
        "dsse, 0.0.1, true",
        "dsse, 0.0.2, true",
        "intoto, 0.0.2, true"
    })
    void noFieldOfAnEntryCanBeAnother(String kind, String version, boolean statement) throws GeneralSecurityException {
        byte[] signature = log.sign(statement ? OwnLog.encoding() : OwnLog.FILE);
        byte[] body = body(kind + ":" + version, signature, statement);
        assertThat(code(log.bundle(signature, statement, kind, version, body))).isEqualTo("verified");

        List<Mutant> mutants = new ArrayList<>(Mutations.ofFields(body));
        mutants.addAll(TextMutations.of(body));
        Set<String> accepted = new TreeSet<>();
        for (Mutant mutant : mutants) {
            String code = code(log.bundle(signature, statement, kind, version, mutant.bytes()));
            if (code.equals("verified")) {
                accepted.add(mutant.what());
            } else {
                assertThat(code).as(mutant.what()).isEqualTo("log-entry-differs");
            }
        }
        assertThat(mutants).hasSizeGreaterThan(200);
        accepted.removeIf(what -> HARMLESS.matcher(what).matches());
        assertThat(accepted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"dsse, 0.0.1", "dsse, 0.0.2", "intoto, 0.0.2"})
    void anEntryOfAnEnvelopeIsNoneOfAFile(String kind, String version) throws GeneralSecurityException {
        byte[] signature = log.sign(OwnLog.FILE);
        byte[] body = body(kind + ":" + version, signature, true);
        assertThat(code(log.bundle(signature, false, kind, version, body))).isEqualTo("log-entry-differs");
    }

    @ParameterizedTest
    @CsvSource({"hashedrekord, 0.0.3", "rpm, 0.0.1", "dsse, 3.0.0", "intoto, 0.0.1"})
    void anEntryOfAnUnknownKindIsRefused(String kind, String version) throws GeneralSecurityException {
        byte[] signature = log.sign(OwnLog.FILE);
        byte[] body = ("{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + version + "\",\"spec\":{}}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(code(log.bundle(signature, false, kind, version, body))).isEqualTo("log-entry-unsupported");
    }

    @Test
    void anotherSignatureOfTheSameFileByTheSameKeyIsAnotherOne() throws GeneralSecurityException {
        byte[] logged = log.sign(OwnLog.FILE);
        byte[] body = body("hashedrekord:0.0.2", logged, false);
        assertThat(code(log.bundle(log.sign(OwnLog.FILE), false, "hashedrekord", "0.0.2", body)))
                .isEqualTo("log-entry-differs");
    }

    @Test
    void aLoggedSignatureThatTheKeyDidNotMakeIsRefused() throws GeneralSecurityException {
        byte[] wrong = log.sign("other".getBytes(StandardCharsets.UTF_8));
        byte[] body = body("hashedrekord:0.0.2", wrong, false);
        assertThat(code(log.bundle(wrong, false, "hashedrekord", "0.0.2", body)))
                .isEqualTo("signature-invalid");
    }

    private byte[] body(String kind, byte[] signature, boolean statement) {
        byte[] signed = statement ? OwnLog.encoding() : OwnLog.FILE;
        String digest = base64(Digest.sha256().digest(signed));
        String sig = base64(signature);
        String key = "{\"keyDetails\":\"PKIX_ECDSA_P256_SHA_256\",\"publicKey\":{\"rawBytes\":\""
                + base64(log.key().spki()) + "\"}}";
        String spec = switch (kind) {
            case "hashedrekord:0.0.1" ->
                "{\"data\":{\"hash\":{\"algorithm\":\"sha256\",\"value\":\"" + hex(signed)
                        + "\"}},\"signature\":{\"content\":\"" + sig + "\",\"publicKey\":{\"content\":\"" + log.pem()
                        + "\"}}}";
            case "hashedrekord:0.0.2" ->
                "{\"hashedRekordV002\":{\"data\":{\"algorithm\":\"SHA2_256\",\"digest\":\"" + digest
                        + "\"},\"signature\":{\"content\":\"" + sig + "\",\"verifier\":" + key + "}}}";
            case "dsse:0.0.1" ->
                "{\"envelopeHash\":{\"algorithm\":\"sha256\",\"value\":\"00\"},\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\""
                        + hex(OwnLog.STATEMENT) + "\"},\"signatures\":[{\"signature\":\"" + sig + "\",\"verifier\":\""
                        + log.pem() + "\"}]}";
            case "dsse:0.0.2" ->
                "{\"dsseV002\":{\"payloadHash\":{\"algorithm\":\"SHA2_256\",\"digest\":\""
                        + base64(Digest.sha256().digest(OwnLog.STATEMENT)) + "\"},\"signatures\":[{\"content\":\"" + sig
                        + "\",\"verifier\":" + key + "}]}}";
            default ->
                "{\"content\":{\"envelope\":{\"payloadType\":\"" + OwnLog.TYPE + "\",\"signatures\":[{\"sig\":\""
                        + base64(sig.getBytes(StandardCharsets.US_ASCII)) + "\",\"publicKey\":\"" + log.pem()
                        + "\"}]},\"hash\":{\"algorithm\":\"sha256\",\"value\":\"00\"},\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\""
                        + hex(OwnLog.STATEMENT) + "\"}}}";
        };
        String[] words = kind.split(":", -1);
        return ("{\"apiVersion\":\"" + words[1] + "\",\"kind\":\"" + words[0] + "\",\"spec\":" + spec + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private String code(byte[] bundle) {
        return new KeyedVerifier(log.root())
                .refusal(bundle, log.key(), Artifact.of(OwnLog.FILE))
                .map(Reason::code)
                .orElse("verified");
    }
}
