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
    private static final byte[] NO_UNDOS = Json.canonical(Revocations.NONE.undosToJson());
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
        byte[] undos = Json.canonical(ALL.undosToJson());
        assertThat(read(written, undos)).isEqualTo(ALL);
        // Who signs only the first says nothing of what was undone.
        assertThat(read(written, NO_UNDOS).all().getFirst().undone()).isEmpty();
        assertThat(new String(written, StandardCharsets.UTF_8)).doesNotContain("a wrong alarm");
    }

    @Test
    void whatIsMissingOfAnOlderListIsFound() {
        Revocations fewer = new Revocations(ALL.all().subList(1, 4));
        assertThat(fewer.missingOf(ALL)).containsExactly(ALL.all().getFirst());
        assertThat(ALL.missingOf(fewer)).isEmpty();
        // An undo takes nothing away.
        assertThat(ALL.missingOf(read(Json.canonical(ALL.toJson()), NO_UNDOS))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"format\":\"assay.undos/2\",\"undos\":[]}",
                "{\"format\":\"assay.revocations/1\",\"undos\":[]}",
                "{\"format\":\"assay.undos/1\",\"undos\":[],\"more\":1}",
                // Of what was not revoked, of what was at another time, without a reason.
                "{\"format\":\"assay.undos/1\",\"undos\":[{\"digest\":\"sha256:%2$s\",\"revoked\":\"%3$s\",\"reason\":\"r\",\"time\":\"2026-01-01T00:00:00Z\"}]}",
                "{\"format\":\"assay.undos/1\",\"undos\":[{\"digest\":\"sha256:%1$s\",\"revoked\":\"2020-01-01T00:00:00Z\",\"reason\":\"r\",\"time\":\"2026-01-01T00:00:00Z\"}]}",
                "{\"format\":\"assay.undos/1\",\"undos\":[{\"digest\":\"sha256:%1$s\",\"revoked\":\"%3$s\",\"time\":\"2026-01-01T00:00:00Z\"}]}"
            })
    void anyOtherUndoIsRefused(String text) {
        byte[] undos = filled(text);
        assertThatThrownBy(() -> read(Json.canonical(ALL.toJson()), undos)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void theNearMissOfThoseUndoes() {
        byte[] undos = filled(
                "{\"format\":\"assay.undos/1\",\"undos\":[{\"digest\":\"sha256:%1$s\",\"revoked\":\"%3$s\",\"reason\":\"r\",\"time\":\"2026-01-01T00:00:00Z\"}]}");
        assertThat(read(Json.canonical(ALL.toJson()), undos).of(Scene.digest("module"), Scene.NOW))
                .isEmpty();
    }

    private static byte[] filled(String text) {
        return text.replace("%1$s", Scene.digest("module").hex())
                .replace("%2$s", Scene.digest("another").hex())
                .replace("%3$s", Scene.NOW.toString())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Revocations read(byte[] revocations, byte[] undos) {
        return Revocations.fromJson(
                Fields.of(Json.read(revocations, 10_000), "revocations"), Fields.of(Json.read(undos, 10_000), "undos"));
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
                "{\"format\":\"assay.undos/1\",\"revocations\":[]}",
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
                "{\"format\":\"assay.revocations/1\",\"revocations\":[{\"digest\":\"sha256:%1$s\",\"reason\":\"r\",\"time\":\"2026-01-01T00:00:00Z\",\"severity\":\"high\",\"undone\":{\"reason\":\"r\",\"time\":\"2026-01-01T00:00:00Z\"}}]}"
            })
    void anythingElseIsRefused(String text) {
        byte[] bytes = text.replace("%1$s", Scene.digest("m").hex()).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> read(bytes, NO_UNDOS)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void theNearMissOfThoseIsAccepted() {
        byte[] bytes =
                "{\"format\":\"assay.revocations/1\",\"revocations\":[{\"digest\":\"sha256:%s\",\"reason\":\"r\",\"time\":\"2026-01-01T00:00:00Z\",\"severity\":\"high\"}]}"
                        .formatted(Scene.digest("m").hex())
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(read(bytes, NO_UNDOS).of(Scene.digest("m"), Scene.NOW)).isPresent();
    }

    private static Revocation revocation(Target target) {
        return new Revocation(target, "found to be malware", Scene.NOW, Severity.HIGH, Optional.empty());
    }
}
