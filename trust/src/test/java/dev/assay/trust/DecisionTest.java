package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.Reason;
import dev.assay.model.Verdict;
import dev.assay.trust.Revocation.Target;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import dev.assay.trust.chain.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is told of a decision: each statement, who signed it, until when it counts, and if not, why not. */
class DecisionTest {
    /** Approved, with all that a release can have, and builders asked for. */
    private static Scene whole() {
        Scene scene = Scene.approved();
        scene.rules.put(Role.BUILDER, Rule.anyOf(new Identity("build-2026", Scene.BUILDER.verificationKey())));
        scene.bringProvenance(Scene.BUILDER);
        scene.bring(scene.statement(PredicateType.SBOM, Json.object()), Scene.BUILDER);
        scene.bring(
                VerificationSummary.ofAudit(
                        scene.release,
                        scene.variant,
                        Scene.predicate(Verdict.APPROVED),
                        scene.current.orElseThrow(),
                        VerificationSummary.verifier("auditor", Scene.AUDITOR.verificationKey())),
                Scene.AUDITOR);
        return scene;
    }

    private static Link link(Scene scene, Digest bundle) {
        return scene.decide().statements().all().stream()
                .filter(link -> link.bundle().equals(bundle))
                .findFirst()
                .orElseThrow();
    }

    private static Link audit(Scene scene) {
        return link(scene, scene.current.orElseThrow());
    }

    private static List<String> codes(Link link) {
        return link.reasons().stream().map(Reason::code).toList();
    }

    /** The tree; and what programs get is held against its schema on the way. */
    private static String told(Scene scene) {
        Decision decision = scene.decide();
        JsonNode json = Json.array().add(decision.explained(scene.now));
        try {
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(Files.readString(Path.of("../docs/decision.schema.json")), InputFormat.JSON)
                            .validate(Json.pretty(json), InputFormat.JSON))
                    .isEmpty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return decision.statements().told(decision.chain(), scene.now).toString();
    }

    @Test
    void theTreeNamesEveryStatementWithWhoSignedItAndWhenAndWhetherItCounts() {
        Scene scene = whole();
        List<Link> all = scene.decide().statements().all();
        assertThat(told(scene)).endsWith("""
                        └─ · statements
                           ├─ ✓ provenance %s counts
                           │  ├─ · builder: signed by build-2026 (ed25519 %s)
                           │  └─ · listed since 2026-06-14T12:00:00Z, 24 hours ago
                           ├─ · SBOM %s is not needed for this decision
                           │  ├─ · builder: signed by build-2026 (ed25519 %s)
                           │  └─ · listed since 2026-06-14T12:00:00Z, 24 hours ago
                           ├─ ✓ audit %s counts
                           │  ├─ · auditor: signed by audit-2026 (p-256 %s)
                           │  ├─ · listed since 2026-06-14T12:00:00Z, 24 hours ago
                           │  └─ · in force until 2026-07-15T12:00:00Z, 30 days
                           └─ · verification summary %s is not needed for this decision
                              ├─ · auditor: signed by audit-2026 (p-256 %s)
                              └─ · listed since 2026-06-14T12:00:00Z, 24 hours ago
                        """.formatted(
                        all.get(1).bundle(),
                        Scene.BUILDER.hint(),
                        all.get(2).bundle(),
                        Scene.BUILDER.hint(),
                        all.get(0).bundle(),
                        Scene.AUDITOR.hint(),
                        all.get(3).bundle(),
                        Scene.AUDITOR.hint()));
    }

    @Test
    void thePageShowsSuchATree() throws IOException {
        Scene scene = Scene.flagged(2);
        scene.bring(scene.review(true), Scene.REVIEWER);
        String shown = told(scene)
                .replaceAll("sha256:[0-9a-f]{64}", "sha256:…")
                .replaceAll("(p-256|ed25519) [A-Za-z0-9+/=]{44}", "$1 …");
        assertThat(Files.readString(Path.of("../docs/statements.md"))).contains(shown + "```");
    }

    @Test
    void aMissingSbomIsToldAndKeepsNothingFromLoading() {
        assertThat(told(Scene.approved())).startsWith("✓ admitted").contains("· no SBOM: nobody states");
        assertThat(told(whole())).startsWith("✓ admitted").doesNotContain("no SBOM");
    }

    @Test
    void anSbomOfAnotherThanABuilderIsSetAsideAndKeepsNothingFromLoading() {
        Scene scene = Scene.approved();
        Bundle sbom = scene.bring(scene.statement(PredicateType.SBOM, Json.object()), Scene.AUDITOR);
        assertThat(link(scene, sbom.digest()).use()).isEqualTo(Link.Use.SET_ASIDE);
        assertThat(codes(link(scene, sbom.digest()))).containsExactly("wrong-role");
        assertThat(told(scene)).startsWith("✓ admitted").contains("✗ SBOM " + sbom.digest() + " does not count");
    }

    @Test
    void aReviewCountsWhereTheAuditFlagsAndIsNotNeededWhereItApproves() {
        Scene flagged = Scene.flagged(2);
        assertThat(told(flagged)).startsWith("✗ refused").contains("0 of 2 reviews that count");
        Bundle one = flagged.bring(flagged.review(true), Scene.REVIEWER);
        assertThat(told(flagged))
                .contains("✗ review-quorum-missing")
                .contains("· to satisfy it: Have it reviewed")
                .contains("✓ review " + one.digest() + " counts");
        flagged.bring(flagged.review(true), Scene.SECOND_REVIEWER);
        assertThat(told(flagged)).startsWith("✓ admitted");

        Scene approved = Scene.flagged(1);
        approved.audit(Scene.predicate(Verdict.APPROVED));
        Bundle spare = approved.bring(approved.review(true), Scene.REVIEWER);
        assertThat(link(approved, spare.digest()).use()).isEqualTo(Link.Use.NOT_NEEDED);
    }

    @Test
    void anExpiredAuditSaysWhenItEnded() {
        Scene scene = Scene.approved();
        scene.now = Scene.NOW.plus(Duration.ofDays(30));
        scene.indexExpires = Instant.MAX;
        assertThat(codes(audit(scene))).containsExactly("audit-expired");
        assertThat(told(scene))
                .contains("· ended at 2026-07-15T12:00:00Z")
                .contains("· to satisfy it: Have the module audited again");
    }

    @Test
    void thePolicysAgeEndsAStatementBeforeItsOwnExpiry() {
        Scene scene = Scene.approved();
        assertThat(audit(scene).until()).contains(Scene.NOW.plus(Duration.ofDays(30)));
        scene.rules.put(
                Role.AUDITOR,
                new Rule(
                        List.of(new Identity("audit-2026", Scene.AUDITOR.verificationKey())),
                        1,
                        Optional.of(Duration.ofDays(3))));
        assertThat(audit(scene).until()).contains(Scene.LISTED.plus(Duration.ofDays(3)));
    }

    @Test
    void aRejectionCountsAgainst() {
        Scene scene = new Scene();
        scene.audit(Scene.predicate(Verdict.REJECTED));
        assertThat(codes(audit(scene))).containsExactly("verdict-rejected");
        assertThat(told(scene)).startsWith("✗ refused").contains("· to satisfy it: See the audit report");
    }

    @Test
    void aRevokedSignerIsToldAtItsStatement() {
        Scene scene = Scene.approved();
        scene.revocations = scene.revocations.with(new Revocation(
                new Target.Signer(Scene.AUDITOR.hint()), "lost", Scene.NOW, Severity.HIGH, Optional.empty()));
        assertThat(codes(audit(scene))).containsExactly("signer-revoked");
        assertThat(told(scene)).contains("· to satisfy it: Have it signed by an identity that is not revoked");
    }

    @Test
    void ofAStrangersStatementNothingIsBelieved() {
        Scene scene = Scene.approved();
        Bundle strange = scene.bring(scene.statement(PredicateType.REVIEW, Json.object()), Scene.STRANGER);
        Link link = link(scene, strange.digest());
        assertThat(link.use()).isEqualTo(Link.Use.SET_ASIDE);
        assertThat(link.type()).isEmpty();
        assertThat(link.signer()).isEmpty();
        assertThat(codes(link)).containsExactly("unknown-signer");
        assertThat(told(scene)).startsWith("✓ admitted").contains("✗ statement " + strange.digest());
    }

    @Test
    void anEarlierAuditIsSetAside() {
        Scene scene = new Scene();
        Bundle earlier = scene.audit(Scene.predicate(Verdict.FLAGGED));
        scene.audit(Scene.predicate(Verdict.APPROVED));
        scene.bundles.add(earlier.bytes());
        scene.listed.put(earlier.digest(), Scene.LISTED);
        assertThat(codes(link(scene, earlier.digest()))).containsExactly("audit-not-current");
        assertThat(audit(scene).use()).isEqualTo(Link.Use.COUNTS);
    }

    @Test
    void whatIsListedAndNotAtHandIsTold() {
        Scene scene = whole();
        Digest provenance = scene.decide().statements().all().get(1).bundle();
        scene.bundles.remove(1);
        assertThat(link(scene, provenance).use()).isEqualTo(Link.Use.WITHHELD);
        assertThat(told(scene)).contains("✗ statement " + provenance + " is listed and not at hand");
    }

    @Test
    void textsFromOutsideAreInert() {
        Scene scene = Scene.approved();
        scene.bring(scene.statement("https://x\u001b[2J\u202e\n", Json.object()), Scene.AUDITOR);
        assertThat(told(scene))
                .contains("· statement of type https://x\\u001b[2J\\u202e\\u000a")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
    }
}
