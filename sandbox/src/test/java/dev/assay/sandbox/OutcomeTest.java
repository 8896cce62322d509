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
import org.junit.jupiter.params.provider.ValueSource;

/** How guests end, and what is known of them then. Those that mean harm are in the package {@code attack}. */
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
        assertThat(usedByALoop()).isGreaterThan(100_000);
        assertThat(SANDBOX.run(Guests.assess("undeclared", Guests.LIMITS)).fuel())
                .isZero();
    }

    /** A worker that is too slow to say it, on a machine that is busy with other things, is killed and has said nothing. */
    private static long usedByALoop() throws InterruptedException {
        long used = 0;
        for (int tries = 0; used == 0 && tries < 10; tries++) {
            Run run = SANDBOX.run(Guests.assess("loop", Guests.BRIEF));
            assertThat(run.outcome()).isEqualTo(Outcome.DEADLINE);
            used = run.fuel();
        }
        return used;
    }

    private static Limits fuel(long fuel) {
        return new Limits(Guests.LIMITS.memoryBytes(), Guests.LIMITS.time(), fuel, Guests.LIMITS.outputBytes());
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
    void bytesThatAreNoModuleAreRefused() throws InterruptedException {
        byte[] honest = Guests.module("honest");
        honest[7] = 1;
        Run run = SANDBOX.run(Assessment.describe(honest, Guests.manifest(Capabilities.NONE), Capabilities.NONE));
        assertThat(run.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(run.detail()).contains("it is no WebAssembly module that can be run");
    }
}
