package dev.assay.trust.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Real bundles of real instances, and what the public conformance suite does to such ones: each change has its refusal. */
class SuiteTest {
    private static final String V1 = "happy-path";
    private static final String V2 = "rekor2-happy-path";
    private static final String WITNESSED = "rekor2-dsse-happy-path";
    private static final String KEY = "managed-key-happy-path";

    @ParameterizedTest
    @MethodSource("names")
    void everyCaseEndsAsItsNameSays(String name) {
        String outcome = SuiteCase.named(name).outcome();
        if (name.endsWith("_fail")) {
            assertThat(outcome).isEqualTo("log-entry-differs");
        } else {
            assertThat(outcome).isEqualTo("verified");
        }
    }

    static List<String> names() {
        return SuiteCase.names();
    }

    @Test
    void theDigestOfAFileIsEnoughAndAnotherFilesIsNot() {
        Digest digest = Digest.parse("sha256:a0cfc71271d6e278e57cd332ff957c3f7043fdda354c4cbb190a30d56efa01bf");
        Artifact other = Artifact.of("other".getBytes(StandardCharsets.UTF_8));
        for (String name : List.of(V1, V2, WITNESSED, KEY)) {
            SuiteCase one = SuiteCase.named(name);
            assertThat(one.outcome(one.bytes(), Artifact.of(digest))).as(name).isEmpty();
            assertThat(one.outcome(one.bytes(), other))
                    .as(name)
                    .hasValueSatisfying(reason -> assertThat(reason.code()).isEqualTo("artifact-differs"));
        }
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change(
                        V1,
                        "promise of another time",
                        "log-promise-invalid",
                        one -> one.entry().put("integratedTime", "1689177397")),
                change(
                        V1,
                        "promise of another place",
                        "log-promise-invalid",
                        one -> one.entry().put("logIndex", "27000000")),
                change(
                        V1,
                        "promise missing",
                        "bundle-malformed",
                        one -> one.entry().remove("inclusionPromise")),
                change(
                        V1,
                        "signature of another file",
                        "log-entry-differs",
                        one -> message(one)
                                .put("signature", text(SuiteCase.named(KEY).bundle, "/messageSignature/signature"))),
                change(
                        V1,
                        "digest of another file",
                        "artifact-differs",
                        one -> digest(one).put("digest", Base64.getEncoder().encodeToString(new byte[32]))),
                change(
                        V1,
                        "digest by an unknown algorithm",
                        "bundle-malformed",
                        one -> digest(one).put("algorithm", "MD5")),
                change(
                        V1,
                        "log entry missing",
                        "log-entry-missing",
                        one -> material(one).remove("tlogEntries")),
                change(
                        V1,
                        "log entry of another bundle",
                        "log-entry-differs",
                        one -> entries(one).set(0, SuiteCase.named(KEY).entry())),
                change(
                        V1,
                        "log entry twice",
                        "bundle-malformed",
                        one -> entries(one).add(one.entry().deepCopy().without("inclusionProof"))),
                change(
                        V1,
                        "log entry of another kind",
                        "log-entry-differs",
                        one -> ((ObjectNode) one.entry().path("kindVersion")).put("version", "0.0.2")),
                change(
                        V1,
                        "proof with another hash",
                        "log-proof-invalid",
                        one -> ((ArrayNode) proof(one).path("hashes"))
                                .set(0, proof(one).path("rootHash"))),
                change(
                        V1,
                        "proof of another place",
                        "log-proof-invalid",
                        one -> proof(one).put("logIndex", "0")),
                change(
                        V1,
                        "proof without checkpoint",
                        "bundle-malformed",
                        one -> proof(one).remove("checkpoint")),
                change(V1, "checkpoint with another key hint", "log-checkpoint-invalid", note("wNI9a", "xNI9a")),
                change(V1, "checkpoint with a changed signature", "log-checkpoint-invalid", note("BxaGyE", "BxaGyF")),
                change(
                        V1,
                        "checkpoint under another name",
                        "log-checkpoint-invalid",
                        note("\u2014 rekor", "\u2014 other")),
                change(
                        V1,
                        "checkpoint of another tree",
                        "log-checkpoint-invalid",
                        one -> ((ObjectNode) proof(one).path("checkpoint"))
                                .put(
                                        "envelope",
                                        text(SuiteCase.named(KEY).entry(), "/inclusionProof/checkpoint/envelope"))),
                change(
                        V1,
                        "a root in its chain",
                        "bundle-malformed",
                        one -> certificates(one)
                                .add(one.root.at("/certificateAuthorities/0/certChain/certificates/0"))),
                change(V1, "of another instance", "unknown-log", one -> one.root.setAll(SuiteCase.named(V2).root)),
                change(
                        V1,
                        "log's key ended just then",
                        "verified",
                        one -> window(one, "tlogs").put("end", "2023-07-12T15:56:36Z")),
                change(
                        V1,
                        "log's key ended a second before",
                        "unknown-log",
                        one -> window(one, "tlogs").put("end", "2023-07-12T15:56:35Z")),
                change(
                        V1,
                        "certificate log's key is another",
                        "certificate-untrusted",
                        one -> ctKeys(one).put("rawBytes", text(one.root, "/tlogs/0/publicKey/rawBytes"))),
                change(
                        V2,
                        "timestamp missing",
                        "time-missing",
                        one -> material(one).remove("timestampVerificationData")),
                change(
                        V2,
                        "no timestamp in its list",
                        "time-missing",
                        one -> stamps(one).removeAll()),
                change(
                        V2,
                        "timestamp of another signature",
                        "timestamp-invalid",
                        one -> stamps(one)
                                .set(0, stamps(SuiteCase.named(WITNESSED)).path(0))),
                change(
                        V2,
                        "timestamp twice",
                        "bundle-malformed",
                        one -> stamps(one).add(stamps(one).path(0))),
                change(
                        V2,
                        "a second timestamp of another signature",
                        "timestamp-invalid",
                        one -> stamps(one)
                                .add(stamps(SuiteCase.named(WITNESSED)).path(0))),
                change(
                        V2,
                        "timestamp of a stranger",
                        "timestamp-invalid",
                        one -> authorities(one).removeAll()),
                change(
                        V2,
                        "timestamp authority ended just then",
                        "verified",
                        one -> eachWindow(one).forEach(window -> window.put("end", "2025-08-06T18:51:36Z"))),
                change(
                        V2,
                        "timestamp authority ended before",
                        "timestamp-invalid",
                        one -> eachWindow(one).forEach(window -> window.put("end", "2025-08-06T18:51:35Z"))),
                change(V2, "another authority's window borrowed", "timestamp-invalid", SuiteTest::borrow),
                change(
                        V2,
                        "entry's number is not its place",
                        "log-proof-invalid",
                        one -> one.entry().put("logIndex", "1")),
                change(
                        V2,
                        "log of another address",
                        "log-checkpoint-invalid",
                        one -> one.root
                                .path("tlogs")
                                .forEach(log -> ((ObjectNode) log).put("baseUrl", "https://log.example"))),
                change(
                        V2,
                        "log without an address",
                        "log-checkpoint-invalid",
                        one -> one.root.path("tlogs").forEach(log -> ((ObjectNode) log).remove("baseUrl"))),
                change(V2, "origin that is no name", "log-checkpoint-invalid", note("log2025", "log 2025")),
                change(WITNESSED, "log's signature last", "verified", SuiteTest::logLast),
                change(
                        WITNESSED,
                        "witnesses only",
                        "log-checkpoint-invalid",
                        one -> envelope(
                                one,
                                lines -> lines.stream()
                                        .filter(line -> !line.startsWith("\u2014 log2025"))
                                        .toList())),
                change(WITNESSED, "32 signatures", "verified", one -> witnesses(one, 28)),
                change(WITNESSED, "33 signatures", "log-checkpoint-invalid", one -> witnesses(one, 29)),
                change(
                        WITNESSED,
                        "payload of another type",
                        "log-entry-differs",
                        one -> ((ObjectNode) one.bundle.path("dsseEnvelope")).put("payloadType", "application/json")),
                change(
                        WITNESSED,
                        "a keyid beside the certificate",
                        "bundle-malformed",
                        one -> ((ObjectNode) one.bundle.at("/dsseEnvelope/signatures/0")).put("keyid", "x")),
                change(
                        KEY,
                        "log entry missing",
                        "log-entry-missing",
                        one -> material(one).remove("tlogEntries")),
                change(KEY, "no log trusted", "unknown-log", one -> one.root.putArray("tlogs")),
                change(KEY, "no log trusted, none needed", "verified", one -> {
                    one.root.removeAll().put("mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1");
                    material(one).remove("tlogEntries");
                    material(one).remove("timestampVerificationData");
                }),
                change(
                        KEY,
                        "another key's hint",
                        "verified",
                        one -> ((ObjectNode) material(one).path("publicKey")).put("hint", "x")),
                change(
                        KEY,
                        "a certificate beside the key",
                        "bundle-malformed",
                        one -> material(one)
                                .set(
                                        "certificate",
                                        SuiteCase.named(V2).bundle.at("/verificationMaterial/certificate"))),
                change(KEY, "a certificate instead of the key", "bundle-malformed", one -> {
                    material(one).remove("publicKey");
                    material(one)
                            .set("certificate", SuiteCase.named(V2).bundle.at("/verificationMaterial/certificate"));
                }),
                change(
                        KEY,
                        "an envelope beside the file",
                        "bundle-malformed",
                        one -> one.bundle.set(
                                "dsseEnvelope",
                                SuiteCase.named(WITNESSED).bundle.path("dsseEnvelope"))),
                change(V2, "a bare key instead of the certificate", "bundle-malformed", one -> {
                    material(one).remove("certificate");
                    material(one).set("publicKey", SuiteCase.named(KEY).bundle.at("/verificationMaterial/publicKey"));
                }));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("changes")
    void everyChangeHasItsOutcome(String name, String what, String outcome, Consumer<SuiteCase> change) {
        SuiteCase changed = SuiteCase.named(name);
        String before = changed.bundle.toString() + changed.root;
        change.accept(changed);
        assertThat(changed.bundle.toString() + changed.root).as(what).isNotEqualTo(before);
        assertThat(changed.outcome()).as(what).isEqualTo(outcome);
    }

    @Test
    void aKeyWithoutTimesCountsOnlyForALogThatHasNotEnded() {
        SuiteCase proven = SuiteCase.named(KEY);
        proven.entry().remove("inclusionPromise");
        material(proven).remove("timestampVerificationData");
        assertThat(proven.outcome()).isEqualTo("verified");
        proven.root
                .path("tlogs")
                .forEach(log -> ((ObjectNode) log.at("/publicKey/validFor"))
                        .put("end", Instant.now().plusSeconds(3600).toString()));
        assertThat(proven.outcome()).isEqualTo("unknown-log");
    }

    @Test
    void npmsOwnAttestationOfAPublicationIsBelievedForItsFileOnly() {
        // The package itself is not here: every other check comes before the one of the file.
        SuiteCase npm = SuiteCase.named("../npm-publish");
        assertThat(npm.outcome()).isEqualTo("artifact-differs");
        npm.entry().put("integratedTime", "1");
        assertThat(npm.outcome()).isEqualTo("log-promise-invalid");
    }

    private static Arguments change(String name, String what, String outcome, Consumer<SuiteCase> change) {
        return Arguments.of(name, what, outcome, change);
    }

    private static Consumer<SuiteCase> note(String old, String changed) {
        return one -> {
            ObjectNode checkpoint = (ObjectNode) proof(one).path("checkpoint");
            checkpoint.put("envelope", text(checkpoint, "/envelope").replace(old, changed));
        };
    }

    /** The authority that signed has ended; an unrelated one without certificates is in force. */
    private static void borrow(SuiteCase one) {
        eachWindow(one).forEach(window -> window.put("end", "2025-08-06T18:51:35Z"));
        ObjectNode other = (ObjectNode) authorities(one).path(0).deepCopy();
        ((ObjectNode) other.path("certChain")).putArray("certificates");
        ((ObjectNode) other.path("validFor"))
                .put("start", "2020-01-01T00:00:00Z")
                .remove("end");
        authorities(one).add(other);
    }

    private static void envelope(SuiteCase one, UnaryOperator<List<String>> change) {
        ObjectNode checkpoint = (ObjectNode) proof(one).path("checkpoint");
        String note = text(checkpoint, "/envelope");
        int end = note.indexOf("\n\n") + 2;
        List<String> lines = note.substring(end).lines().toList();
        checkpoint.put("envelope", note.substring(0, end) + String.join("\n", change.apply(lines)) + "\n");
    }

    private static void logLast(SuiteCase one) {
        envelope(
                one,
                lines -> Stream.concat(lines.stream().skip(1), lines.stream().limit(1))
                        .toList());
    }

    private static void witnesses(SuiteCase one, int more) {
        envelope(
                one,
                lines -> Stream.concat(IntStream.range(0, more).mapToObj(_ -> lines.getLast()), lines.stream())
                        .toList());
    }

    private static ObjectNode material(SuiteCase one) {
        return (ObjectNode) one.bundle.path("verificationMaterial");
    }

    private static ObjectNode message(SuiteCase one) {
        return (ObjectNode) one.bundle.path("messageSignature");
    }

    private static ObjectNode digest(SuiteCase one) {
        return (ObjectNode) message(one).path("messageDigest");
    }

    private static ArrayNode entries(SuiteCase one) {
        return (ArrayNode) material(one).path("tlogEntries");
    }

    private static ArrayNode certificates(SuiteCase one) {
        return (ArrayNode) one.bundle.at("/verificationMaterial/x509CertificateChain/certificates");
    }

    private static ArrayNode stamps(SuiteCase one) {
        return (ArrayNode) one.bundle.at("/verificationMaterial/timestampVerificationData/rfc3161Timestamps");
    }

    private static ArrayNode authorities(SuiteCase one) {
        return (ArrayNode) one.root.path("timestampAuthorities");
    }

    private static List<ObjectNode> eachWindow(SuiteCase one) {
        return authorities(one)
                .valueStream()
                .map(authority -> (ObjectNode) authority.path("validFor"))
                .toList();
    }

    private static ObjectNode proof(SuiteCase one) {
        return (ObjectNode) one.entry().path("inclusionProof");
    }

    private static ObjectNode window(SuiteCase one, String logs) {
        return (ObjectNode) one.root.at("/" + logs + "/0/publicKey/validFor");
    }

    private static ObjectNode ctKeys(SuiteCase one) {
        return (ObjectNode) one.root.at("/ctlogs/1/publicKey");
    }

    private static String text(JsonNode json, String path) {
        return json.at(path).asString();
    }
}
