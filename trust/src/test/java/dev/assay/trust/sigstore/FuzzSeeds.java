package dev.assay.trust.sigstore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.databind.JsonNode;

/** What a fuzzer starts from: parts of real bundles. As a program, it writes them to a folder for each target. */
public final class FuzzSeeds {
    private static final Map<String, Supplier<Stream<Arguments>>> TARGETS = Map.of(
            "a_bundle_is_read_or_refused", FuzzSeeds::bundles,
            "a_bundle_of_ours_is_read_or_refused", FuzzSeeds::statements,
            "a_signed_document_is_read_or_refused", FuzzSeeds::documents,
            "a_trusted_root_is_read_or_refused", FuzzSeeds::roots,
            "a_timestamp_is_read_or_refused", FuzzSeeds::timestamps,
            "der_is_read_or_refused", FuzzSeeds::timestamps,
            "a_certificate_is_read_or_refused", FuzzSeeds::certificates,
            "a_checkpoint_is_read_or_refused", FuzzSeeds::checkpoints,
            "a_key_is_read_or_refused", FuzzSeeds::keys);

    private FuzzSeeds() {}

    /** Writes the seeds of all targets below this folder. */
    public static void main(String[] arguments) throws IOException {
        for (var target : TARGETS.entrySet()) {
            Path folder = Files.createDirectories(Path.of(arguments[0], target.getKey()));
            int number = 0;
            for (Arguments seed : target.getValue().get().toList()) {
                Files.write(folder.resolve("seed-" + number++), (byte[]) seed.get()[0]);
            }
        }
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
