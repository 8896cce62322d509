package dev.assay.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Digest;
import dev.assay.model.FaultyDocumentException;
import dev.assay.model.Json;
import dev.assay.model.Outcome;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.trust.KeyType;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Real bundles of Sigstore's public instance, and of a key of our own, verified for a guest by the policies of the host file. */
class VerifyTest {
    private static final Path SUITE =
            Path.of("../trust/src/test/resources/sigstore/suite").toAbsolutePath();
    private static final String BEACON =
            "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/"
                    + "extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final SigningKey KEY = SigningKey.create(KeyType.ED25519, new SecureRandom());
    private static final Capabilities ALL = new Capabilities(List.of("beacon", "pinned", "dsse", "ops", "ours").stream()
            .map(name -> (Capability) new Capability.Verify(name))
            .toList());

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Exchanges host;

    @BeforeAll
    static void open() throws IOException {
        Files.writeString(folder.resolve("ours.pem"), KEY.verificationKey().pem());
        Path file = folder.resolve("host.yaml");
        HostFile read = HostFile.read(hostFile().getBytes(UTF_8), file.toString());
        sandbox = Sandbox.open(read, List.of());
        host = new Exchanges(sandbox, ALL);
    }

    private static String hostFile() {
        return """
                apiVersion: assay/v1
                kind: Host
                limits: {memory: 64MiB, time: 30s}
                verify:
                  beacon:
                    identities: [{name: the beacon, san: "%1$s", issuer: %2$s}]
                  pinned:
                    identities: [{name: another run, san: "%1$s", issuer: %2$s, repository-id: "1"}]
                  dsse:
                    trusted-root: %3$s/rekor2-dsse-happy-path/trusted_root.json
                    identities: [{name: the beacon, san: "%1$s", issuer: %2$s}]
                  ops:
                    identities: [{name: ops, key-file: %3$s/managed-key-happy-path/key.pub}]
                  ours:
                    identities: [{name: us, key-file: ours.pem}]
                ceiling:
                  verify: [beacon, pinned, dsse, ops, ours]
                """.formatted(BEACON, ISSUER, SUITE);
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    private static JsonNode bundle(String name) {
        try {
            byte[] bytes = Files.readAllBytes(SUITE.resolve(name).resolve("bundle.sigstore.json"));
            return Json.read(bytes, 1 << 20);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] artifact() {
        try {
            return Files.readAllBytes(SUITE.resolve("a.txt"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ObjectNode request(String policy, JsonNode bundle) {
        ObjectNode request = Json.object().put("policy", policy);
        request.set("bundle", bundle);
        return request;
    }

    private static JsonNode byBytes(String policy, JsonNode bundle) throws InterruptedException {
        return host.ok(
                "verify",
                request(policy, bundle)
                        .put("base64", Base64.getEncoder().encodeToString(artifact()))
                        .toString());
    }

    private static JsonNode byDigest(String policy, JsonNode bundle, Digest digest) throws InterruptedException {
        return host.ok(
                "verify",
                request(policy, bundle).put("digest", digest.toString()).toString());
    }

    private static String code(JsonNode answer) {
        assertThat(answer.path("verified").asBoolean(true)).isFalse();
        return answer.path("reason").path("code").asString("");
    }

    @Test
    void aLoginsSignatureOfAFileIsVerified() throws InterruptedException {
        JsonNode told = byBytes("beacon", bundle("happy-path"));
        assertThat(told.path("verified").asBoolean(false)).isTrue();
        assertThat(told.path("signer").asString("")).isEqualTo("the beacon");
        assertThat(told.path("identity").path("san").asString("")).isEqualTo(BEACON);
        assertThat(told.path("digest").asString(""))
                .isEqualTo(Digest.of(artifact()).toString());
        assertThat(told.path("signed").asString("")).startsWith("20");
        assertThat(told.has("predicate-type")).isFalse();
        assertThat(byDigest("beacon", bundle("happy-path"), Digest.of(artifact())))
                .isEqualTo(told);
    }

    @Test
    void aStatementAboutAFileIsVerifiedOnATrustedRootOfItsOwn() throws InterruptedException {
        JsonNode told = byBytes("dsse", bundle("rekor2-dsse-happy-path"));
        assertThat(told.path("verified").asBoolean(false)).as("%s", told).isTrue();
        assertThat(told.path("predicate-type").asString("")).startsWith("https://");
        assertThat(code(byBytes("beacon", bundle("rekor2-dsse-happy-path")))).isNotEmpty();
    }

    @Test
    void aKeysSignatureIsVerifiedWithItsLogEntry() throws InterruptedException {
        JsonNode told = byBytes("ops", bundle("managed-key-happy-path"));
        assertThat(told.path("verified").asBoolean(false)).as("%s", told).isTrue();
        assertThat(told.path("signer").asString("")).isEqualTo("ops");
        assertThat(told.path("identity").path("key").asString("")).hasSize(44);
        assertThat(told.has("signed")).isFalse();
        // The log entry tells of another key before the signature does.
        assertThat(code(byBytes("ours", bundle("managed-key-happy-path")))).isEqualTo("log-entry-differs");
    }

    @Test
    void whatWasChangedIsNotVerified() throws InterruptedException {
        ObjectNode signature = bundle("happy-path").deepCopy().asObject();
        ObjectNode message = (ObjectNode) signature.path("messageSignature");
        byte[] der = Base64.getDecoder().decode(message.path("signature").asString(""));
        der[der.length - 1] ^= 1;
        message.put("signature", Base64.getEncoder().encodeToString(der));
        assertThat(code(byBytes("beacon", signature))).isNotEmpty();
        assertThat(code(byDigest("beacon", bundle("happy-path"), Digest.of(new byte[] {1}))))
                .isNotEmpty();
        assertThat(code(byBytes("beacon", bundle("cve-2022-36056-swapped-tlog-entry_fail"))))
                .isNotEmpty();
        assertThat(code(byBytes("ops", Json.object().put("mediaType", "x")))).isEqualTo("bundle-malformed");
    }

    @Test
    void whomThePolicyDoesNotNameItDoesNotBelieve() throws InterruptedException {
        assertThat(code(byBytes("ops", bundle("happy-path")))).isEqualTo("unknown-signer");
        assertThat(code(byBytes("beacon", bundle("managed-key-happy-path")))).isEqualTo("unknown-signer");
        JsonNode pinned = byBytes("pinned", bundle("happy-path"));
        assertThat(code(pinned)).isEqualTo("identity-differs");
        assertThat(pinned.path("reason").path("message").asString("")).contains("repository-id");
    }

    @Test
    void aStatementWithNothingButASignatureIsVerifiedByItsKey() throws InterruptedException {
        Statement statement = new Statement(
                List.of(new Statement.Subject("a.txt", Digest.of(artifact()))),
                PredicateType.PROVENANCE,
                Json.object().put("builder", "x"));
        JsonNode bundle = Json.read(Signer.sign(statement, KEY).bytes(), 1 << 20);
        JsonNode told = byDigest("ours", bundle, Digest.of(artifact()));
        assertThat(told.path("signer").asString("")).isEqualTo("us");
        assertThat(told.path("predicate-type").asString("")).isEqualTo(PredicateType.PROVENANCE);
        assertThat(code(byDigest("ours", bundle, Digest.of(new byte[] {1})))).isEqualTo("artifact-differs");
        SigningKey other = SigningKey.create(KeyType.ED25519, new SecureRandom());
        assertThat(code(byDigest(
                        "ours", Json.read(Signer.sign(statement, other).bytes(), 1 << 20), Digest.of(artifact()))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"policy\":\"ops\",\"bundle\":{}}",
                "{\"policy\":\"ops\",\"bundle\":{},\"base64\":\"AA==\",\"digest\":\"sha256:0\"}",
                "{\"policy\":\"ops\",\"bundle\":{},\"base64\":\"?\"}",
                "{\"policy\":\"ops\",\"bundle\":\"{}\",\"base64\":\"AA==\"}",
                "{\"policy\":\"ops\",\"bundle\":{},\"base64\":\"AA==\",\"key\":\"mine\"}"
            })
    void aRequestThatIsNotOfTheContractIsInvalid(String request) throws InterruptedException {
        assertThat(host.error("verify", request)).isEqualTo("invalid-request");
    }

    @Test
    void aRequestHasABound() throws InterruptedException {
        String artifact = "A".repeat(100_000);
        assertThat(host.ok("verify", "{\"policy\":\"ops\",\"bundle\":{},\"base64\":\"" + artifact + "\"}")
                        .path("verified")
                        .asBoolean(true))
                .isFalse();
        assertThat(host.error(
                        "verify",
                        "{\"policy\":\"ops\",\"bundle\":{},\"base64\":\"" + artifact + "A".repeat(24_000) + "\"}"))
                .isEqualTo("invalid-request");
    }

    @Test
    void aPolicyOutsideTheEffectiveSetEndsTheRun() throws InterruptedException {
        Run run = host.run("verify", "{\"policy\":\"others\",\"bundle\":{},\"base64\":\"AA==\"}");
        assertThat(run.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(run.detail()).startsWith("verify others sha256:").endsWith("is not in the effective set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify: {a: {identities: []}}",
                "verify: {a: {identities: [{name: x, san: \"*\", issuer: https://a.example}]}}",
                "verify: {a: {identities: [{name: x, key-file: /nowhere.pem}]}}",
                "verify: {A: {identities: [{name: x, key-file: ours.pem}]}}",
                "verify: {a: {trusted-root: /nowhere.json, identities: [{name: x, key-file: ours.pem}]}}",
                "ceiling: {verify: [a]}"
            })
    void aPolicyThatNamesNobodyOrAnyoneIsAFault(String line) {
        String yaml = "apiVersion: assay/v1\nkind: Host\n" + line + "\n";
        assertThatThrownBy(() -> HostFile.read(
                        yaml.getBytes(UTF_8), folder.resolve("host.yaml").toString()))
                .isInstanceOf(FaultyDocumentException.class);
    }
}
