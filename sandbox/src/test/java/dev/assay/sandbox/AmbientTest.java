package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Effective;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.LiveHost;
import dev.assay.sandbox.host.LogLine;
import dev.assay.sandbox.host.RecordedHost;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The environment's named values, and what every plugin has: log, clock, random. */
class AmbientTest {
    private static final Capabilities ENV = Capabilities.of(new Capability.Env("REGION"), new Capability.Env("UNSET"));
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00.123456789Z");
    private static final HostFile FILE = Guests.hostFile(ENV, Map.of());
    private static final Sandbox OPENED = Sandbox.open(FILE, List.of());

    private static Exchanges host() {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        LiveHost host = new LiveHost(
                FILE.means(), List.of(), Map.of("REGION", "eu-west-1", "TOKEN", "secret"), clock, new Random(7));
        return new Exchanges(
                new Sandbox(
                        FILE,
                        new Workers(Launcher.command(FILE, Launcher.bubblewrap())),
                        OPENED.confinement(),
                        host,
                        clock),
                ENV);
    }

    @Test
    void aNamedVariableIsTold() throws InterruptedException {
        assertThat(host().ok("env", "{\"name\":\"REGION\"}").path("value").asString())
                .isEqualTo("eu-west-1");
        assertThat(host().error("env", "{\"name\":\"UNSET\"}")).isEqualTo("not-found");
        assertThat(host().error("env", "{\"name\":\"REGION\",\"all\":true}")).isEqualTo("invalid-request");
    }

    @Test
    void aVariableThatIsNotNamedEndsTheRunAndIsNowhereTold() throws InterruptedException {
        Run run = host().run("env", "{\"name\":\"TOKEN\"}");
        assertThat(run.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(run.detail()).doesNotContain("secret");
    }

    @Test
    void theClockIsTheHosts() throws InterruptedException {
        assertThat(host().ok("clock", "{}").path("time").asString()).isEqualTo(NOW.toString());
        assertThat(host().ok("clock", "{}").path("unix-ms").asLong()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void randomIsAsLongAsAsked() throws Exception {
        assertThat(host().ok("random", "{\"bytes\":16}").path("base64").binaryValue())
                .hasSize(16);
        assertThat(host().ok("random", "{\"bytes\":65536}").path("base64").binaryValue())
                .hasSize(65_536);
        assertThat(host().error("random", "{\"bytes\":65537}")).isEqualTo("invalid-request");
        assertThat(host().error("random", "{\"bytes\":0}")).isEqualTo("invalid-request");
    }

    @Test
    void everyAnswerIsRecordedInItsOrder() throws InterruptedException {
        Run run = host().run("random", " {\"bytes\":4}");
        assertThat(run.hostCalls()).hasSize(2);
        assertThat(run.hostCalls().get(0).answer())
                .isNotEqualTo(run.hostCalls().get(1).answer());
    }

    @ParameterizedTest
    @CsvSource({"debug,DEBUG", "info,INFO", "warn,WARN", "error,ERROR"})
    void aLogLineKeepsItsLevel(String word, LogLine.Level level) throws InterruptedException {
        Run run = host().run("log", "{\"level\":\"" + word + "\",\"message\":\"hello\"}");
        assertThat(run.logs()).containsExactly(new LogLine(level, "hello"));
        assertThat(Exchanges.faults(
                        "log",
                        "{\"level\":\"" + word + "\",\"message\":\"hello\"}",
                        Guests.json(run.response()).path("records").path(0)))
                .isEmpty();
    }

    @Test
    void aLogLineIsInert() throws InterruptedException {
        Run run = host().run("log", "{\"level\":\"info\",\"message\":\"a\\u001b[2Jb\\nc\\u202e\"}");
        assertThat(run.logs().getFirst().message()).isEqualTo("a\\u001b[2Jb\\u000ac\\u202e");
    }

    @Test
    void aLevelThatIsNoneIsInvalid() throws InterruptedException {
        assertThat(host().error("log", "{\"level\":\"fatal\",\"message\":\"x\"}"))
                .isEqualTo("invalid-request");
    }

    @Test
    void aCapabilityThatTheContractDoesNotHaveIsNeverLinked() throws InterruptedException {
        Capabilities exec = Guests.exec("a");
        byte[] module = Guests.module("ask-exec");
        replace(module, "assay:exec@1", "assay:wire@1");
        Assessment asks = new Assessment(
                module, Guests.manifest(exec), exec, Guests.LIMITS, Operation.ASSESS, new byte[] {'{', '}'});
        Run run = OPENED.run(asks, RecordedHost.NOTHING, Effective.of(exec));
        assertThat(run.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(run.detail()).contains("assay:wire@1");
    }

    private static void replace(byte[] module, String from, String to) {
        String text = new String(module, java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[] changed = text.replace(from, to).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        System.arraycopy(changed, 0, module, 0, module.length);
    }
}
