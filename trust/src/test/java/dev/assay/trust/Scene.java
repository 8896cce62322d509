package dev.assay.trust;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Reason;
import dev.assay.model.Release;
import dev.assay.model.ReviewPredicate;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** A release that would be admitted, and everything about it that a test may change. Real keys, real signatures. */
final class Scene {
    static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
    static final Instant LISTED = NOW.minus(Duration.ofDays(1));

    static final SigningKey BUILDER = key(KeyType.ED25519);
    static final SigningKey AUDITOR = key(KeyType.P_256);
    static final SigningKey REVIEWER = key(KeyType.ED25519);
    static final SigningKey SECOND_REVIEWER = key(KeyType.P_256);
    static final SigningKey PUBLISHER = key(KeyType.ED25519);
    static final SigningKey STRANGER = key(KeyType.ED25519);

    final Variant variant = variant("module");
    Release release = release("1.4.0", variant);
    Digest module = variant.module();
    final Map<Role, Rule> rules = new EnumMap<>(Map.of(
            Role.AUDITOR, Rule.anyOf(new Identity("audit-2026", AUDITOR.verificationKey())),
            Role.PUBLISHER, Rule.anyOf(new Identity("publish-2026", PUBLISHER.verificationKey()))));
    final List<byte[]> bundles = new ArrayList<>();
    final Map<Digest, Instant> listed = new HashMap<>();
    Optional<Digest> current = Optional.empty();
    Optional<Digest> listedRelease = Optional.of(release.digest());
    Instant indexExpires = NOW.plus(Duration.ofDays(7));
    Revocations revocations = Revocations.NONE;
    Instant now = NOW;

    /** Approved, complete, in force. */
    static Scene approved() {
        Scene scene = new Scene();
        scene.audit(predicate(Verdict.APPROVED));
        return scene;
    }

    /** Flagged, with a policy of so many of two reviewers, and no review. */
    static Scene flagged(int quorum) {
        Scene scene = new Scene();
        scene.rules.put(
                Role.REVIEWER,
                new Rule(
                        List.of(
                                new Identity("alice", REVIEWER.verificationKey()),
                                new Identity("bob", SECOND_REVIEWER.verificationKey())),
                        quorum,
                        Optional.empty()));
        scene.audit(predicate(Verdict.FLAGGED));
        return scene;
    }

    static SigningKey key(KeyType type) {
        return SigningKey.create(type, new SecureRandom());
    }

    static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Variant variant(String bytes) {
        return new Variant("baseline", digest(bytes), 1000, new TreeSet<>(List.of("bulk-memory")));
    }

    static Release release(String version, Variant variant) {
        return new Release(
                PluginName.parse("acme/ssh-hardening"),
                Version.parse(version),
                digest("manifest"),
                Optional.empty(),
                List.of(variant));
    }

    static AuditPredicate predicate(Verdict verdict) {
        return new AuditPredicate(
                verdict,
                true,
                new TreeSet<>(List.of("exec")),
                Contract.ASSESSMENT_1,
                new TreeSet<>(List.of("bulk-memory")),
                digest("policy"),
                "assay 0.1.0",
                "1",
                digest("report"),
                LISTED,
                NOW.plus(Duration.ofDays(30)));
    }

    ReviewPredicate review(boolean approved) {
        return new ReviewPredicate(
                approved,
                current.orElseThrow(),
                new TreeSet<>(List.of("exec")),
                "Alice",
                "looked at every import",
                Optional.empty(),
                NOW.minus(Duration.ofHours(1)),
                NOW.plus(Duration.ofDays(30)));
    }

    /** The current audit statement, in place of the one before. */
    Bundle audit(AuditPredicate predicate) {
        return audit(statement(PredicateType.AUDIT, predicate.toJson()), AUDITOR);
    }

    Bundle audit(Statement statement, SigningKey key) {
        bundles.clear();
        listed.clear();
        Bundle bundle = bring(statement, key);
        current = Optional.of(bundle.digest());
        return bundle;
    }

    /** One more statement, listed by the index. */
    Bundle bring(Statement statement, SigningKey key) {
        Bundle bundle = Signer.sign(statement, key);
        bundles.add(bundle.bytes());
        listed.put(bundle.digest(), LISTED);
        return bundle;
    }

    Bundle bring(ReviewPredicate review, SigningKey key) {
        return bring(statement(PredicateType.REVIEW, review.toJson()), key);
    }

    Bundle bringProvenance(SigningKey key) {
        return bring(statement(PredicateType.PROVENANCE, Json.object().put("made", key.hint())), key);
    }

    Statement statement(String type, JsonNode predicate) {
        return Statement.about(release, variant, type, predicate);
    }

    Decision decide() {
        return new Admission(new TrustPolicy(rules))
                .decide(
                        release,
                        module,
                        bundles,
                        new IndexedStatements(listedRelease, current, listed, indexExpires),
                        revocations,
                        now);
    }

    /** The codes of the refusal, in order; none if it is admitted. */
    List<String> refusals() {
        return switch (decide()) {
            case Decision.Admitted _ -> List.of();
            case Decision.Refused refused ->
                refused.reasons().stream().map(Reason::code).toList();
        };
    }
}
