package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Effective;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.LiveHost;
import dev.assay.sandbox.host.Means;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ExecTest {
    private static final Map<String, List<String>> COMMANDS = Map.of(
            "arguments", List.of("/usr/bin/printf", "%s|", "a b", "; id", "$(id)", "`id`"),
            "environment", List.of("/usr/bin/env"),
            "fails", List.of("/bin/sh", "-c", "echo out; echo err >&2; exit 7"),
            "reads", List.of("/bin/cat"),
            "floods", List.of("/usr/bin/yes"),
            "sleeps", List.of("/bin/sleep", "3333"),
            "binary", List.of("/usr/bin/printf", "\\377ok"),
            "missing", List.of("/usr/sbin/no-such-program"),
            "unrunnable", List.of("/etc/passwd"));
    private static final Capabilities ALL = Guests.exec(COMMANDS.keySet().toArray(String[]::new));
    private static final Sandbox SANDBOX = Sandbox.open(Guests.hostFile(ALL, COMMANDS), List.of());
    private static final Exchanges HOST = new Exchanges(SANDBOX, ALL);

    @Test
    void aCommandSeesNothingOfTheRuntimesEnvironment() throws InterruptedException {
        assertThat(HOST.ok("exec", "{\"name\":\"environment\"}")
                        .path("stdout")
                        .asString()
                        .lines())
                .containsExactlyInAnyOrder("HOME=/", "LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin");
    }

    @Test
    void theStatusAndBothStreamsAreTold() throws InterruptedException {
        JsonNode ok = HOST.ok("exec", "{\"name\":\"fails\"}");
        assertThat(ok.path("status").asInt()).isEqualTo(7);
        assertThat(ok.path("stdout").asString()).isEqualTo("out\n");
        assertThat(ok.path("stderr").asString()).isEqualTo("err\n");
    }

    @Test
    void aCommandFindsNothingOnItsInput() throws InterruptedException {
        assertThat(HOST.ok("exec", "{\"name\":\"reads\"}").path("stdout").asString())
                .isEmpty();
    }

    @Test
    void outputThatIsNoTextIsMadeText() throws InterruptedException {
        assertThat(HOST.ok("exec", "{\"name\":\"binary\"}").path("stdout").asString())
                .isEqualTo("\ufffdok");
    }

    @Test
    void aProgramThatIsNotInstalledIsNotFound() throws InterruptedException {
        assertThat(HOST.error("exec", "{\"name\":\"missing\"}")).isEqualTo("not-found");
    }

    @Test
    void aProgramThatCannotBeStartedHasFailed() throws InterruptedException {
        assertThat(HOST.error("exec", "{\"name\":\"unrunnable\"}")).isEqualTo("failed");
    }

    @Test
    void aCommandThatNeverStopsWritingIsStoppedAndTooLarge() throws InterruptedException {
        assertThat(HOST.error("exec", "{\"name\":\"floods\"}")).isEqualTo("too-large");
        assertThat(Leftovers.commandsOf("/usr/bin/yes")).isEmpty();
    }

    @Test
    void aCommandThatOutlivesTheRunIsKilledWithIt() throws InterruptedException {
        Run run = SANDBOX.run(Guests.assess("ask-exec", ALL, Guests.BRIEF, "{\"name\":\"sleeps\"}"));
        assertThat(run.outcome()).isEqualTo(Outcome.DEADLINE);
        assertThat(Leftovers.commandsOf("sleep 3333")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sshd-effective", "arguments; id", "../arguments", "", "ARGUMENTS"})
    void aNameOutsideTheEffectiveSetEndsTheRun(String name) throws InterruptedException {
        Run run = HOST.run("exec", "{\"name\":\"" + name + "\"}");
        assertThat(run.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(run.detail()).isEqualTo("exec " + name + " is not in the effective set");
        assertThat(run.hostCalls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"arguments\",\"arguments\":[\"x\"]}",
                "{\"name\":[\"arguments\"]}",
                "{}",
                "[]",
                "not json",
                "{\"name\":\"arguments\",\"name\":\"fails\"}"
            })
    void aRequestThatIsNotOfTheContractIsInvalid(String request) throws InterruptedException {
        assertThat(HOST.error("exec", request)).isEqualTo("invalid-request");
    }

    @Test
    void everyLayerNarrowsWhatMayBeCalled() throws InterruptedException {
        Capabilities one = Guests.exec("fails");
        for (List<Capabilities> layers :
                List.of(List.of(one, ALL, ALL), List.of(ALL, one, ALL), List.of(ALL, ALL, one))) {
            Effective effective = new Effective(layers);
            Assessment asks = Guests.assess("ask-exec", ALL, Guests.LIMITS, "{\"name\":\"arguments\"}");
            LiveHost host = new LiveHost(
                    new Means(COMMANDS), List.of(), Map.of(), java.time.Clock.systemUTC(), new java.util.Random(0));
            assertThat(SANDBOX.run(asks, host, effective).outcome()).isEqualTo(Outcome.DENIED);
        }
    }

    @Test
    void anImportThatNotEveryLayerAllowsIsNeverLinked() throws InterruptedException {
        Assessment ungranted = new Assessment(
                Guests.module("ask-exec"),
                Guests.manifest(ALL),
                Capabilities.NONE,
                new Limits(64L << 20, Duration.ofSeconds(5), 1, 1 << 20),
                Operation.ASSESS,
                "{}".getBytes(StandardCharsets.UTF_8));
        Run run = SANDBOX.run(ungranted);
        assertThat(run.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(run.detail())
                .contains("it imports assay:exec@1 call, which manifest, grant and host file do not all allow");
    }
}
