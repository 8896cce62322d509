package dev.assay.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.DesiredState;
import dev.assay.model.fleet.PluginStatus;
import dev.assay.model.fleet.Result;
import dev.assay.model.fleet.RuntimeProfile;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.model.receipt.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documents of the chain come back as they went, and bind what they should bind. */
class ChainTest {
    private static final Digest MODULE = Digest.of(new byte[] {1});
    private static final Digest OTHER = Digest.of(new byte[] {2});
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final PluginName NAME = PluginName.parse("acme/x");
    private static final Version VERSION = Version.parse("1.0.0");
    private static final Release RELEASE = new Release(
            NAME,
            VERSION,
            Digest.of(new byte[] {3}),
            Optional.of(Digest.of(new byte[] {4})),
            List.of(new Variant("baseline", MODULE, 100, new TreeSet<>(List.of("sign-extension")))));

    @Test
    void aReleaseComesBackFromItsBytesWithTheSameDigest() {
        Release again = Release.read(RELEASE.bytes());
        assertThat(again).isEqualTo(RELEASE);
        assertThat(again.digest()).isEqualTo(Digest.of(RELEASE.bytes()));
    }

    @Test
    void theReleaseDigestBindsNameVersionManifestSchemaAndModules() {
        assertThat(List.of(
                        new Release(
                                PluginName.parse("acme/y"),
                                VERSION,
                                RELEASE.manifest(),
                                RELEASE.schema(),
                                RELEASE.variants()),
                        new Release(
                                NAME, Version.parse("1.0.1"), RELEASE.manifest(), RELEASE.schema(), RELEASE.variants()),
                        new Release(NAME, VERSION, OTHER, RELEASE.schema(), RELEASE.variants()),
                        new Release(NAME, VERSION, RELEASE.manifest(), Optional.empty(), RELEASE.variants()),
                        new Release(
                                NAME,
                                VERSION,
                                RELEASE.manifest(),
                                RELEASE.schema(),
                                List.of(new Variant(
                                        "baseline", OTHER, 100, new TreeSet<>(List.of("sign-extension")))))))
                .extracting(Release::digest)
                .doesNotHaveDuplicates()
                .doesNotContain(RELEASE.digest());
    }

    @Test
    void aReleaseInAnotherFormIsRefused() {
        String text = new String(RELEASE.bytes(), UTF_8);
        assertThatThrownBy(() -> Release.read((text + " ").getBytes(UTF_8))).hasMessageContaining("canonical");
        assertThatThrownBy(() ->
                        Release.read(text.replace("release/1", "release/2").getBytes(UTF_8)))
                .hasMessageContaining("newer version");
        assertThatThrownBy(() ->
                        Release.read(text.replace("\"size\"", "\"length\"").getBytes(UTF_8)))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aStatementIsAboutModuleAndReleaseTogether() {
        Statement statement =
                Statement.about(RELEASE, RELEASE.variants().getFirst(), PredicateType.AUDIT, Json.object());
        assertThat(Statement.read(statement.bytes())).isEqualTo(statement);
        assertThat(statement.isAbout(MODULE, RELEASE.digest())).isTrue();
        assertThat(statement.isAbout(OTHER, RELEASE.digest())).isFalse();
        assertThat(statement.isAbout(MODULE, OTHER)).isFalse();
        assertThat(statement.isAbout(MODULE, MODULE)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"statement/v1,Statement/v0.1", "sha256,sha1", "predicateType,type", "subject,subjects"})
    void whatIsNoStatementIsRefused(String from, String to) {
        Statement statement =
                Statement.about(RELEASE, RELEASE.variants().getFirst(), PredicateType.AUDIT, Json.object());
        String text = new String(statement.bytes(), UTF_8).replaceAll("(?i)" + from, to);
        assertThatThrownBy(() -> Statement.read(text.getBytes(UTF_8))).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void auditAndReviewComeBackAsTheyWent() {
        AuditPredicate audit = new AuditPredicate(
                Verdict.APPROVED,
                true,
                new TreeSet<>(List.of("exec")),
                Contract.ASSESSMENT_1,
                new TreeSet<>(),
                OTHER,
                "assay 0.1.0",
                "1",
                MODULE,
                NOW,
                NOW.plusSeconds(60));
        assertThat(AuditPredicate.fromJson(Fields.of(audit.toJson(), "$"))).isEqualTo(audit);
        ReviewPredicate review = new ReviewPredicate(
                false,
                MODULE,
                new TreeSet<>(List.of("exec")),
                "kim",
                "it reads more than it needs",
                Optional.of("https://example.com/1"),
                NOW,
                NOW.plusSeconds(60));
        assertThat(ReviewPredicate.fromJson(Fields.of(review.toJson(), "$"))).isEqualTo(review);
        assertThatThrownBy(
                        () -> ReviewPredicate.fromJson(Fields.of(review.toJson().put("decision", "maybe"), "$")))
                .hasMessageContaining("$.decision");
    }

    @Test
    void theFleetsDocumentsComeBackAsTheyWent() {
        Assignment assignment = new Assignment(
                NAME,
                VERSION,
                RELEASE.digest(),
                MODULE,
                Json.object().put("days", 30),
                Capabilities.of(new Capability.Exec("x")),
                Limits.DEFAULT,
                Duration.ofMinutes(15));
        UUID runtime = UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
        DesiredState state = new DesiredState(runtime, 3, NOW, NOW.plusSeconds(60), List.of(assignment));
        assertThat(DesiredState.fromJson(Fields.of(Json.read(Json.canonical(state.toJson()), 1 << 20), "$")))
                .isEqualTo(state);
        RuntimeProfile profile = new RuntimeProfile(
                VERSION,
                new TreeSet<>(List.of("assessment/1")),
                new TreeSet<>(List.of("simd")),
                Capabilities.NONE,
                Limits.DEFAULT);
        PluginStatus plugin = new PluginStatus(
                NAME,
                VERSION,
                MODULE,
                PluginStatus.State.REFUSED,
                Optional.empty(),
                Optional.empty(),
                List.of(new Reason("revoked", "it was revoked", "wait")),
                Optional.of(NOW),
                Optional.empty());
        RuntimeStatus status = new RuntimeStatus(
                runtime,
                NOW,
                3,
                RuntimeStatus.Source.LAST_KNOWN_GOOD,
                "bwrap",
                profile,
                List.of(plugin),
                List.of(),
                Optional.of(new RuntimeStatus.Receipts(
                        new Link(9, MODULE), 4, Optional.of(new Link(5, RELEASE.digest())))));
        assertThat(RuntimeStatus.fromJson(Fields.of(status.toJson(), "$"))).isEqualTo(status);
        Result result = new Result(
                runtime,
                runtime,
                3,
                NAME,
                VERSION,
                MODULE,
                RELEASE.digest(),
                Optional.empty(),
                Outcome.REFUSED,
                "revoked",
                NOW,
                Duration.ofMillis(12),
                345,
                Optional.empty(),
                Optional.of(Json.object().put("mediaType", "x")),
                Optional.of(Json.object().put("mediaType", "y")));
        assertThat(Result.fromJson(Fields.of(result.toJson(), "$"))).isEqualTo(result);
    }

    @Test
    void aDesiredStateNamesEachPluginOnce() {
        Assignment one = new Assignment(
                NAME,
                VERSION,
                RELEASE.digest(),
                MODULE,
                Json.object(),
                Capabilities.NONE,
                Limits.DEFAULT,
                Duration.ofSeconds(1));
        assertThatThrownBy(() -> new DesiredState(UUID.randomUUID(), 1, NOW, NOW, List.of(one, one)))
                .hasMessageContaining("twice");
    }
}
