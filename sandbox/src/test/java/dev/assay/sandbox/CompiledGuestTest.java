package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.Means;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.sandbox.receipt.Replay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A compiled guest is under the same limits as an interpreted one, ends in the same way, and uses the same fuel. */
class CompiledGuestTest {
    @TempDir
    private static Path folder;

    private static Sandbox compiler;
    private static Sandbox interpreter;

    private static Sandbox open(Engine engine) {
        HostFile file = new HostFile(
                        Confinement.Kind.BWRAP, 320L << 20, 0, Capabilities.NONE, Guests.LIMITS, Means.NONE)
                .with(engine);
        return Sandbox.open(file, List.of(), Optional.of(folder));
    }

    @BeforeAll
    static void openBoth() {
        compiler = open(Engine.COMPILER);
        interpreter = open(Engine.INTERPRETER);
    }

    @AfterAll
    static void closeBoth() {
        compiler.close();
        interpreter.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"honest", "loop", "recurse", "grow-memory", "call-outside", "trap-start", "huge-answer"})
    void it_ends_as_it_does_in_the_interpreter_with_the_same_fuel(String guest) throws InterruptedException {
        Limits limits = new Limits(64L << 20, Duration.ofSeconds(30), 9_000_000, 4L << 20);
        Run expected = interpreter.run(Guests.assess(guest, limits));
        Run run = compiler.run(Guests.assess(guest, limits));

        assertThat(run.detail()).isEqualTo(expected.detail());
        assertThat(run.outcome()).isEqualTo(expected.outcome());
        assertThat(run.response()).isEqualTo(expected.response());
        assertThat(run.fuel()).isEqualTo(expected.fuel());
        assertThat(run.peakMemoryBytes()).isEqualTo(expected.peakMemoryBytes());
    }

    @Test
    void what_trapped_in_it_is_the_same_when_it_is_run_again_interpreted() throws InterruptedException {
        Receipt receipt = Receipted.of(compiler, "read-on", Guests.LIMITS);
        assertThat(receipt.statement().outcome()).isEqualTo(Outcome.TRAPPED);
        assertThat(receipt.statement().replayable()).isTrue();

        Replay.Verdict verdict = new Replay(interpreter).of(Receipt.read(receipt.bytes()), Guests.module("read-on"));

        assertThat(verdict).isInstanceOf(Replay.Same.class);
        assertThat(verdict.notes())
                .last()
                .asString()
                .startsWith("it was trapped, of which compiled code tells the fuel");
    }

    @Test
    void it_is_stopped_when_its_time_is_over() throws InterruptedException {
        compiler.run(Guests.assess("loop", Guests.BRIEF));
        Run run = compiler.run(Guests.assess("loop", Guests.BRIEF));

        assertThat(run.outcome()).isEqualTo(Outcome.DEADLINE);
        assertThat(run.duration()).isLessThan(Guests.BRIEF.time().plusMillis(400));
    }
}
