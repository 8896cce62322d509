package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.HostCall;
import dev.assay.sandbox.host.LogLine;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** WASI preview 1, as a command plugin finds it. Error numbers are the preview's: 8 EBADF, 28 EINVAL, 70 ESPIPE, 76 ENOTCAPABLE. */
class WasiTest {
    private static Run run;
    private static JsonNode told;

    @BeforeAll
    static void runACommand() throws InterruptedException {
        run = Guests.sandbox(Capabilities.NONE)
                .run(Guests.assess("wasi", Capabilities.NONE, Guests.LIMITS, "the request"));
        assertThat(run.detail()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.COMPLETED);
        told = Guests.json(run.response()).path("records").path(0);
    }

    private static String told(String name) {
        return told.path(name).asString();
    }

    @Test
    void aCommandGetsItsOperationAsArgumentAndItsRequestAsInput() {
        assertThat(told("args")).isEqualTo("2");
        assertThat(told("operation")).isEqualTo("assess");
        assertThat(told("request")).isEqualTo("the request");
        assertThat(told("read")).isEqualTo("11");
    }

    @Test
    void theEnvironmentIsEmptyAndThatIsNoError() {
        assertThat(told("environ")).isEqualTo("0");
        assertThat(told("environ-get")).isEqualTo("0");
    }

    @Test
    void theClockRunsAndAnUnknownOneIsRefused() {
        assertThat(told("realtime")).isEqualTo("0");
        assertThat(told("resolution")).isEqualTo("1000");
        assertThat(told("clock-9")).isEqualTo("28");
    }

    @Test
    void sleepingSleeps() {
        assertThat(told("poll")).isEqualTo("1");
        assertThat(told("slept")).isEqualTo("1");
        assertThat(told("event")).isEqualTo("42");
        assertThat(told("poll-0")).isEqualTo("28");
        assertThat(told("yield")).isEqualTo("0");
    }

    @Test
    void randomIsServedInBounds() {
        assertThat(told("random")).isEqualTo("0");
        assertThat(told("random-differs")).isEqualTo("1");
        assertThat(told("random-huge")).isEqualTo("28");
    }

    @Test
    void thereAreThreeStreamsAndNothingElse() {
        assertThat(told("fdstat")).isEqualTo("2");
        assertThat(told("fdstat-3")).isEqualTo("8");
        assertThat(told("prestat")).isEqualTo("8");
        assertThat(told("seek")).isEqualTo("70");
        assertThat(told("close-3")).isEqualTo("8");
        assertThat(told("write-3")).isEqualTo("8");
        assertThat(told("write-many")).isEqualTo("28");
    }

    @Test
    void filesAndSocketsAreOutOfReach() {
        assertThat(told("open")).isEqualTo("76");
        assertThat(told("send")).isEqualTo("76");
    }

    @Test
    void standardErrorIsTheLogLineByLine() {
        assertThat(run.logs())
                .containsExactly(
                        new LogLine(LogLine.Level.INFO, "one line"), new LogLine(LogLine.Level.INFO, "half a line"));
    }

    @Test
    void everyClockAndRandomValueIsRecorded() {
        assertThat(run.hostCalls().stream().map(HostCall::capability).toList())
                .isEqualTo(List.of("clock", "clock", "clock", "random"));
    }
}
