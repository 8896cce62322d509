package dev.assay.trust.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.trust.Choices;
import dev.assay.trust.TrustException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What stays well-formed while its structure is changed comes deeper than bytes do: into the certificates of a trusted root,
 * the parts of a timestamp, the text that a log signed. A fuzzer is let loose on it too ({@code bench/fuzz}).
 */
class StructureFuzzTest {
    private static final int CASES = 1000;
    private static final TrustedRoot ROOT = TrustedRoot.publicGood();
    private static final ExpectedSigner NOBODY = new ExpectedSigner("nobody", Optional.of("none"), java.util.Map.of());
    private static final List<String> CASES_WITH_ALL =
            List.of("rekor2-happy-path", "rekor2-dsse-happy-path", "happy-path");
    private static final List<SuiteCase> BUNDLES =
            CASES_WITH_ALL.stream().map(SuiteCase::named).toList();
    private static final List<byte[]> STAMPS =
            FuzzSeeds.timestamps().map(FuzzSeeds::bytes).toList();
    private static final List<byte[]> CERTIFICATES =
            FuzzSeeds.certificates().map(FuzzSeeds::bytes).toList();

    private final OwnLog log = new OwnLog();
    private final TrustedRoot.Log trusted = log.root().transparencyLogs().getFirst();

    StructureFuzzTest() throws GeneralSecurityException {}

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#choices")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_changed_trusted_root_is_read_or_refused(byte[] bytes) throws Malformed {
        Choices choices = new Choices(bytes);
        SuiteCase one = choices.of(BUNDLES);
        ObjectNode root = choices.below(2) == 0 ? choices.changed(one.root) : withChangedDer(one.root, choices);
        try {
            TrustedRoot read = TrustedRoot.read(root.toString().getBytes(StandardCharsets.UTF_8));
            assertThat(new KeylessVerifier(read).verify(one.bytes(), NOBODY, one.artifact()))
                    .isInstanceOf(KeylessVerification.Refused.class);
        } catch (TrustException e) {
            assertThat(e.reason().code()).isEqualTo("trusted-root-malformed");
        }
    }

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#choices")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_changed_timestamp_is_refused(byte[] bytes) throws Malformed {
        Choices choices = new Choices(bytes);
        SuiteCase one = choices.of(BUNDLES.subList(0, 2));
        TrustedRoot root = TrustedRoot.read(one.root.toString().getBytes(StandardCharsets.UTF_8));
        byte[] changed = DerChanges.of(choices.of(STAMPS), choices);
        byte[] signature = Base64.getDecoder()
                .decode(one.bundle.path("messageSignature").path("signature").asString(""));
        try {
            Timestamp.verify(changed, signature, root.timestampAuthorities());
        } catch (Malformed e) {
            assertThat(e.code()).isIn("bundle-malformed", "timestamp-invalid");
        }
    }

    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#choices")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_changed_certificate_is_not_believed(byte[] bytes) throws Malformed {
        Choices choices = new Choices(bytes);
        byte[] original = choices.of(CERTIFICATES);
        byte[] changed = DerChanges.of(original, choices);
        try {
            var certificate = TrustedRoot.certificate(changed, "x");
            SignerKey.of(certificate);
            SignerIdentity.of(certificate);
            CertificateTimestamp.isLogged(certificate, certificate, ROOT.certificateLogs());
            var issuer = CertificatePath.issuer(
                    certificate,
                    CertificatePath.CODE_SIGNING,
                    ROOT.certificateAuthorities(),
                    certificate.getNotBefore().toInstant());
            assertThat(issuer.isPresent() && !java.util.Arrays.equals(changed, original))
                    .isFalse();
        } catch (Malformed e) {
            assertThat(e.code()).isIn("bundle-malformed", "certificate-untrusted", "identity-differs");
        } catch (ModelException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    /** The log's own key signs it, so that only what it says can be wrong. */
    @MethodSource("dev.assay.trust.sigstore.FuzzSeeds#notes")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_signed_checkpoint_counts_only_for_its_tree(byte[] bytes) throws GeneralSecurityException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        var proof = new LogEntry.Proof(0, 1, "", List.of(), log.note(text));
        var entry = new LogEntry(0, "", "", "", 0, Optional.empty(), Optional.of(proof), "");
        boolean counts = false;
        try {
            Checkpoint.require(entry, proof, new byte[32], trusted);
            counts = true;
        } catch (Malformed e) {
            assertThat(e.code()).isIn("log-checkpoint-invalid", "log-proof-invalid");
        }
        String tree = "\n1\n" + OwnLog.base64(new byte[32]) + "\n";
        if (counts) {
            assertThat(text).matches("(?s)log\\.example( - [0-9]+)?\\Q" + tree + "\\E.*");
        }
    }

    @Test
    void manyChangesOfEachAreReadOrRefused() throws Exception {
        for (byte[] choices : Choices.atRandom(7, CASES)) {
            a_changed_certificate_is_not_believed(choices);
            a_changed_timestamp_is_refused(choices);
        }
        // Each checks who of its chains signed whom.
        for (byte[] choices : Choices.atRandom(8, CASES / 5)) {
            a_changed_trusted_root_is_read_or_refused(choices);
        }
    }

    @Test
    void manyChangesOfASignedCheckpointCountOnlyForItsTree() throws GeneralSecurityException {
        byte[] note = FuzzSeeds.bytes(FuzzSeeds.notes().findFirst().orElseThrow());
        a_signed_checkpoint_counts_only_for_its_tree(note);
        for (var mutant : dev.assay.trust.Mutations.atRandom(note, 9, CASES)) {
            a_signed_checkpoint_counts_only_for_its_tree(mutant.bytes());
        }
    }

    /** One certificate or key of the root, changed within. */
    private static ObjectNode withChangedDer(JsonNode root, Choices choices) throws Malformed {
        ObjectNode copy = (ObjectNode) root.deepCopy();
        List<ObjectNode> holders = copy.findParents("rawBytes").stream()
                .map(ObjectNode.class::cast)
                .toList();
        ObjectNode holder = choices.of(holders);
        byte[] der = Base64.getDecoder().decode(holder.path("rawBytes").asString());
        holder.put("rawBytes", OwnLog.base64(DerChanges.of(der, choices)));
        return Json.object().setAll(copy);
    }
}
