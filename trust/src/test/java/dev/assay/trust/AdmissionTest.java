package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Statement.Subject;
import dev.assay.model.Verdict;
import dev.assay.model.VersionRange;
import dev.assay.trust.Revocation.Target;
import dev.assay.trust.Revocation.Undo;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import dev.assay.trust.chain.Chain;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each reason to refuse stands beside its near miss. */
class AdmissionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void anApprovedModuleIsAdmittedOnItsAuditStatement() {
        Scene scene = Scene.approved();
        assertThat(scene.decide()).isInstanceOfSatisfying(Decision.Admitted.class, admitted -> {
            assertThat(admitted.module()).isEqualTo(scene.module);
            assertThat(admitted.release()).isEqualTo(scene.release.digest());
            assertThat(Optional.of(admitted.auditStatement())).isEqualTo(scene.current);
            assertThat(admitted.inputs()).containsExactly(admitted.auditStatement());
            assertThat(admitted.audit().verdict()).isEqualTo(Verdict.APPROVED);
        });
    }

    @Test
    void theSameInputsGiveTheSameDecision() {
        Scene scene = Scene.flagged(2);
        assertThat(scene.decide()).isEqualTo(scene.decide());
    }

    @Test
    void aTamperedModuleIsRefused() {
        Scene scene = Scene.approved();
        scene.module = Scene.digest("module with one byte changed");
        assertThat(scene.refusals()).containsExactly("module-digest-differs", "statement-about-other-digest");
    }

    @Test
    void aReleaseThatTheIndexDoesNotListIsRefused() {
        Scene scene = Scene.approved();
        scene.listedRelease = Optional.empty();
        assertThat(scene.refusals()).containsExactly("release-not-listed");
    }

    @Test
    void approvedBytesUnderAnotherVersionAreRefused() {
        Scene scene = Scene.approved();
        scene.release = Scene.release("1.4.1", scene.variant);
        assertThat(scene.refusals()).containsExactly("release-differs", "statement-about-other-digest");
    }

    @Test
    void approvedBytesWithAnotherManifestAreRefused() {
        Scene scene = Scene.approved();
        Release real = scene.release;
        scene.release = new Release(
                real.name(), real.version(), Scene.digest("a wider manifest"), real.schema(), real.variants());
        assertThat(scene.refusals()).containsExactly("release-differs", "statement-about-other-digest");
    }

    @Test
    void anExpiredIndexIsRefusedAndOneInItsLastSecondIsNot() {
        Scene scene = Scene.approved();
        scene.indexExpires = Scene.NOW;
        assertThat(scene.refusals()).containsExactly("index-expired");
        scene.indexExpires = Scene.NOW.plus(SECOND);
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void anUnauditedModuleIsRefusedWhateverLiesBeside() {
        Scene scene = Scene.approved();
        scene.current = Optional.empty();
        assertThat(scene.refusals()).containsExactly("no-audit-statement", "audit-not-current");
        scene.bundles.clear();
        assertThat(scene.refusals()).containsExactly("no-audit-statement");
    }

    @Test
    void anAuditStatementThatIsNamedButNotThereIsRefused() {
        Scene scene = Scene.approved();
        scene.bundles.clear();
        assertThat(scene.refusals()).containsExactly("audit-statement-missing");
    }

    @Test
    void anEarlierApprovalDoesNotStandInForTheCurrentAudit() {
        Scene scene = new Scene();
        Bundle earlier = scene.audit(Scene.predicate(Verdict.APPROVED));
        Bundle current = scene.audit(Scene.predicate(Verdict.REJECTED));
        scene.bundles.clear();
        scene.bundles.add(earlier.bytes());
        scene.listed.put(earlier.digest(), Scene.LISTED);
        assertThat(scene.refusals()).containsExactly("audit-statement-missing", "audit-not-current");

        scene.bundles.add(current.bytes());
        assertThat(scene.refusals()).containsExactly("verdict-rejected");
    }

    @Test
    void anAuditByAStrangerIsRefused() {
        Scene scene = new Scene();
        scene.audit(
                scene.statement(
                        PredicateType.AUDIT, Scene.predicate(Verdict.APPROVED).toJson()),
                Scene.STRANGER);
        assertThat(scene.refusals()).containsExactly("unknown-signer");
        scene.rules.put(Role.AUDITOR, Rule.anyOf(new Identity("stranger", Scene.STRANGER.verificationKey())));
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void anAuditBySomeoneOfAnotherRoleIsRefused() {
        Scene scene = new Scene();
        scene.audit(
                scene.statement(
                        PredicateType.AUDIT, Scene.predicate(Verdict.APPROVED).toJson()),
                Scene.PUBLISHER);
        assertThat(scene.refusals()).containsExactly("wrong-role");
    }

    @Test
    void aChangedAuditStatementIsRefusedEvenIfTheIndexNamesIt() {
        Scene scene = Scene.approved();
        String text = new String(scene.bundles.getFirst(), StandardCharsets.UTF_8);
        String payload = text.replaceFirst("(?s).*\"payload\":\"([^\"]*)\".*", "$1");
        String approved = new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
        String changed = Base64.getEncoder()
                .encodeToString(
                        approved.replace("\"rules\":\"1\"", "\"rules\":\"2\"").getBytes(StandardCharsets.UTF_8));
        byte[] bundle = text.replace(payload, changed).getBytes(StandardCharsets.UTF_8);
        scene.bundles.set(0, bundle);
        assertThat(scene.refusals()).containsExactly("audit-statement-missing", "signature-invalid");

        scene.current = Optional.of(Digest.of(bundle));
        scene.listed.put(scene.current.get(), Scene.LISTED);
        assertThat(scene.refusals()).containsExactly("signature-invalid");
    }

    @Test
    void whatIsNoBundleIsRefusedEvenIfTheIndexNamesIt() {
        Scene scene = Scene.approved();
        byte[] bundle = "{}".getBytes(StandardCharsets.UTF_8);
        scene.bundles.set(0, bundle);
        scene.current = Optional.of(Digest.of(bundle));
        assertThat(scene.refusals()).containsExactly("bundle-malformed");
    }

    @Test
    void aStatementAboutOneOfTheTwoDigestsAloneIsRefused() {
        Scene scene = new Scene();
        for (Subject subject :
                scene.statement(PredicateType.AUDIT, Json.object()).subjects()) {
            scene.audit(
                    new Statement(
                            List.of(subject, new Subject("other", Scene.digest("other"))),
                            PredicateType.AUDIT,
                            Scene.predicate(Verdict.APPROVED).toJson()),
                    Scene.AUDITOR);
            assertThat(scene.refusals()).as(subject.name()).containsExactly("statement-about-other-digest");
        }
    }

    @Test
    void anotherStatementOfTheAuditorIsNoAudit() {
        Scene scene = new Scene();
        scene.audit(
                scene.statement(
                        PredicateType.REVIEW, Scene.predicate(Verdict.APPROVED).toJson()),
                Scene.AUDITOR);
        assertThat(scene.refusals()).containsExactly("wrong-predicate");
    }

    @Test
    void anAuditOfAnUnknownFormatIsRefused() {
        Scene scene = new Scene();
        var json = Scene.predicate(Verdict.APPROVED).toJson();
        scene.audit(scene.statement(PredicateType.AUDIT, json.put("format", "assay.audit-statement/2")), Scene.AUDITOR);
        assertThat(scene.refusals()).containsExactly("predicate-malformed");
    }

    @Test
    void anAuditThatTheIndexNamesButDoesNotListHasNoAgeAndIsRefused() {
        Scene scene = Scene.approved();
        scene.listed.clear();
        assertThat(scene.refusals()).containsExactly("statement-not-listed");
    }

    @Test
    void aStatementListedInTheFutureIsRefusedBeyondTheSkewOfClocks() {
        Scene scene = Scene.approved();
        scene.listed.put(
                scene.current.orElseThrow(), Scene.NOW.plus(Evidence.SKEW).plus(SECOND));
        assertThat(scene.refusals()).containsExactly("statement-from-the-future");
        scene.listed.put(scene.current.orElseThrow(), Scene.NOW.plus(Evidence.SKEW));
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void theAgeOfABareKeyStatementCountsFromItsListing() {
        Scene scene = Scene.approved();
        scene.rules.put(
                Role.AUDITOR,
                new Rule(
                        List.of(new Identity("audit-2026", Scene.AUDITOR.verificationKey())),
                        1,
                        Optional.of(Duration.ofDays(1))));
        assertThat(scene.refusals()).containsExactly("statement-too-old");
        scene.now = Scene.NOW.minus(SECOND);
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void anExpiredAuditIsRefusedAndOneInItsLastSecondIsNot() {
        Scene scene = Scene.approved();
        Instant expires = Scene.predicate(Verdict.APPROVED).expires();
        scene.indexExpires = expires.plus(SECOND);
        scene.now = expires;
        assertThat(scene.refusals()).containsExactly("audit-expired");
        scene.now = expires.minus(SECOND);
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void anAuditFromTheFutureIsRefused() {
        Scene scene = Scene.approved();
        scene.listed.put(scene.current.orElseThrow(), Scene.LISTED.minus(Duration.ofDays(1)));
        scene.now = Scene.LISTED.minus(Evidence.SKEW).minus(SECOND);
        assertThat(scene.refusals()).containsExactly("audit-from-the-future");
        scene.now = Scene.LISTED.minus(Evidence.SKEW);
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void anIncompleteAuditIsRefusedThoughItSaysApproved() {
        Scene scene = new Scene();
        AuditPredicate whole = Scene.predicate(Verdict.APPROVED);
        scene.audit(new AuditPredicate(
                whole.verdict(),
                false,
                whole.capabilities(),
                whole.contract(),
                whole.features(),
                whole.policy(),
                whole.auditor(),
                whole.rules(),
                whole.report(),
                whole.audited(),
                whole.expires()));
        assertThat(scene.refusals()).containsExactly("audit-incomplete");
    }

    @Test
    void anAuditThatFoundOtherFeaturesThanTheReleaseSaysIsRefused() {
        Scene scene = new Scene();
        AuditPredicate whole = Scene.predicate(Verdict.APPROVED);
        scene.audit(new AuditPredicate(
                whole.verdict(),
                true,
                whole.capabilities(),
                whole.contract(),
                new TreeSet<>(List.of("bulk-memory", "simd")),
                whole.policy(),
                whole.auditor(),
                whole.rules(),
                whole.report(),
                whole.audited(),
                whole.expires()));
        assertThat(scene.refusals()).containsExactly("audit-features-differ");
    }

    @Test
    void aRejectedModuleNeverLoadsEvenReviewed() {
        Scene scene = Scene.flagged(1);
        scene.audit(Scene.predicate(Verdict.REJECTED));
        scene.bring(scene.review(true), Scene.REVIEWER);
        assertThat(scene.refusals()).containsExactly("verdict-rejected");
    }

    @Test
    void whereThePolicyNamesBuildersTheirProvenanceIsNeeded() {
        Scene scene = Scene.approved();
        scene.rules.put(Role.BUILDER, Rule.anyOf(new Identity("ci", Scene.BUILDER.verificationKey())));
        assertThat(scene.refusals()).containsExactly("provenance-missing");
        scene.bringProvenance(Scene.STRANGER);
        assertThat(scene.refusals()).containsExactly("provenance-missing", "unknown-signer");
        scene.bringProvenance(Scene.BUILDER);
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void twoBuildersAreTwoKeys() {
        Scene scene = Scene.approved();
        scene.rules.put(
                Role.BUILDER,
                new Rule(
                        List.of(
                                new Identity("ci", Scene.BUILDER.verificationKey()),
                                new Identity("second-ci", Scene.STRANGER.verificationKey())),
                        2,
                        Optional.empty()));
        scene.bringProvenance(Scene.BUILDER);
        assertThat(scene.refusals()).containsExactly("provenance-missing");
        scene.bringProvenance(Scene.STRANGER);
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void aRevokedVersionIsRefusedAndItsNeighbourIsNot() {
        Scene scene = Scene.approved();
        PluginName name = scene.release.name();
        revoke(scene, new Target.Versions(name, VersionRange.parse(">=1.4.0 <1.5.0")));
        assertThat(scene.refusals()).containsExactly("revoked");
        scene.revocations = Revocations.NONE;
        revoke(scene, new Target.Versions(name, VersionRange.parse("<1.4.0")));
        revoke(scene, new Target.Versions(PluginName.parse("acme/other"), VersionRange.parse("*")));
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void aRevokedModuleReleaseOrStatementIsRefused() {
        Scene scene = Scene.approved();
        for (var digest : List.of(scene.module, scene.release.digest(), scene.current.orElseThrow())) {
            scene.revocations = Revocations.NONE;
            revoke(scene, new Target.Content(digest));
            assertThat(scene.refusals()).containsExactly("revoked");
        }
        scene.revocations = Revocations.NONE;
        revoke(scene, new Target.Content(Scene.digest("another")));
        assertThat(scene.refusals()).isEmpty();
    }

    @Test
    void aRevokedKeyVoidsItsStatementsAndNoOthers() {
        Scene scene = Scene.approved();
        revoke(scene, new Target.Signer(Scene.STRANGER.hint()));
        assertThat(scene.refusals()).isEmpty();
        revoke(scene, new Target.Signer(Scene.AUDITOR.hint()));
        assertThat(scene.refusals()).containsExactly("signer-revoked");
    }

    @Test
    void aRevokedReviewerCountsNoMore() {
        Scene scene = Scene.flagged(1);
        scene.bring(scene.review(true), Scene.REVIEWER);
        revoke(scene, new Target.Signer(Scene.REVIEWER.hint()));
        assertThat(scene.refusals()).containsExactly("review-quorum-missing", "signer-revoked");
    }

    @Test
    void anUndoneRevocationAdmitsAgainFromItsTimeOn() {
        Scene scene = Scene.approved();
        Target target = new Target.Content(scene.module);
        revoke(scene, target);
        scene.revocations = scene.revocations.undo(target, new Undo("a wrong alarm", Scene.NOW));
        assertThat(scene.refusals()).isEmpty();
        scene.now = Scene.NOW.minus(SECOND);
        assertThat(scene.refusals()).containsExactly("revoked");
    }

    @Test
    void everyReasonIsToldNotOnlyTheFirst() {
        Scene scene = Scene.approved();
        scene.listedRelease = Optional.empty();
        scene.indexExpires = Scene.NOW;
        revoke(scene, new Target.Signer(Scene.AUDITOR.hint()));
        revoke(scene, new Target.Content(scene.module));
        assertThat(scene.refusals())
                .containsExactly("release-not-listed", "index-expired", "revoked", "signer-revoked");
    }

    @Test
    void tooManyStatementsAreRefused() {
        Scene scene = Scene.approved();
        byte[] rubbish = "rubbish".getBytes(StandardCharsets.UTF_8);
        while (scene.bundles.size() < Evidence.MOST_BUNDLES) {
            scene.bundles.add(rubbish);
        }
        assertThat(scene.refusals()).isEmpty();
        scene.bundles.add(rubbish);
        assertThat(scene.refusals()).containsExactly("too-many-statements");
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void everyReasonHasAMessageAndARemedyForPeople(Verdict verdict) {
        Scene scene = Scene.flagged(1);
        scene.audit(Scene.predicate(verdict));
        scene.indexExpires = Scene.NOW;
        assertThat(scene.decide())
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.reasons()).allSatisfy(reason -> {
                            assertThat(reason.code()).matches("[a-z]+(-[a-z]+)*");
                            assertThat(reason.message()).isNotBlank();
                            assertThat(reason.remedy()).isNotBlank();
                        }));
    }

    @Test
    void aDecisionIsADocumentWithEveryReason() {
        Scene scene = Scene.approved();
        assertThat(scene.decide().toJson().path("decision").asString()).isEqualTo("admitted");
        scene.current = Optional.empty();
        scene.listedRelease = Optional.empty();
        var json = scene.decide().toJson();
        assertThat(json.path("format").asString()).isEqualTo("assay.decision/1");
        assertThat(json.path("decision").asString()).isEqualTo("refused");
        assertThat(json.path("reasons").findValuesAsString("code"))
                .containsExactly("release-not-listed", "no-audit-statement", "audit-not-current");
    }

    @Test
    void theChainReadsAsATree() {
        Scene scene = Scene.flagged(1);
        scene.bring(scene.review(true), Scene.REVIEWER);
        String digest = scene.module.toString();
        assertThat(scene.decide().chain().toString()).isEqualTo("""
                        ✓ admitted: module %s
                        ├─ ✓ release acme/ssh-hardening 1.4.0 %s
                        │  ├─ ✓ module %s is its variant baseline
                        │  ├─ ✓ listed by the index
                        │  ├─ ✓ the index is in force until 2026-06-22T12:00:00Z
                        │  └─ ✓ not revoked
                        ├─ ✓ audit statement
                        │  ├─ ✓ signed by audit-2026 (p-256 %s)
                        │  ├─ ✓ in force until 2026-07-15T12:00:00Z
                        │  ├─ ✓ complete: nothing was skipped
                        │  └─ · verdict flagged: reviews decide
                        └─ ✓ reviews
                           └─ ✓ approved, signed by alice (ed25519 %s)
                        """.formatted(
                        digest, scene.release.digest(), digest, Scene.AUDITOR.hint(), Scene.REVIEWER.hint()));
    }

    @Test
    void theChainOfARefusalMarksWhatFailedAndItsTextIsInert() {
        Scene scene = Scene.approved();
        scene.revocations = scene.revocations.with(new Revocation(
                new Target.Content(scene.module), "malware", Scene.NOW, Severity.CRITICAL, Optional.empty()));
        assertThat(scene.decide().chain().toString())
                .startsWith("✗ refused: module ")
                .contains("├─ ✗ release acme/ssh-hardening")
                .contains("└─ ✗ revoked: it was revoked at 2026-06-15T12:00:00Z (critical): malware")
                .contains("   └─ · to satisfy it: Choose another version")
                .contains("└─ ✓ audit statement");
        assertThat(new Chain(Chain.Mark.NOTE, "a\u001b[2J\u202eb\nc", List.of()).toString())
                .isEqualTo("· a\\u001b[2J\\u202eb\\u000ac\n");
    }

    private static void revoke(Scene scene, Target target) {
        scene.revocations = scene.revocations.with(
                new Revocation(target, "found to be malware", Scene.NOW, Severity.HIGH, Optional.empty()));
    }
}
