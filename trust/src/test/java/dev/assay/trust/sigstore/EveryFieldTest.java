package dev.assay.trust.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Reason;
import dev.assay.trust.Mutations;
import dev.assay.trust.Mutations.Mutant;
import dev.assay.trust.TextMutations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No field of any kind of real bundle can be flipped, dropped, doubled, reordered, retyped or cut unseen. */
class EveryFieldTest {
    private static final Set<String> CODES = Set.of(
            "artifact-differs",
            "bundle-malformed",
            "certificate-untrusted",
            "identity-differs",
            "log-checkpoint-invalid",
            "log-entry-differs",
            "log-entry-missing",
            "log-entry-unsupported",
            "log-promise-invalid",
            "log-proof-invalid",
            "log-proof-missing",
            "signature-invalid",
            "statement-malformed",
            "time-missing",
            "timestamp-invalid",
            "unknown-log");

    /** What says the same with other words, or says less where less is enough. */
    private static final Pattern HARMLESS = Pattern.compile(String.join(
            "|",
            // JSON's objects have no order; nor have the witnesses that signed a checkpoint.
            ".* in reverse",
            // Optional parts that are empty or absent anyway.
            "\\[dsseEnvelope, signatures, 0] (without keyid|keyid as null)",
            "\\[verificationMaterial] (without timestampVerificationData|timestampVerificationData as (null|\\{}))",
            "\\[verificationMaterial, timestampVerificationData] "
                    + "(without rfc3161Timestamps|rfc3161Timestamps as (null|\\[]))",
            "\\[verificationMaterial, timestampVerificationData, rfc3161Timestamps] without its element",
            "\\[verificationMaterial] (without tlogEntries|tlogEntries as (null|\\[]))",
            "\\[verificationMaterial, tlogEntries, 0] (without inclusionPromise|inclusionPromise as null)",
            // In version 0.1 the promise is what is needed.
            "\\[verificationMaterial, tlogEntries, 0] (without inclusionProof|inclusionProof as null)",
            "\\[verificationMaterial, tlogEntries, 0] (without integratedTime|integratedTime as .*)",
            // Of a chain only the first counts.
            "\\[verificationMaterial, x509CertificateChain, certificates] with an element too many",
            // Who verifies by a key brings the key: its name says nothing.
            "(\\[verificationMaterial, publicKey] .*|\\[verificationMaterial] publicKey as \\{}|/verificationMaterial/publicKey/hint .*)",
            // A timestamp says things that nobody needs, and is not signed as a whole.
            "/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0/signedTimestamp flipped .*",
            // Witnesses of a checkpoint are not ours to judge.
            "/verificationMaterial/tlogEntries/0/inclusionProof/checkpoint/envelope flipped at \\d+"));

    @ParameterizedTest
    @ValueSource(strings = {"happy-path", "managed-key-happy-path", "rekor2-dsse-happy-path"})
    void noFieldCanBeChangedUnseen(String name) {
        requireEveryChangeSeen(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chain-v0.2", "rekor2-happy-path", "github-immutable-release", "cosign-v3"})
    @Tag("nightly") // half a minute, and the kinds above hold the same fields
    void norInTheOtherKinds(String name) {
        requireEveryChangeSeen(name);
    }

    private static void requireEveryChangeSeen(String name) {
        SuiteCase one = SuiteCase.named(name);
        Artifact artifact = one.artifact();
        List<Mutant> mutants = new ArrayList<>(Mutations.ofFields(one.bytes()));
        mutants.addAll(TextMutations.of(one.bytes()));
        Set<String> accepted = new TreeSet<>();
        for (Mutant mutant : mutants) {
            Optional<Reason> refusal = one.outcome(mutant.bytes(), artifact);
            refusal.ifPresentOrElse(
                    reason -> {
                        assertThat(reason.code()).as(mutant.what()).isIn(CODES);
                        assertThat(reason.message())
                                .as(mutant.what())
                                .isNotBlank()
                                .hasSizeLessThan(1000);
                    },
                    () -> accepted.add(mutant.what()));
        }
        assertThat(mutants).hasSizeGreaterThan(400);
        accepted.removeIf(what -> HARMLESS.matcher(what).matches());
        assertThat(accepted).isEmpty();
        assertThat(one.outcome()).isEqualTo("verified");
    }
}
