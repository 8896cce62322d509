package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import dev.assay.trust.Mutations.Mutant;
import dev.assay.trust.sigstore.ExpectedSigner;
import dev.assay.trust.sigstore.KeylessVerification;
import dev.assay.trust.sigstore.KeylessVerification.Refused;
import dev.assay.trust.sigstore.KeylessVerification.Verified;
import dev.assay.trust.sigstore.KeylessVerifier;
import dev.assay.trust.sigstore.TrustedRoot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bundles of a world of its own, where every party's clock and key is chosen: what is wrong in each must be told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeylessWorldTest {
    private static final ExpectedSigner SIGNER = new ExpectedSigner(
            "https://github.com/acme/plugins/.github/workflows/audit.yml@refs/heads/main",
            Optional.of("https://token.actions.githubusercontent.com"),
            Map.of());

    /** Sigstore's JavaScript verifier of the locked version is laxer or stricter here; ours follows the design. */
    private static final Set<String> PEER_DIFFERS = Set.of(
            // It does not compare the certificate of such an entry.
            "dsse:0.0.1 of-other-certificate",
            "dsse:0.0.2 of-other-certificate",
            // It does not look at the key's window where only a checkpoint is signed.
            "dsse:0.0.2 of-closed-log",
            // It wants the digest of the payload; a record of an envelope has that of the encoding of DSSE.
            "hashedrekord:0.0.1",
            "hashedrekord:0.0.2",
            "log-of-the-newer-form",
            // It wants a certificate log wherever a certificate carries a timestamp of one.
            "no-certificate-log-needed",
            // It leaves the use of a certificate to the authority.
            "certificate-for-another-use");

    private final Map<String, JsonNode> cases = new LinkedHashMap<>();

    @BeforeAll
    void makeTheWorld() throws Exception {
        Peers.require();
        Shell.run(Peers.FOLDER, "node", "world.mjs").lines().forEach(line -> {
            JsonNode json = Json.read(line.getBytes(StandardCharsets.UTF_8), 1 << 20);
            cases.put(json.path("name").asString(), json);
        });
    }

    @Test
    void everyCaseHasItsOutcome() {
        Map<String, String> expected = new TreeMap<>(Map.of(
                "timestamp-only", "verified",
                "no-time", "time-missing",
                "timestamp-of-other", "timestamp-invalid",
                "timestamp-of-stranger", "timestamp-invalid",
                "timestamp-authority-closed", "timestamp-invalid",
                "no-certificate-log-needed", "verified",
                "certificate-of-stranger", "certificate-untrusted",
                "certificate-log-of-stranger", "certificate-untrusted",
                "certificate-not-logged", "certificate-untrusted"));
        expected.put("certificate-expired-when-signed", "certificate-untrusted");
        expected.put("certificate-for-another-use", "certificate-untrusted");
        expected.put("certificate-valid-only-later", "certificate-untrusted");
        expected.put("log-says-after-expiry", "certificate-untrusted");
        expected.put("log-of-the-newer-form", "verified");
        expected.put("log-of-the-newer-form at-another-place", "log-proof-invalid");
        expected.put("authority-of-the-same-name-first", "verified");
        expected.put("certificate-of-the-same-name-first", "verified");
        for (String kind : List.of("dsse:0.0.1", "dsse:0.0.2", "hashedrekord:0.0.1", "hashedrekord:0.0.2")) {
            expected.put(kind, "verified");
            expected.put(kind + " of-other-content", "log-entry-differs");
            expected.put(kind + " of-other-signature", "log-entry-differs");
            expected.put(kind + " of-other-certificate", "log-entry-differs");
            expected.put(kind + " without-its-entry", "log-entry-missing");
            expected.put(kind + " of-stranger", "unknown-log");
            expected.put(kind + " of-closed-log", "unknown-log");
        }
        Map<String, String> found = new TreeMap<>();
        cases.forEach((name, json) -> found.put(name, code(verify(json, json.path("bundle")))));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void sigstoresOwnVerifierAgreesButWhereItIsKnownToDiffer() {
        cases.forEach((name, json) -> {
            boolean ours = verify(json, json.path("bundle")) instanceof Verified;
            boolean theirs = json.path("peer").asString().equals("verified");
            assertThat(ours == theirs)
                    .as(name + ": " + json.path("peer").asString())
                    .isEqualTo(!PEER_DIFFERS.contains(name));
        });
    }

    @Test
    void twiceTheSameWitnessIsRefused() {
        JsonNode stamped = named("timestamp-only").deepCopy();
        var stamps = stamped.at("/bundle/verificationMaterial/timestampVerificationData/rfc3161Timestamps");
        ((ArrayNode) stamps).add(stamps.path(0).deepCopy());
        assertThat(code(verify(stamped, stamped.path("bundle")))).isEqualTo("bundle-malformed");
        JsonNode logged = named("dsse:0.0.2").deepCopy();
        var entries = logged.at("/bundle/verificationMaterial/tlogEntries");
        ((ArrayNode) entries).add(entries.path(0).deepCopy());
        assertThat(code(verify(logged, logged.path("bundle")))).isEqualTo("bundle-malformed");
    }

    @Test
    void noFieldCanBeChangedUnseen() {
        for (String name : List.of("timestamp-only", "dsse:0.0.2", "hashedrekord:0.0.2")) {
            JsonNode json = named(name);
            KeylessVerifier verifier = verifier(json);
            for (Mutant mutant : Mutations.ofFields(bytes(json.path("bundle")))) {
                assertSameOrRefused(name + mutant.what(), json, verifier.verify(mutant.bytes(), SIGNER));
            }
        }
    }

    @Test
    void noByteOfATimestampCanBeChangedUnseen() {
        JsonNode json = named("timestamp-only");
        KeylessVerifier verifier = verifier(json);
        String path = "/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0";
        byte[] stamp = Base64.getDecoder()
                .decode(json.path("bundle").at(path).path("signedTimestamp").asString());
        List<Mutant> mutants = new ArrayList<>(Mutations.atRandom(stamp, 41, 1500));
        List<Mutant> flipped = Mutations.ofBytes(stamp);
        for (int i = 0; i < flipped.size(); i += 5) {
            mutants.add(flipped.get(i));
        }
        int refused = 0;
        for (Mutant mutant : mutants) {
            JsonNode bundle = json.path("bundle").deepCopy();
            ((ObjectNode) bundle.at(path))
                    .put("signedTimestamp", Base64.getEncoder().encodeToString(mutant.bytes()));
            KeylessVerification outcome = verifier.verify(bytes(bundle), SIGNER);
            assertSameOrRefused(mutant.what(), json, outcome);
            refused += outcome instanceof Refused ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(mutants.size() / 2);
    }

    private JsonNode named(String name) {
        return Objects.requireNonNull(cases.get(name), name);
    }

    private static void assertSameOrRefused(String what, JsonNode json, KeylessVerification outcome) {
        if (outcome instanceof Refused refused) {
            assertThat(refused.reason().message()).as(what).isNotBlank();
        } else {
            assertThat(outcome).as(what).isEqualTo(verify(json, json.path("bundle")));
        }
    }

    private static KeylessVerification verify(JsonNode json, JsonNode bundle) {
        return verifier(json).verify(bytes(bundle), SIGNER);
    }

    private static KeylessVerifier verifier(JsonNode json) {
        return new KeylessVerifier(TrustedRoot.read(bytes(json.path("root"))));
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String code(KeylessVerification outcome) {
        return outcome instanceof Refused refused ? refused.reason().code() : "verified";
    }
}
