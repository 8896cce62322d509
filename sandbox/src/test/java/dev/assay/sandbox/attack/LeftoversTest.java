package dev.assay.sandbox.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.sandbox.Leftovers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile runs in a row leave this process as it was. */
class LeftoversTest {
    private static final Limits SHORT = new Limits(64L << 20, Duration.ofMillis(300), 1L << 40, 1 << 20);
    private static final List<Attack> ATTACKS = Stream.concat(Attacks.PLUGINS.stream(), Attacks.WORKERS.stream())
            .filter(attack -> attack.outcome() != Outcome.REFUSED) // nothing is started for those
            .toList();

    @TempDir
    Path folder;

    @Test
    void aFewLeaveNoProcessFileOrThreadBehind() throws Exception {
        nothingIsLeftOf(20);
    }

    @Test
    @Tag("nightly") // minutes
    void aThousandLeaveNoProcessFileOrThreadBehind() throws Exception {
        nothingIsLeftOf(1000);
    }

    private void nothingIsLeftOf(int runs) throws Exception {
        try (Stage stage = new Stage(folder)) {
            stage.honest();
            int descriptors = Leftovers.descriptors();
            Set<String> files = Leftovers.temporaryFiles();
            for (int i = 0; i < runs; i++) {
                stage.run(
                        ATTACKS.get(
                                (int) ((long) i * ATTACKS.size() / Math.min(runs, ATTACKS.size()) % ATTACKS.size())),
                        SHORT);
            }
            assertThat(Leftovers.commandsOf("Worker")).isEmpty();
            assertThat(Leftovers.commandsOf("bwrap")).isEmpty();
            assertThat(Leftovers.commandsOf("sleep 4444")).isEmpty();
            Leftovers.awaitNoThreads();
            assertThat(Leftovers.temporaryFiles()).isEqualTo(files);
            assertThat(Leftovers.descriptors()).isLessThanOrEqualTo(descriptors + 2);
            assertThat(stage.honest().outcome()).isEqualTo(Outcome.COMPLETED);
        }
    }
}
