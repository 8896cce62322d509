package dev.assay.trust.sigstore;

import dev.assay.trust.Choices;
import dev.assay.trust.login.Services;
import dev.assay.trust.tuf.TufSeeds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.databind.JsonNode;

/** What a fuzzer starts from: parts of real bundles. As a program, it writes them to a folder for each target. */
public final class FuzzSeeds {
    private static final Map<String, Supplier<Stream<Arguments>>> TARGETS = Map.ofEntries(
            Map.entry("a_bundle_is_read_or_refused", FuzzSeeds::bundles),
            Map.entry("a_bundle_of_ours_is_read_or_refused", FuzzSeeds::statements),
            Map.entry("a_signed_document_is_read_or_refused", FuzzSeeds::documents),
            Map.entry("a_trusted_root_is_read_or_refused", FuzzSeeds::roots),
            Map.entry("a_timestamp_is_read_or_refused", FuzzSeeds::timestamps),
            Map.entry("der_is_read_or_refused", FuzzSeeds::timestamps),
            Map.entry("a_certificate_is_read_or_refused", FuzzSeeds::certificates),
            Map.entry("a_checkpoint_is_read_or_refused", FuzzSeeds::checkpoints),
            Map.entry("a_key_is_read_or_refused", FuzzSeeds::keys),
            Map.entry("a_changed_trusted_root_is_read_or_refused", FuzzSeeds::choices),
            Map.entry("a_changed_timestamp_is_refused", FuzzSeeds::choices),
            Map.entry("a_changed_certificate_is_not_believed", FuzzSeeds::choices),
            Map.entry("a_signed_checkpoint_counts_only_for_its_tree", FuzzSeeds::notes),
            Map.entry("a_root_is_followed_or_refused", TufSeeds::roots),
            Map.entry("a_timestamp_is_believed_or_refused", TufSeeds::timestamps),
            Map.entry("a_snapshot_is_believed_or_refused", TufSeeds::snapshots),
            Map.entry("targets_are_believed_or_refused", TufSeeds::targets),
            Map.entry("a_store_of_any_files_is_used_or_refused", TufSeeds::timestamps),
            Map.entry("a_signing_config_is_read_or_refused", FuzzSeeds::signingConfigs),
            Map.entry("a_token_is_read_or_refused", FuzzSeeds::tokens));

    private FuzzSeeds() {}

    /** Writes the seeds of all targets below this folder. */
    public static void main(String[] arguments) throws IOException {
        for (var target : TARGETS.entrySet()) {
            Path folder = Files.createDirectories(Path.of(arguments[0], target.getKey()));
            int number = 0;
            for (Arguments seed : target.getValue().get().toList()) {
                Files.write(folder.resolve("seed-" + number++), bytes(seed));
            }
        }
    }

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
