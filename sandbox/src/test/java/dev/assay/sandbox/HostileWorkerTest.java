package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.LiveHost;
import dev.assay.sandbox.worker.Ending;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker that a guest took over can end its own run, as what it is, and do no more. */
class HostileWorkerTest {
    private static final HostFile FILE = Guests.hostFile(Capabilities.NONE, Map.of());

    private static Sandbox sandbox(List<String> command) {
        LiveHost host = new LiveHost(FILE.means(), List.of(), Map.of(), Clock.systemUTC(), new Random());
        Confinement none = Confinement.found(Confinement.Kind.NONE, "connect");
        return new Sandbox(FILE, new Workers(command), none, host, Clock.systemUTC());
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(Leftovers.commandsOf("FakeWorker")).isEmpty();
        Leftovers.awaitNoThreads();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            garbage-greeting,  crashed,   the worker did not start
            newer-greeting,    crashed,   the greeting is not that of channel version 3
            deaf,              deadline,  its time of 700 ms was over
            mute,              deadline,  its time of 700 ms was over
            stderr-flood,      deadline,  its time of 700 ms was over
            garbage,           crashed,   a frame of the unknown type 63
            endless-frame,     crashed,   a frame of 2147483647 bytes
            negative-frame,    crashed,   a frame of 4294967295 bytes
            half-frame,        crashed,   the channel ended inside a frame
            dies,              crashed,   exit status 42
            out-of-heap,       memory,    the worker's heap was used up
            flood,             output,    the log is more than
            speaks-as-parent,  crashed,   the worker sent STOP
            greets-again,      crashed,   the worker sent HELLO
            wrong-ending,      crashed,   ''
            profile,           crashed,   the worker sent a profile that nobody asked for
            unknown-ending,    crashed,   an ending of an unknown kind
            wrong-call,        crashed,   a call that cannot be read
            wrong-random,      crashed,   the worker asked for random in a way that cannot be answered
            undeclared-call,   denied,    file read /etc/shadow is not in the effective set
            stopped-by-itself, crashed,   ''
            long-response,     output,    ''
            false-response,    trapped,   $.abi
            escapes,           trapped,   \\u001b[31m\\u000axxx
            """)
    void whateverItDoesTheRunEndsAsWhatItIs(String behaviour, String outcome, String detail) throws Exception {
        Limits limits = outcome.equals("deadline") ? Guests.BRIEF : Guests.LIMITS;
        Run run = sandbox(FakeWorker.command(behaviour)).run(Guests.assess("honest", limits));
        assertThat(run.detail()).contains(detail);
        assertThat(run.outcome().id()).isEqualTo(outcome);
        assertThat(run.response()).isEmpty();
        assertThat(run.peakMemoryBytes()).isLessThanOrEqualTo(limits.memoryBytes());
        assertThat(run.fuel()).isBetween(0L, limits.fuel());
        assertThat(run.detail().length()).isLessThan(2 * Ending.LONGEST_DETAIL);
    }

    @Test
    void aWorkerThatAsksAndNeverListensCannotHoldItsParent() throws Exception {
        Run run = sandbox(FakeWorker.command("clock-flood")).run(Guests.assess("honest", Guests.BRIEF));
        assertThat(run.outcome()).isIn(Outcome.DEADLINE, Outcome.OUTPUT);
    }

    @Test
    void aWorkerThatNeverGreetsIsGivenUp() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start(FakeWorker.command("silent"), 1000)) {
            assertThatThrownBy(() -> worker.greet(Duration.ofMillis(300)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the channel ended before the greeting");
        }
    }

    @Test
    void aWorkerThatCannotBeStartedIsACrash() throws Exception {
        Run run = sandbox(List.of("/no/such/java")).run(Guests.assess("honest", Guests.BRIEF));
        assertThat(run.outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(run.detail()).contains("no worker could be started").contains("/no/such/java");
    }
}
