package dev.assay.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Release;
import dev.assay.model.Variant;
import dev.assay.model.Verdict;
import dev.assay.model.VersionRange;
import dev.assay.trust.Bundle;
import dev.assay.trust.KeyType;
import dev.assay.trust.Reviewer;
import dev.assay.trust.Revocation;
import dev.assay.trust.Role;
import dev.assay.trust.Severity;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for reviewers, in a registry that is published into. */
class ReviewQueueTest {
    private static final SigningKey KIM = SigningKey.create(KeyType.ED25519, new SecureRandom());
    private static final TrustPolicy POLICY = reviewed();

    @TempDir
    private Path folder;

    @BeforeEach
    void anEmptyRegistry() {
        Publisher.create(folder.resolve("registry"), Shop.PUBLISHER, Shop.WEEK, Shop.CLOCK);
    }

    @Test
    void aFlaggedReleaseWaitsSinceItWasListedAndAnApprovedOneDoesNot() {
        flagged("1.0.0", Shop.NOW);
        at(Shop.NOW).publish(Shop.release("2.0.0"));
        ReviewQueue.Case waits = only(Shop.NOW.plusSeconds(60));
        assertThat(waits.entry().version()).isEqualTo(Shop.version("1.0.0"));
        assertThat(waits.since()).isEqualTo(Shop.NOW);
        assertThat(waits.standing().isWaiting()).isTrue();
    }

    @Test
    void whoWaitsLongestComesFirst() {
        flagged("2.0.0", Shop.NOW);
        flagged("1.0.0", Shop.NOW.plusSeconds(60));
        assertThat(cases(Shop.NOW.plusSeconds(120)))
                .extracting(flagged -> flagged.entry().version().toString())
                .containsExactly("2.0.0", "1.0.0");
    }

    @Test
    void anAnswerIsListedAndTheReleaseDoesNotChange() {
        flagged("1.0.0", Shop.NOW);
        ReviewQueue.Case waits = only(Shop.NOW);
        at(Shop.NOW).attach(Shop.SSH, Shop.version("1.0.0"), List.of(yes(waits)));
        ReviewQueue.Case answered = only(Shop.NOW);
        assertThat(answered.standing().isApproved()).isTrue();
        assertThat(answered.release()).isEqualTo(waits.release());
    }

    @Test
    void aLaterAuditThatFlagsWaitsAnew() {
        Release release = flagged("1.0.0", Shop.NOW);
        at(Shop.NOW).attach(Shop.SSH, Shop.version("1.0.0"), List.of(yes(only(Shop.NOW))));
        Instant later = Shop.NOW.plus(Duration.ofDays(1));
        Variant variant = release.variants().getFirst();
        at(later)
                .attach(Shop.SSH, Shop.version("1.0.0"), List.of(Shop.audit(release, variant, Verdict.FLAGGED, later)));
        assertThat(only(later).standing().isWaiting()).isTrue();
        assertThat(only(later).since()).isEqualTo(later);
    }

    @Test
    void whatIsRevokedWaitsForNobody() {
        flagged("1.0.0", Shop.NOW);
        at(Shop.NOW)
                .revoke(new Revocation(
                        new Revocation.Target.Versions(Shop.SSH, VersionRange.parse("*")),
                        "malware",
                        Shop.NOW,
                        Severity.HIGH,
                        Optional.empty()));
        assertThat(cases(Shop.NOW)).isEmpty();
    }

    private Release flagged(String version, Instant now) {
        Map<String, byte[]> modules = Map.of("baseline", Shop.module("ssh " + version));
        Release release = Shop.document(Shop.SSH, version, modules);
        Bundle audit = Shop.audit(release, release.variants().getFirst(), Verdict.FLAGGED, now);
        at(now).publish(new Publication(
                release, Shop.yaml(Shop.SSH, version), Optional.empty(), modules, List.of(audit)));
        return release;
    }

    private Publisher at(Instant now) {
        return Publisher.open(folder.resolve("registry"), Shop.PUBLISHER, Shop.WEEK, Shop.at(now));
    }

    private List<ReviewQueue.Case> cases(Instant now) {
        Index index = Registry.open(
                        Source.directory(folder.resolve("registry")), POLICY, folder.resolve("memory"), Shop.at(now))
                .current();
        return ReviewQueue.of(index, POLICY, now);
    }

    private ReviewQueue.Case only(Instant now) {
        assertThat(cases(now)).hasSize(1);
        return cases(now).getFirst();
    }

    private static Bundle yes(ReviewQueue.Case flagged) {
        return Reviewer.of(POLICY, KIM)
                .sign(
                        flagged.release(),
                        flagged.variant(),
                        flagged.standing(),
                        new Reviewer.Answer(true, "looked", Optional.empty(), Duration.ofDays(30)),
                        Shop.NOW);
    }

    private static TrustPolicy reviewed() {
        Map<Role, Rule> rules = new EnumMap<>(Shop.POLICY.rules());
        rules.put(Role.REVIEWER, Rule.anyOf(new Identity("kim", KIM.verificationKey())));
        return new TrustPolicy(rules);
    }
}
