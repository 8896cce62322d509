package dev.assay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.PluginName;
import dev.assay.model.Version;
import dev.assay.model.fleet.Assignment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration AHEAD = Duration.ofSeconds(2);
    private static final Digest SOME = Digest.of(new byte[0]);

    private static Standing standing() {
        return new Standing(new Assignment(
                PluginName.parse("acme/ssh"),
                Version.parse("1.0.0"),
                SOME,
                SOME,
                Json.object(),
                Capabilities.NONE,
                Limits.DEFAULT,
                Duration.ofMinutes(1)));
    }

    @Test
    void aRunIsExpectedOnceShortlyBeforeItIsDue() {
        Standing standing = standing();
        assertThat(standing.isExpected(NOON, AHEAD)).isFalse(); // the first is due at once
        assertThat(standing.tryStart(NOON, false)).isTrue();
        standing.finish();
        assertThat(standing.isExpected(NOON.plusSeconds(57), AHEAD)).isFalse();
        assertThat(standing.isExpected(NOON.plusSeconds(58), AHEAD)).isTrue();
        assertThat(standing.isExpected(NOON.plusSeconds(59), AHEAD)).isFalse(); // was told
        assertThat(standing.tryStart(NOON.plusSeconds(60), false)).isTrue();
        standing.finish();
        assertThat(standing.isExpected(NOON.plusSeconds(118), AHEAD)).isTrue(); // the next one
    }

    @Test
    void whatRunsIsNotExpected() {
        Standing standing = standing();
        assertThat(standing.tryStart(NOON, false)).isTrue();
        assertThat(standing.isExpected(NOON.plusSeconds(70), AHEAD)).isFalse();
        standing.finish();
        assertThat(standing.isExpected(NOON.plusSeconds(70), AHEAD)).isTrue();
    }
}
