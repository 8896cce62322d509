package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.Means;
import dev.assay.sandbox.kernel.Filter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfinementTest {
    private static final Confinement.Demand BWRAP = Confinement.Demand.of(Confinement.Kind.BWRAP);
    private static final Confinement.Demand LANDLOCK = Confinement.Demand.of(Confinement.Kind.LANDLOCK);
    private static final HostFile CONFINED = Guests.hostFile(Capabilities.NONE, Map.of());
    private static final HostFile LANDLOCKED = new HostFile(
            Confinement.Kind.LANDLOCK, CONFINED.heapBytes(), 0, Capabilities.NONE, CONFINED.limits(), Means.NONE);
    private static final HostFile UNCONFINED = new HostFile(
            Confinement.Kind.NONE, CONFINED.heapBytes(), 0, Capabilities.NONE, CONFINED.limits(), Means.NONE);

    @Test
    void aConfinedWorkerFindsNoWayOut() {
        Confinement confinement = Sandbox.open(CONFINED, List.of()).confinement();
        assertThat(confinement.open()).isEmpty();
        assertThat(confinement).hasToString("bwrap: no files, no network, no other processes, few system calls");
    }

    @Test
    void aWorkerShutInByLandlockAloneFindsNoWayOutAndRuns() throws InterruptedException {
        try (Sandbox sandbox = Sandbox.open(LANDLOCKED, List.of())) {
            assertThat(sandbox.confinement())
                    .hasToString("landlock: no files, no network, no other processes, few system calls");
            assertThat(sandbox.run(Guests.assess("honest", Guests.LIMITS)).outcome())
                    .isEqualTo(Outcome.COMPLETED);
            assertThat(sandbox.run(Guests.assess("loop", Guests.BRIEF)).outcome())
                    .isEqualTo(Outcome.DEADLINE);
        }
        assertThat(Leftovers.commandsOf("sandbox.worker.Worker")).isEmpty();
    }

    @Test
    void whatCannotBeShutInByLandlockIsNotStarted() {
        List<String> command = Launcher.landlocked(LANDLOCKED.heapBytes()).stream()
                .map(word -> word.equals("/etc/ld.so.cache") ? "/no/such/folder" : word)
                .toList();
        assertThatThrownBy(() -> Trial.of(LANDLOCK, command))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("a worker cannot be started with confinement landlock")
                .hasMessageContaining("could not open /no/such/folder")
                .hasMessageContaining("Use a kernel with Landlock switched on");
    }

    @Test
    void aFilterThatWasLeftOutIsSeenAndToleratedOnlyByName() {
        List<String> unfiltered = without(Launcher.command(CONFINED, Launcher.bubblewrap()), "--seccomp", "3");
        assertThatThrownBy(() -> Trial.of(BWRAP, unfiltered))
                .hasMessageContaining("they are open to kernel, sockets, start-processes.")
                .hasMessageContaining("tolerate: [kernel, sockets, start-processes]");
        assertThatThrownBy(() -> Trial.of(
                        new Confinement.Demand(Confinement.Kind.BWRAP, Set.of("kernel", "sockets")), unfiltered))
                .hasMessageContaining("they are open to start-processes.");
        Confinement found = Trial.of(
                new Confinement.Demand(Confinement.Kind.BWRAP, Set.of("kernel", "sockets", "start-processes")),
                unfiltered);
        assertThat(found).hasToString("bwrap: open to kernel, sockets, start-processes");
    }

    @Test
    void theFilterIsAFileWithoutAName() throws Exception {
        Path filter = FilterFile.ofThisProcess().orElseThrow();
        assertThat(Files.readAllBytes(filter)).isEqualTo(Filter.forThisMachine().orElseThrow());
        assertThat(FilterFile.ofThisProcess()).contains(filter);
        assertThat(Files.readSymbolicLink(filter).toString()).endsWith("(deleted)");
    }

    @Test
    void privilegesThatWereNotDroppedAreSeen() {
        List<String> command = without(Launcher.command(CONFINED, Launcher.bubblewrap()), "--cap-drop", "ALL");
        List<String> privileged = new ArrayList<>(command);
        privileged.addAll(command.indexOf("--clearenv"), List.of("--cap-add", "CAP_CHOWN"));
        assertThatThrownBy(() -> Trial.of(BWRAP, privileged)).hasMessageContaining("they are open to privileges.");
    }

    private static List<String> without(List<String> command, String option, String value) {
        List<String> left = new ArrayList<>(command);
        int at = left.indexOf(option);
        assertThat(left.get(at + 1)).isEqualTo(value);
        left.subList(at, at + 2).clear();
        return left;
    }

    @Test
    void anUnconfinedWorkerFindsEveryWayOutAndThatIsSaid() {
        Confinement confinement = Sandbox.open(UNCONFINED, List.of()).confinement();
        assertThat(confinement)
                .hasToString("none: open to connect, kernel, privileges, read-files, see-processes, sockets,"
                        + " start-processes, write-files");
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
        assertThatThrownBy(() -> Trial.of(BWRAP, bare))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("open to connect, kernel, privileges, read-files, see-processes, sockets,"
                        + " start-processes, write-files")
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
        assertThatThrownBy(() -> Trial.of(BWRAP, broken))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("a worker cannot be started with confinement bwrap")
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
