package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.LiveHost;
import dev.assay.sandbox.worker.CallTree;
import dev.assay.sandbox.worker.CallTree.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the fuel went: every unit of it, by the path of calls, for the same fuel as without looking. */
class ProfileTest {
    private static final int LEAF = 0;
    private static final int EARLY = 1;
    private static final int DOWN = 2;
    private static final int ALLOC = 3;
    private static final int ASSESS = 5;

    private static final Sandbox SANDBOX = Guests.sandbox(Capabilities.NONE);

    private static final class Watching implements Observer {
        private final List<Profile> profiles = new ArrayList<>();

        @Override
        public boolean wantsProfile() {
            return true;
        }

        @Override
        public void profiled(Profile profile) {
            profiles.add(profile);
        }

        List<Entry> entries() {
            assertThat(profiles).hasSize(1);
            return profiles.getFirst().entries();
        }
    }

    private static Assessment calls(String request, long fuel) {
        Limits limits = new Limits(Guests.LIMITS.memoryBytes(), Guests.LIMITS.time(), fuel, 4L << 20);
        return Guests.assess("calls", Capabilities.NONE, limits, request);
    }

    @Test
    void everyUnitIsCountedWhereItWasUsedAndLookingCostsNone() throws InterruptedException {
        Run plain = SANDBOX.run(calls("{}", 1L << 40));
        Watching watching = new Watching();
        Run watched = SANDBOX.run(calls("{}", 1L << 40), watching);

        assertThat(watched.outcome()).as(watched.detail()).isEqualTo(Outcome.COMPLETED);
        assertThat(watched.response()).isEqualTo(plain.response());
        assertThat(watched.fuel()).isEqualTo(plain.fuel()).isPositive();
        assertThat(watching.entries().stream().mapToLong(Entry::fuel).sum()).isEqualTo(watched.fuel());
        assertThat(watching.entries())
                .extracting(Entry::depth, Entry::function, Entry::calls)
                .containsExactly(
                        tuple(0, ALLOC, 1),
                        tuple(0, ASSESS, 1),
                        tuple(1, EARLY, 3),
                        tuple(2, LEAF, 2),
                        tuple(1, DOWN, 1),
                        tuple(2, DOWN, 1),
                        tuple(3, DOWN, 1),
                        tuple(4, LEAF, 1));
        assertThat(watching.entries().get(3).fuel())
                .as("two calls of the same function cost twice what one does")
                .isEqualTo(2 * watching.entries().get(7).fuel());
    }

    private static org.assertj.core.groups.Tuple tuple(int depth, int function, long calls) {
        return org.assertj.core.groups.Tuple.tuple(depth, function, calls);
    }

    /** A trap leaves functions that never said that they ended. */
    @ParameterizedTest
    @CsvSource({"'[1]', 1000000, TRAPPED", "{}, 20, FUEL"})
    void aRunThatIsCutOffTellsWhatItUsedUntilThen(String request, long fuel, Outcome outcome)
            throws InterruptedException {
        Watching watching = new Watching();
        Run run = SANDBOX.run(calls(request, fuel), watching);

        assertThat(run.outcome()).as(run.detail()).isEqualTo(outcome);
        assertThat(watching.entries()).isNotEmpty();
        assertThat(watching.entries().stream().mapToLong(Entry::fuel).sum()).isGreaterThanOrEqualTo(run.fuel());
    }

    @Test
    void callsThatNestDeeplyAreCountedAsTheirCallers() throws InterruptedException {
        Watching watching = new Watching();
        Run run = SANDBOX.run(Guests.assess("recurse", Guests.LIMITS), watching);

        assertThat(run.detail()).contains("nested too deeply");
        assertThat(watching.entries().stream().mapToInt(Entry::depth).max()).hasValue(CallTree.DEEPEST - 1);
        assertThat(watching.entries().stream().mapToLong(Entry::fuel).sum()).isEqualTo(run.fuel());
    }

    @Test
    void aWorkerThatSendsNonsenseForAProfileHasCrashed() throws InterruptedException {
        HostFile file = Guests.hostFile(Capabilities.NONE, Map.of());
        LiveHost host = new LiveHost(file.means(), List.of(), Map.of(), Clock.systemUTC(), new Random());
        Confinement none = Confinement.found(Confinement.Kind.NONE, "");
        try (Sandbox taken =
                new Sandbox(file, new Workers(FakeWorker.command("profile")), none, host, Clock.systemUTC())) {
            Run run = taken.run(calls("{}", 1000), new Watching());
            assertThat(run.outcome()).isEqualTo(Outcome.CRASHED);
            assertThat(run.detail()).contains("a profile that cannot be read");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,0,1,1", "0,0,1,1 2,0,1,1", "0,-1,1,1", "0,0,-1,1", "0,0,1,-1", "-1,0,1,1"})
    void whatIsNoTreeIsRefused(String entries) {
        assertThatThrownBy(() -> CallTree.read(bytes(entries)))
                .isInstanceOf(IOException.class)
                .hasMessage("a profile that is no tree");
    }

    @Test
    void aTreeIsReadAndOneWithANodeTooManyIsNot() throws IOException {
        assertThat(CallTree.read(bytes("0,4,1,9 1,5,2,3 2,5,1,1 1,6,1,1 0,4,1,1")))
                .hasSize(5);
        assertThat(CallTree.read(bytes("0,1,1,1 ".repeat(CallTree.MOST_NODES).strip())))
                .hasSize(CallTree.MOST_NODES);
        assertThatThrownBy(() -> CallTree.read(
                        bytes("0,1,1,1 ".repeat(CallTree.MOST_NODES + 1).strip())))
                .hasMessage("a profile that cannot be read");
    }

    private static byte[] bytes(String entries) {
        String[] all = entries.split(" ", -1);
        ByteBuffer out = ByteBuffer.allocate(all.length * 24);
        for (String entry : all) {
            String[] numbers = entry.split(",", -1);
            out.putInt(Integer.parseInt(numbers[0])).putInt(Integer.parseInt(numbers[1]));
            out.putLong(Long.parseLong(numbers[2])).putLong(Long.parseLong(numbers[3]));
        }
        return out.array();
    }
}
