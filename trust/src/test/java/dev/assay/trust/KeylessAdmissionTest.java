package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.Reason;
import dev.assay.model.Verdict;
import dev.assay.trust.Credential.Keyless;
import dev.assay.trust.Credential.Pin;
import dev.assay.trust.Revocation.Target;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import dev.assay.trust.sigstore.TrustAnchor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** An audit statement that a workflow signed by its login, with Sigstore's mock of its services, counts like one of a key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeylessAdmissionTest {
    private static final String SAN = "https://github.com/acme/registry/.github/workflows/audit.yml@refs/heads/main";
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final Map<Pin, String> PINS = Map.of(
            Pin.RUNNER, "github-hosted",
            Pin.SOURCE_REF, "refs/heads/main",
            Pin.REPOSITORY_ID, "4711",
            Pin.OWNER_ID, "42",
            Pin.BUILD_CONFIG, SAN);
    private static final Duration WEEK = Duration.ofDays(7);

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private Made made = new Made(TrustAnchor.publicGood(), "", Digest.of(new byte[0]));
    private Scene scene = new Scene();
    private Identity auditor = new Identity("?", Scene.AUDITOR.verificationKey());
    private Role role = Role.AUDITOR;
    private Optional<Duration> age = Optional.empty();
    private TrustAnchor anchor = TrustAnchor.publicGood();

    /** What the mock's services made. */
    private record Made(TrustAnchor anchor, String bundle, Digest digest) {}

    @BeforeAll
    void aWorkflowSignsAnAudit() throws Exception {
        Peers.require();
        Scene signed = new Scene();
        AuditPredicate audit = new AuditPredicate(
                Verdict.APPROVED,
                true,
                Scene.predicate(Verdict.APPROVED).capabilities(),
                Scene.predicate(Verdict.APPROVED).contract(),
                Scene.predicate(Verdict.APPROVED).features(),
                Scene.digest("policy"),
                "assay 0.1.0",
                "1",
                Scene.digest("report"),
                now,
                now.plus(Duration.ofDays(90)));
        var who = Json.object().put("san", SAN).put("issuer", ISSUER);
        var extensions = who.putObject("extensions");
        PINS.forEach((pin, value) -> extensions.put(String.valueOf(pin.number()), value));
        made = sign(signed.statement(PredicateType.AUDIT, audit.toJson()).bytes(), who);
    }

    @BeforeEach
    void aPolicyThatNamesTheWorkflow() {
        scene = new Scene();
        scene.now = now.plusSeconds(2);
        scene.indexExpires = scene.now.plus(WEEK);
        scene.bundles.add(made.bundle().getBytes(StandardCharsets.UTF_8));
        scene.listed.put(made.digest(), scene.now);
        scene.current = Optional.of(made.digest());
        auditor = identity(SAN, ISSUER, PINS);
        role = Role.AUDITOR;
        age = Optional.empty();
        anchor = made.anchor();
    }

    @Test
    void theWorkflowsAuditAdmits() {
        assertThat(refusals()).isEmpty();
        assertThat(decide().chain().toString())
                .contains("signed by audit workflow (" + SAN + " by " + ISSUER + ") at ");
        auditor = identity(SAN, ISSUER, Map.of());
        assertThat(refusals()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://github.com/acme/registry/.github/workflows/audit.yml@refs/heads/mai | unknown-signer",
                "https://github.com/acme/registry/.github/workflows/audit.yml@refs/heads/* | ",
                "https://github.com/acme/registry/.github/workflows/audit.yml@refs/heads/ma*n | ",
                "https://github.com/acme/registry/.github/workflows/audit.yml@refs/heads/main* | unknown-signer",
                "https://github.com/acme/registry/.github/workflows/audit.yml@refs/tags/* | unknown-signer",
                "https://github.com/acme/registry/.github/workflows/other.yml@refs/heads/* | unknown-signer",
                "https://github.com/acme/registr/.github/workflows/audit.yml@refs/heads/* | unknown-signer",
            })
    void theNameMustBeExactlySoOrOpenInItsRefAlone(String san, String refusal) {
        auditor = identity(san, ISSUER, PINS);
        assertThat(refusals()).isEqualTo(expected(refusal));
    }

    @Test
    void everyPinMustBeExactlySo() {
        for (Pin pin : Pin.values()) {
            Map<Pin, String> other = new EnumMap<>(PINS);
            other.put(pin, pin == Pin.REPOSITORY_ID || pin == Pin.OWNER_ID ? "4712" : "other");
            auditor = identity(SAN, ISSUER, other);
            assertThat(refusals()).as(pin.id()).isEqualTo(expected("identity-differs"));
            assertThat(decide().chain().toString()).contains("its " + pin.id() + " is '" + PINS.get(pin) + "', not '");
        }
        auditor = identity(SAN, "https://token.actions.example.com", PINS);
        assertThat(refusals()).isEqualTo(expected("unknown-signer"));
    }

    @Test
    void anotherTrustedRootDoesNotVouch() {
        anchor = TrustAnchor.publicGood();
        assertThat(refusals()).hasSize(1).doesNotContain("unknown-signer", "identity-differs");
    }

    @Test
    void theAgeCountsFromWhenItWasSignedNotFromWhenItWasListed() {
        age = Optional.of(WEEK);
        Instant signed = signed();
        scene.indexExpires = signed.plus(WEEK).plus(WEEK);
        scene.listed.put(made.digest(), signed.plus(Duration.ofDays(6)));
        scene.now = signed.plus(WEEK).minusSeconds(1);
        assertThat(refusals()).isEmpty();
        scene.now = signed.plus(WEEK);
        assertThat(refusals()).containsExactly("statement-too-old");
    }

    @Test
    void aStatementFromTheFutureIsRefused() {
        scene.now = signed().minus(Evidence.SKEW);
        scene.listed.put(made.digest(), scene.now);
        assertThat(refusals()).isEmpty();
        scene.now = scene.now.minusSeconds(1);
        assertThat(refusals()).contains("statement-from-the-future");
    }

    @Test
    void aRevokedLoginVoidsAllItsStatements() {
        revoke(new Target.Login(SAN.replace("main", "other"), ISSUER));
        revoke(new Target.Login(SAN, "https://accounts.example.com"));
        revoke(new Target.Signer(Scene.AUDITOR.hint()));
        assertThat(refusals()).isEmpty();
        revoke(new Target.Login(SAN, ISSUER));
        assertThat(refusals()).containsExactly("signer-revoked");
    }

    @Test
    void aBuildersLoginIsNoAuditors() {
        role = Role.BUILDER;
        assertThat(refusals()).contains("wrong-role");
    }

    @Test
    void aChangedBundleIsRefused() {
        byte[] changed =
                made.bundle().replace("\"payload\":\"", "\"payload\":\"AAAA").getBytes(StandardCharsets.UTF_8);
        scene.bundles.set(0, changed);
        scene.current = Optional.of(Digest.of(changed));
        scene.listed.put(Digest.of(changed), scene.now);
        assertThat(refusals()).hasSize(1);
    }

    private Decision decide() {
        Map<Role, Rule> rules = new EnumMap<>(scene.rules);
        rules.put(role, new Rule(List.of(auditor), 1, age));
        return new Admission(new TrustPolicy(rules, Optional.of(anchor)))
                .decide(
                        scene.release,
                        scene.module,
                        scene.bundles,
                        new IndexedStatements(scene.listedRelease, scene.current, scene.listed, scene.indexExpires),
                        scene.revocations,
                        scene.now);
    }

    private List<String> refusals() {
        return decide() instanceof Decision.Refused refused
                ? refused.reasons().stream().map(Reason::code).toList()
                : List.of();
    }

    private static List<String> expected(String refusal) {
        return refusal == null ? List.of() : List.of(refusal);
    }

    private Instant signed() {
        TrustPolicy policy = new TrustPolicy(
                Map.of(Role.AUDITOR, Rule.anyOf(identity(SAN, ISSUER, PINS))), Optional.of(made.anchor()));
        return Attribution.of(made.bundle().getBytes(StandardCharsets.UTF_8), policy)
                        instanceof Attribution.Attributed attributed
                ? attributed.signed().orElseThrow()
                : Instant.MIN;
    }

    private void revoke(Target target) {
        scene.revocations =
                scene.revocations.with(new Revocation(target, "stolen", now, Severity.HIGH, Optional.empty()));
    }

    private static Identity identity(String san, String issuer, Map<Pin, String> pins) {
        return new Identity("audit workflow", new Keyless(san, issuer, pins));
    }

    private static Made sign(byte[] statement, JsonNode who) throws Exception {
        List<String> command = new ArrayList<>(List.of("node", "statement.mjs", who.toString()));
        Process process = new ProcessBuilder(command)
                .directory(Peers.FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var in = process.getOutputStream()) {
            in.write(statement);
        }
        JsonNode out = Json.read(process.getInputStream().readAllBytes(), 1 << 20);
        assertThat(process.waitFor()).isZero();
        String bundle = out.path("bundle").toString();
        return new Made(
                TrustAnchor.read(out.path("root").toString().getBytes(StandardCharsets.UTF_8)),
                bundle,
                Digest.of(bundle.getBytes(StandardCharsets.UTF_8)));
    }
}
