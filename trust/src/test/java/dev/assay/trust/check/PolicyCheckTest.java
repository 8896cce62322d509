package dev.assay.trust.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.trust.Credential;
import dev.assay.trust.Credential.Keyless;
import dev.assay.trust.Credential.Pin;
import dev.assay.trust.KeyType;
import dev.assay.trust.Role;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import dev.assay.trust.check.Warning.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyCheckTest {
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final String WORKFLOW = "https://github.com/acme/registry/.github/workflows/audit.yml";
    private static final Map<Pin, String> PINS = Map.of(
            Pin.RUNNER, "github-hosted",
            Pin.SOURCE_REF, "refs/heads/main",
            Pin.REPOSITORY_ID, "4711",
            Pin.BUILD_CONFIG, WORKFLOW + "@refs/heads/main");

    private final Map<Role, Rule> rules = new EnumMap<>(Map.of(
            Role.BUILDER, rule(1, key("build")),
            Role.AUDITOR, rule(1, workflow("audit", WORKFLOW + "@refs/heads/main", PINS)),
            Role.REVIEWER, rule(2, key("kim"), key("noor"), key("lee")),
            Role.PUBLISHER, rule(1, key("publish"))));

    @Test
    void aNarrowPolicyHasNoWarning() {
        assertThat(warnings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Pin.class, names = "OWNER_ID", mode = EnumSource.Mode.EXCLUDE)
    void aWorkflowWithoutOneOfItsPinsIsTooWide(Pin pin) {
        Map<Pin, String> less = new EnumMap<>(PINS);
        less.remove(pin);
        rules.put(Role.AUDITOR, rule(1, workflow("audit", WORKFLOW + "@refs/heads/main", less)));
        assertThat(warnings()).containsExactly("too-wide auditor audit " + pin.id() + "-missing");
    }

    @Test
    void anOpenNameIsTooWide() {
        rules.put(Role.AUDITOR, rule(1, workflow("audit", WORKFLOW + "@refs/heads/release-*", PINS)));
        assertThat(warnings()).containsExactly("too-wide auditor audit name-pattern");
    }

    @Test
    void aMissingOrLongAgeOfAuditsAndReviewsIsTooWide() {
        Identity auditor = key("auditor");
        rules.put(Role.AUDITOR, new Rule(List.of(auditor), 1, Optional.empty()));
        rules.put(Role.BUILDER, new Rule(List.of(key("builder")), 1, Optional.empty()));
        assertThat(warnings()).containsExactly("too-wide auditor maximum-age-missing");
        rules.put(Role.AUDITOR, new Rule(List.of(auditor), 1, Optional.of(Duration.ofDays(367))));
        assertThat(warnings()).containsExactly("too-wide auditor maximum-age-long");
        rules.put(Role.AUDITOR, new Rule(List.of(auditor), 1, Optional.of(Duration.ofDays(366))));
        assertThat(warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "kim, Kim 2, true",
        "kim, kim-old-key, true",
        "kim 2025, kim 2026, true",
        "kim, kimberly, false",
        "kim a, kim b, false",
        "1, 2, false"
    })
    void onePersonWithTwoKeysMayFillAQuorum(String one, String other, boolean warned) {
        rules.put(Role.REVIEWER, rule(2, key(one), key(other), key("noor")));
        assertThat(warnings().contains("too-wide reviewer " + other + " quorum-of-one"))
                .isEqualTo(warned);
        rules.put(Role.REVIEWER, rule(1, key(one), key(other), key("noor")));
        assertThat(warnings()).containsExactly("note reviewer one-reviewer-is-enough");
    }

    @Test
    void oneLoginAtTwoIssuersMayFillAQuorum() {
        Identity google = person("kim at work", "kim@acme.example", "https://accounts.example.com");
        Identity github = person("a reviewer", "kim@acme.example", "https://login.example.com");
        rules.put(Role.REVIEWER, rule(2, google, github, key("lee")));
        assertThat(warnings()).containsExactly("too-wide reviewer a reviewer quorum-of-one");
        Identity other = person("a reviewer", "noor@acme.example", "https://login.example.com");
        rules.put(Role.REVIEWER, rule(2, google, other, key("lee")));
        assertThat(warnings()).isEmpty();
    }

    @Test
    void twoWorkflowsOfOneRepositoryMayFillAQuorum() {
        Identity one = workflow("one", WORKFLOW.replace("audit", "one") + "@refs/heads/main", PINS);
        Identity two = workflow("two", WORKFLOW.replace("audit", "two") + "@refs/heads/main", PINS);
        rules.put(Role.BUILDER, rule(2, one, two, key("third")));
        assertThat(warnings()).containsExactly("too-wide builder two quorum-of-one");
        Map<Pin, String> elsewhere = new EnumMap<>(PINS);
        elsewhere.put(Pin.REPOSITORY_ID, "4712");
        rules.put(
                Role.BUILDER,
                rule(2, one, workflow("two", "https://x.example/two@refs/heads/main", elsewhere), key("c")));
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aWorkflowInTwoRolesToldApartByItsRefIsTooWide() {
        Map<Pin, String> develop = new EnumMap<>(PINS);
        develop.put(Pin.SOURCE_REF, "refs/heads/develop");
        rules.put(Role.BUILDER, rule(1, workflow("build", WORKFLOW + "@refs/heads/develop", develop)));
        assertThat(warnings()).containsExactly("too-wide auditor audit workflow-in-two-roles");
        rules.put(
                Role.BUILDER,
                rule(1, workflow("build", WORKFLOW.replace("audit", "build") + "@refs/heads/main", PINS)));
        assertThat(warnings()).isEmpty();
    }

    @Test
    void peopleReviewAndWorkflowsAudit() {
        rules.put(
                Role.REVIEWER,
                rule(
                        2,
                        key("kim"),
                        key("noor"),
                        workflow("bot", "https://github.com/acme/r/.github/workflows/r.yml@refs/heads/main", PINS)));
        rules.put(Role.AUDITOR, rule(1, person("audit", "lee@acme.example", "https://accounts.example.com")));
        assertThat(warnings())
                .containsExactly(
                        "too-wide auditor audit person-as-auditor", "too-wide reviewer bot workflow-as-reviewer");
    }

    @Test
    void whatIsMissingOrBrittleIsTold() {
        rules.remove(Role.BUILDER);
        rules.put(Role.REVIEWER, rule(2, key("kim"), key("noor")));
        assertThat(warnings()).containsExactly("too-wide builder no-builder", "note reviewer all-are-needed");
        rules.remove(Role.REVIEWER);
        assertThat(warnings()).containsExactly("too-wide builder no-builder", "note reviewer no-reviewer");
    }

    private List<String> warnings() {
        return PolicyCheck.of(new TrustPolicy(rules)).stream()
                .map(warning -> (warning.level() == Level.TOO_WIDE ? "too-wide " : "note ")
                        + warning.role().id()
                        + warning.identity().map(name -> " " + name).orElse("") + " " + warning.code())
                .toList();
    }

    private static Rule rule(int minimum, Identity... identities) {
        return new Rule(List.of(identities), minimum, Optional.of(Duration.ofDays(90)));
    }

    private static Identity key(String name) {
        return new Identity(
                name, SigningKey.create(KeyType.ED25519, new SecureRandom()).verificationKey());
    }

    private static Identity workflow(String name, String san, Map<Pin, String> pins) {
        Credential credential = new Keyless(san, ISSUER, pins);
        return new Identity(name, credential);
    }

    private static Identity person(String name, String address, String issuer) {
        return new Identity(name, new Keyless(address, issuer, Map.of()));
    }
}
