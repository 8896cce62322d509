package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.model.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Others, who know nothing of us, must agree with us about our bundles. */
class PeersTest {
    private static final Statement STATEMENT = new Scene()
            .statement(PredicateType.AUDIT, Scene.predicate(Verdict.APPROVED).toJson());

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"P_256", "ED25519"})
    void sigstoresJavaScriptVerifierAcceptsOurBundlesAndRefusesChangedOnes(KeyType type) throws Exception {
        Peers.require();
        SigningKey key = Scene.key(type);
        String good = new String(Signer.sign(STATEMENT, key).bytes(), StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("key.pem"), key.verificationKey().pem());
        Files.writeString(folder.resolve("hint"), key.hint());
        Files.writeString(folder.resolve("1-good.json"), good);
        // Another version of the statement under the same signature.
        Files.writeString(
                folder.resolve("2-changed.json"),
                good.replaceFirst(
                        "\"payload\":\"[^\"]*\"",
                        "\"payload\":\""
                                + base64(new Scene()
                                        .statement(PredicateType.AUDIT, Json.object())
                                        .bytes()) + "\""));
        Files.writeString(folder.resolve("3-type.json"), good.replace("in-toto+json", "in-tota+json"));
        Files.writeString(
                folder.resolve("4-stranger.json"),
                new String(Signer.sign(STATEMENT, Scene.STRANGER).bytes(), StandardCharsets.UTF_8));

        List<JsonNode> lines = Shell.run(Peers.FOLDER, "node", "verify.mjs", folder.toString())
                .lines()
                .map(line -> Json.read(line.getBytes(StandardCharsets.UTF_8), 10_000))
                .toList();

        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst().path("reason").asString("")).isEmpty();
        assertThat(lines.getFirst().path("predicateType").asString()).isEqualTo(PredicateType.AUDIT);
        assertThat(lines)
                .extracting(line -> line.path("verified").booleanValue())
                .containsExactly(true, false, false, false);
    }

    @Test
    void opensslVerifiesOurSignatureOverTheEncodingOfDsse() throws Exception {
        Bundle bundle = Signer.sign(STATEMENT, Scene.AUDITOR);
        JsonNode envelope = Json.read(bundle.bytes(), Bundle.MOST_BYTES).path("dsseEnvelope");
        byte[] payload = STATEMENT.bytes();
        String header = "DSSEv1 28 application/vnd.in-toto+json " + payload.length + " ";
        Files.writeString(folder.resolve("encoding"), header + new String(payload, StandardCharsets.UTF_8));
        Files.write(
                folder.resolve("signature"),
                Base64.getDecoder().decode(envelope.at("/signatures/0/sig").asString()));
        Files.writeString(
                folder.resolve("key.pem"), Scene.AUDITOR.verificationKey().pem());

        assertThat(Shell.run(
                        folder,
                        "openssl",
                        "dgst",
                        "-sha256",
                        "-verify",
                        "key.pem",
                        "-signature",
                        "signature",
                        "encoding"))
                .contains("Verified OK");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
