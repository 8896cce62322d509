package dev.assay.trust.sigstore;

import dev.assay.trust.Choices;
import dev.assay.trust.login.Services;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.databind.JsonNode;

/** What a fuzzer starts from: parts of real bundles. */
public final class FuzzSeeds {
    private FuzzSeeds() {}

    /** The bytes of a seed. */
    public static byte[] bytes(Arguments seed) {
        return (byte[]) Objects.requireNonNull(seed.get()[0]);
    }

    static Stream<Arguments> bundles() {
        return cases().map(one -> Arguments.of((Object) one.bytes()));
    }

    static Stream<Arguments> statements() {
        return texts(
                "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"verificationMaterial\":{\"publicKey\":"
                        + "{\"hint\":\"aGludA==\"},\"tlogEntries\":[]},\"dsseEnvelope\":{\"payload\":\"e30=\",\"payloadType\":"
                        + "\"application/vnd.in-toto+json\",\"signatures\":[{\"sig\":\"c2ln\"}]}}");
    }

    static Stream<Arguments> documents() {
        return texts(
                "{\"payload\":\"e30=\",\"payloadType\":\"application/vnd.assay.index+json\",\"signatures\":[{\"keyid\":\"k\","
                        + "\"sig\":\"c2ln\"}]}");
    }

    static Stream<Arguments> roots() {
        return cases().map(one -> Arguments.of((Object) one.root.toString().getBytes(StandardCharsets.UTF_8)));
    }

    static Stream<Arguments> timestamps() {
        return decoded("/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0/signedTimestamp");
    }

    static Stream<Arguments> certificates() {
        return Stream.concat(
                decoded("/verificationMaterial/certificate/rawBytes"),
                decoded("/verificationMaterial/x509CertificateChain/certificates/0/rawBytes"));
    }

    static Stream<Arguments> checkpoints() {
        return cases().map(one -> one.entry().at("/inclusionProof/checkpoint/envelope"))
                .filter(JsonNode::isString)
                .map(note -> Arguments.of((Object) note.stringValue().getBytes(StandardCharsets.UTF_8)));
    }

    static Stream<Arguments> choices() {
        return Choices.atRandom(1, 16).stream().map(bytes -> Arguments.of((Object) bytes));
    }

    static Stream<Arguments> notes() {
        String tree = "\n1\n" + Base64.getEncoder().encodeToString(new byte[32]) + "\n";
        return texts("log.example" + tree, "log.example - 123" + tree + "more\n");
    }

    static Stream<Arguments> keys() {
        JsonNode logs = SuiteCase.named("rekor2-happy-path").root.path("ctlogs");
        return Stream.concat(
                logs.valueStream()
                        .map(log -> Arguments.of((Object) Base64.getDecoder()
                                .decode(log.at("/publicKey/rawBytes").asString()))),
                texts("""
                        -----BEGIN PUBLIC KEY-----
                        MCowBQYDK2VwAyEAt8rlp1knGwjfbcXAYPYAkn0XiLz1x8O4t0YkEhie244=
                        -----END PUBLIC KEY-----
                        """));
    }

    static Stream<Arguments> signingConfigs() {
        try (InputStream in = Objects.requireNonNull(Services.class.getResourceAsStream("public-good.signing.json"))) {
            return Stream.of(Arguments.of((Object) in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> tokens() {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String claims = "{\"aud\":[\"sigstore\"],\"exp\":1,\"sub\":\"s\",\"email\":\"a@b\",\"email_verified\":true}";
        return texts("e30." + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln");
    }

    private static Stream<Arguments> decoded(String path) {
        return cases().map(one -> one.bundle.at(path))
                .filter(JsonNode::isString)
                .map(text -> Arguments.of((Object) Base64.getDecoder().decode(text.stringValue())));
    }

    private static Stream<SuiteCase> cases() {
        return SuiteCase.names().stream()
                .filter(name -> !name.startsWith("github"))
                .map(SuiteCase::named);
    }

    private static Stream<Arguments> texts(String... texts) {
        return List.of(texts).stream().map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }
}
