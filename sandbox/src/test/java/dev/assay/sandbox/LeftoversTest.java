package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two hundred runs, good and bad, leave this process as it was. */
class LeftoversTest {
    private static final Limits SHORT = new Limits(64L << 20, Duration.ofMillis(300), 1L << 40, 1 << 20);
    private static final Capabilities SLEEP = Guests.exec("sleeps");

    @Test
    void noProcessFileOrThreadIsLeftBehind() throws Exception {
        Sandbox sandbox =
                Sandbox.open(Guests.hostFile(SLEEP, Map.of("sleeps", List.of("/bin/sleep", "2222"))), List.of());
        List<String> hostile =
                List.of("trap", "loop", "grow-memory", "honest", "exit", "recurse", "log-flood", "undeclared");
        sandbox.run(Guests.assess("honest", Guests.LIMITS));
        int descriptors = Leftovers.descriptors();
        Set<String> files = Leftovers.temporaryFiles();
        for (int i = 0; i < 200; i++) {
            if (i % 20 == 7) {
                Run run = sandbox.run(Guests.assess("ask-exec", SLEEP, SHORT, "{\"name\":\"sleeps\"}"));
                assertThat(run.outcome()).isEqualTo(Outcome.DEADLINE);
            } else {
                Run run = sandbox.run(Guests.assess(hostile.get(i % hostile.size()), SHORT));
                assertThat(run.outcome()).isNotEqualTo(Outcome.CRASHED);
            }
        }
        assertThat(Leftovers.commandsOf("Worker")).isEmpty();
        assertThat(Leftovers.commandsOf("bwrap")).isEmpty();
        assertThat(Leftovers.commandsOf("sleep 2222")).isEmpty();
        Leftovers.awaitNoThreads();
        assertThat(Leftovers.temporaryFiles()).isEqualTo(files);
        assertThat(Leftovers.descriptors()).isLessThanOrEqualTo(descriptors + 2);
        assertThat(sandbox.run(Guests.assess("honest", Guests.LIMITS)).outcome())
                .isEqualTo(Outcome.COMPLETED);
    }
}
