package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.Means;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfinementTest {
    private static final HostFile CONFINED = Guests.hostFile(Capabilities.NONE, Map.of());
    private static final HostFile UNCONFINED = new HostFile(
            Confinement.Kind.NONE, CONFINED.heapBytes(), 0, Capabilities.NONE, CONFINED.limits(), Means.NONE);

    @Test
    void aConfinedWorkerFindsNoWayOut() {
        Confinement confinement = Sandbox.open(CONFINED, List.of()).confinement();
        assertThat(confinement.open()).isEmpty();
        assertThat(confinement).hasToString("bwrap: no files, no network, no other processes");
    }

    @Test
    void anUnconfinedWorkerFindsEveryWayOutAndThatIsSaid() {
        Confinement confinement = Sandbox.open(UNCONFINED, List.of()).confinement();
        assertThat(confinement).hasToString("none: open to connect, read-files, see-processes, write-files");
    }

    @Test
    void withoutConfinementARunIsBoundByItsLimitsAllTheSame() throws InterruptedException {
        Sandbox sandbox = Sandbox.open(UNCONFINED, List.of());
        assertThat(sandbox.run(Guests.assess("honest", Guests.LIMITS)).outcome())
                .isEqualTo(Outcome.COMPLETED);
        assertThat(sandbox.run(Guests.assess("loop", Guests.BRIEF)).outcome()).isEqualTo(Outcome.DEADLINE);
    }

    @Test
    void aWorkerThatIsLessConfinedThanDemandedIsRefused() {
        List<String> bare = Launcher.unconfined(CONFINED.heapBytes());
        assertThatThrownBy(() -> Trial.of(Confinement.Kind.BWRAP, bare))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("one could connect, read-files, see-processes, write-files")
                .hasMessageContaining("confinement: none");
    }

    @Test
    void whereBubblewrapIsMissingTheMessageSaysHowToGetIt() {
        assertThatThrownBy(() -> Launcher.command(CONFINED, Optional.empty()))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("apt-get install bubblewrap");
        assertThat(Launcher.command(UNCONFINED, Optional.empty())).doesNotContain("--unshare-net");
    }

    @Test
    void whereBubblewrapDoesNotWorkItsOwnWordsAreShown() {
        List<String> broken = Launcher.confined(Path.of("/usr/bin/bwrap"), CONFINED.heapBytes()).stream()
                .map(word -> word.equals("--unshare-net") ? "--no-such-option" : word)
                .toList();
        assertThatThrownBy(() -> Trial.of(Confinement.Kind.BWRAP, broken))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("a worker cannot be started by /usr/bin/bwrap")
                .hasMessageContaining("no-such-option");
    }

    @Test
    void whatAWorkerIsGivenIsTheJdkTheSystemsLibrariesAndItsOwnJars() {
        List<String> command = Launcher.command(CONFINED, Launcher.bubblewrap());
        List<String> bound = command.stream()
                .skip(1)
                .filter(word -> command.get(command.indexOf(word) - 1).equals("--ro-bind"))
                .toList();
        assertThat(bound)
                .allSatisfy(path -> assertThat(path)
                        .matches(
                                "/usr/lib.*|/lib.*|/etc/ld.so.cache|/etc/java.*|/etc/ssl/certs/java/cacerts|.*/sandbox/target/classes|.*/run/endive/.*\\.jar|"
                                        + System.getProperty("java.home")));
        assertThat(command).contains("--clearenv", "--die-with-parent").doesNotContain("--bind", "--share-net");
    }

    @Test
    void whatTheTrialMadeIsGoneAfterIt() throws Exception {
        var before = Leftovers.temporaryFiles();
        Sandbox.open(UNCONFINED, List.of());
        assertThat(Leftovers.temporaryFiles()).isEqualTo(before);
    }
}
