package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.VersionRange;
import dev.assay.trust.Revocation.Target;
import dev.assay.trust.Revocation.Undo;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationsTest {
    private static final Target CONTENT = new Target.Content(Scene.digest("module"));
    private static final Revocations ALL = Revocations.NONE
            .with(revocation(CONTENT))
            .with(revocation(
                    new Target.Versions(PluginName.parse("acme/ssh-hardening"), VersionRange.parse(">=1.4.0 <1.5.0"))))
            .with(revocation(new Target.Signer(Scene.AUDITOR.hint())))
            .with(revocation(new Target.Login("kim@acme.example", "https://accounts.example.com")))
            .undo(CONTENT, new Undo("a wrong alarm", Scene.NOW));

    @Test
    void theListComesBackAsItWasWritten() {
        byte[] written = Json.canonical(ALL.toJson());
        assertThat(Revocations.fromJson(Fields.of(Json.read(written, 10_000), "revocations")))
                .isEqualTo(ALL);
    }

    @Test
    void nothingLeavesTheList() {
        assertThat(ALL.all()).hasSize(4);
        assertThat(ALL.all().getFirst().undone()).isPresent();
    }

    @Test
    void whatIsNotRevokedCannotBeUndone() {
        assertThatThrownBy(() -> ALL.undo(CONTENT, new Undo("again", Scene.NOW)))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("no revocation");
        assertThatThrownBy(() -> Revocations.NONE.undo(CONTENT, new Undo("why not", Scene.NOW)))
                .isInstanceOf(TrustException.class);
    }

    @Test
    void revokedAgainAfterAnUndoIsRevoked() {
        Revocations again = ALL.with(revocation(CONTENT));
        assertThat(ALL.of(Scene.digest("module"), Scene.NOW)).isEmpty();
        assertThat(again.of(Scene.digest("module"), Scene.NOW)).isPresent();
    }

    @Test
    void aRevocationIsInForceWhateverTheClockSays() {
        assertThat(ALL.of(Scene.AUDITOR.verificationKey(), Scene.NOW.minusSeconds(1_000_000)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"format\":\"assay.revocations/2\",\"revocations\":[]}",
                "{\"format\":\"assay.index/1\",\"revocations\":[]}",
                "{\"format\":\"assay.revocations/1\",\"revocations\":{}}",
                "{\"format\":\"assay.revocations/1\",\"revocations\":[{}]}",
                "{\"format\":\"assay.revocations/1\",\"revocations\":[],\"more\":1}",
                // Of two things at once, of a range without a plugin, of no key.
                "{\"format\":\"assay.revocations/1\",\"revocations\":[{\"digest\":\"sha256:%1$s\",\"plugin\":\"a/b\",\"versions\":\"*\",\"reason\":\"r\",\"time\":\"2026-01-01T00:00:00Z\",\"severity\":\"high\"}]}",
                "{\"format\":\"assay.revocations/1\",\"revocations\":[{\"versions\":\"*\",\"reason\":\"r\",\"time\":\"2026-01-01T00:00:00Z\",\"severity\":\"high\"}]}",
                "{\"format\":\"assay.revocations/1\",\"revocations\":[{\"signer\":\"*\",\"reason\":\"r\",\"time\":\"2026-01-01T00:00:00Z\",\"severity\":\"high\"}]}",
                // No reason, a reason of two lines, no severity of ours.
                "{\"format\":\"assay.revocations/1\",\"revocations\":[{\"digest\":\"sha256:%1$s\",\"reason\":\" \",\"time\":\"2026-01-01T00:00:00Z\",\"severity\":\"high\"}]}",
                "{\"format\":\"assay.revocations/1\",\"revocations\":[{\"digest\":\"sha256:%1$s\",\"reason\":\"a\\nb\",\"time\":\"2026-01-01T00:00:00Z\",\"severity\":\"high\"}]}",
                "{\"format\":\"assay.revocations/1\",\"revocations\":[{\"digest\":\"sha256:%1$s\",\"reason\":\"r\",\"time\":\"2026-01-01T00:00:00Z\",\"severity\":\"so-so\"}]}",
                "{\"format\":\"assay.revocations/1\",\"revocations\":[{\"digest\":\"sha256:%1$s\",\"reason\":\"r\",\"time\":\"yesterday\",\"severity\":\"high\"}]}",
                "{\"format\":\"assay.revocations/1\",\"revocations\":[{\"digest\":\"sha256:%1$s\",\"reason\":\"r\",\"time\":\"2026-01-01T00:00:00Z\",\"severity\":\"high\",\"undone\":{\"time\":\"2026-01-01T00:00:00Z\"}}]}"
            })
    void anythingElseIsRefused(String text) {
        byte[] bytes = text.replace("%1$s", Scene.digest("m").hex()).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Revocations.fromJson(Fields.of(Json.read(bytes, 10_000), "revocations")))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void theNearMissOfThoseIsAccepted() {
        byte[] bytes =
                "{\"format\":\"assay.revocations/1\",\"revocations\":[{\"digest\":\"sha256:%s\",\"reason\":\"r\",\"time\":\"2026-01-01T00:00:00Z\",\"severity\":\"high\"}]}"
                        .formatted(Scene.digest("m").hex())
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(Revocations.fromJson(Fields.of(Json.read(bytes, 10_000), "revocations"))
                        .of(Scene.digest("m"), Scene.NOW))
                .isPresent();
    }

    private static Revocation revocation(Target target) {
        return new Revocation(target, "found to be malware", Scene.NOW, Severity.HIGH, Optional.empty());
    }
}
