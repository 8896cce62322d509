package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.Means;
import dev.assay.wasm.WasmModule;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way a guest can end, and that the next run is none the worse for it. */
class OutcomeTest {
    private static final Sandbox SANDBOX = Guests.sandbox(Capabilities.NONE);

    @Test
    void anHonestGuestCompletes() throws InterruptedException {
        Run run = SANDBOX.run(Guests.assess("honest", Guests.LIMITS));
        assertThat(run.detail()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(Guests.json(run.response())
                        .path("findings")
                        .path(0)
                        .path("key")
                        .asString())
                .isEqualTo("f");
        assertThat(run.peakMemoryBytes()).isEqualTo(65_536);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(quoteCharacter = '"', textBlock = """
            loop,             deadline,  its time of 700 ms was over
            loop-start,       deadline,  its time of 700 ms was over
            sleep,            deadline,  its time of 700 ms was over
            fill-memory,      deadline,  its time of 700 ms was over
            grow-memory,      memory,    memory beyond the limit was refused
            much-memory,      refused,   it starts with 134217728 bytes of memory
            recurse,          trapped,   its calls nested too deeply
            trap,             trapped,   unreachable
            trap-alloc,       trapped,   unreachable
            trap-start,       trapped,   unreachable
            data-outside,     trapped,   out of bounds memory access
            exit,             trapped,   the plugin left with status 7
            huge-answer,      output,    longer than the 4194304 bytes
            long-answer,      output,    longer than the 4194304 bytes
            log-flood,        output,    the log is more than 4194304 bytes
            outside-answer,   trapped,   "100 bytes at 65530, which is not inside the memory of 65536 bytes"
            wrapping-answer,  trapped,   "32 bytes at 4294967280, which is not inside"
            no-answer,        trapped,   "0 bytes at 0, which is not inside"
            lying-alloc,      trapped,   assay_alloc gave 2000 bytes at 65530
            negative-alloc,   trapped,   assay_alloc gave 2000 bytes at 4294967280
            no-alloc,         trapped,   assay_alloc gave 2000 bytes at 0
            call-outside,     trapped,   out of bounds memory access
            take-outside,     trapped,   out of bounds memory access
            take-nothing,     trapped,   no answer waiting
            take-more,        trapped,   take asked for
            invalid-answer,   trapped,   "its answer is not valid: $.findings[0]"
            malformed-answer, trapped,   its answer is not valid: JSON
            undeclared,       refused,   it imports env system
            wrong-type,       refused,   it imports assay:clock@1 call as (func (param i64)) and not as
            two-memories,     refused,   it must have one memory
            no-assess,        refused,   it does not export assay_alloc as (func (param i32) (result i32))
            """)
    void aHostileGuestEndsInItsOutcome(String guest, String outcome, String detail) throws InterruptedException {
        String request = " ".repeat(1998) + "{}";
        Limits limits = outcome.equals("deadline") ? Guests.BRIEF : Guests.LIMITS;
        Run run = SANDBOX.run(Guests.assess(guest, Capabilities.NONE, limits, request));
        assertThat(run.detail()).contains(detail);
        assertThat(run.outcome().id()).isEqualTo(outcome);
        assertThat(run.response()).isEmpty();
        assertThat(SANDBOX.run(Guests.assess("honest", Guests.LIMITS)).outcome())
                .isEqualTo(Outcome.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "loop-start", "fill-memory"})
    void aGuestThatUsesUpItsFuelIsStoppedThereAndSaysSo(String guest) throws InterruptedException {
        Limits little = fuel(3_000_000);
        Run run = SANDBOX.run(Guests.assess(guest, little));
        assertThat(run.detail()).isEqualTo("its fuel of " + little.fuel() + " was used up");
        assertThat(run.outcome()).isEqualTo(Outcome.FUEL);
        assertThat(run.fuel()).isEqualTo(little.fuel());
        assertThat(run.response()).isEmpty();
    }

    @Test
    void theSameRunUsesTheSameFuelAndThatIsEnoughForIt() throws InterruptedException {
        Run run = SANDBOX.run(Guests.assess("honest", Guests.LIMITS));
        assertThat(run.fuel()).isPositive();
        assertThat(SANDBOX.run(Guests.assess("honest", Guests.LIMITS)).fuel()).isEqualTo(run.fuel());
        assertThat(SANDBOX.run(Guests.assess("honest", fuel(run.fuel()))).outcome())
                .isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void whatAGuestUsedIsKnownHoweverItEnds() throws InterruptedException {
        assertThat(SANDBOX.run(Guests.assess("trap", Guests.LIMITS)).fuel()).isPositive();
        assertThat(SANDBOX.run(Guests.assess("loop", Guests.BRIEF)).fuel()).isGreaterThan(100_000);
        assertThat(SANDBOX.run(Guests.assess("undeclared", Guests.LIMITS)).fuel())
                .isZero();
    }

    private static Limits fuel(long fuel) {
        return new Limits(Guests.LIMITS.memoryBytes(), Guests.LIMITS.time(), fuel, Guests.LIMITS.outputBytes());
    }

    @Test
    void aGuestThatNeverStopsCallingItsHostEndsAtTheMostCallsThatARunMayMake() throws InterruptedException {
        Run run = SANDBOX.run(Guests.assess("host-calls", Guests.LIMITS));
        assertThat(run.detail()).contains("more than 10000 host calls");
        assertThat(run.outcome()).isEqualTo(Outcome.OUTPUT);
        assertThat(run.hostCalls()).hasSize(10_000);
    }

    @Test
    void aWorkerWhoseHeapIsUsedUpIsOutOfMemoryToo() throws InterruptedException {
        HostFile small =
                new HostFile(Confinement.Kind.BWRAP, 32L << 20, 0, Capabilities.NONE, Guests.LIMITS, Means.NONE);
        Run run = Sandbox.open(small, java.util.List.of()).run(Guests.assess("grow-memory", Guests.LIMITS));
        assertThat(run.detail()).isEqualTo("the worker's heap was used up");
        assertThat(run.outcome()).isEqualTo(Outcome.MEMORY);
    }

    @Test
    void everyFeatureThatIsOfferedRuns() throws Exception {
        assertThat(WasmModule.read(Guests.module("features")).features()).isEqualTo(Sandbox.FEATURES);
        Run run = SANDBOX.run(Guests.assess("features", Guests.LIMITS));
        assertThat(run.detail()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void aFeatureThatIsNotOfferedIsRefusedByItsName() throws InterruptedException {
        Run run = SANDBOX.run(Guests.assess("threads", Guests.LIMITS));
        assertThat(run.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(run.detail()).contains("it needs what this engine does not have: threads");
        assertThat(SANDBOX.run(Guests.assess("tail-call", Guests.LIMITS)).detail())
                .contains("it needs what this engine does not have: tail-call");
    }

    @Test
    void aGuestThatIsRefusedMemoryAndCopesCompletes() throws InterruptedException {
        assertThat(SANDBOX.run(Guests.assess("grow-and-go-on", Guests.LIMITS)).outcome())
                .isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void aTableGrowsToItsLimitAndIsThenRefused() throws InterruptedException {
        Run run = SANDBOX.run(Guests.assess("grow-table", Guests.LIMITS));
        assertThat(run.detail()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void theSmallestLimitOfManifestAdministratorAndHostCounts() throws InterruptedException {
        Limits generous = new Limits(1L << 30, Duration.ofMinutes(1), 1_000_000, 32L << 20);
        assertThat(SANDBOX.run(Guests.assess("much-memory", generous)).outcome())
                .isEqualTo(Outcome.REFUSED);
    }

    @Test
    void everyOperationIsAnswered() throws InterruptedException {
        Assessment describe =
                Assessment.describe(Guests.module("honest"), Guests.manifest(Capabilities.NONE), Capabilities.NONE);
        Run described = SANDBOX.run(describe);
        assertThat(described.detail()).isEmpty();
        assertThat(Guests.json(described.response()).path("version").asString()).isEqualTo("1.0.0");
        Assessment select = new Assessment(
                describe.module(),
                describe.manifest(),
                Capabilities.NONE,
                Guests.LIMITS,
                Operation.SELECT,
                "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(Guests.json(SANDBOX.run(select).response()).path("subjects").size())
                .isEqualTo(1);
    }

    @Test
    void aDescriptionOfAnotherVersionThanTheManifestsIsNotAccepted() throws InterruptedException {
        Run run = SANDBOX.run(
                Assessment.describe(Guests.module("impostor"), Guests.manifest(Capabilities.NONE), Capabilities.NONE));
        assertThat(run.outcome()).isEqualTo(Outcome.TRAPPED);
        assertThat(run.detail()).contains("$.version '6.6.6'").contains("1.0.0");
    }

    @Test
    void bytesThatAreNoModuleAreRefused() throws InterruptedException {
        byte[] honest = Guests.module("honest");
        honest[7] = 1;
        Run run = SANDBOX.run(Assessment.describe(honest, Guests.manifest(Capabilities.NONE), Capabilities.NONE));
        assertThat(run.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(run.detail()).contains("it is no WebAssembly module that can be run");
    }
}
