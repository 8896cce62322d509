package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class RunnerTest {
    private static Command shell(String script, Duration limit, int mostOutput) {
        return new Command(
                "the script",
                List.of("/bin/sh", "-c", script),
                Path.of("/"),
                Map.of("PATH", "/usr/bin:/bin"),
                limit,
                mostOutput);
    }

    private static Command shell(String script) {
        return shell(script, Duration.ofMinutes(1), 1000);
    }

    @Test
    void both_streams_and_the_status_are_given() {
        Runner.Ended ended = Runner.run(shell("echo out; echo err >&2; exit 3"), line -> {});
        assertThat(ended).isEqualTo(new Runner.Ended(3, "out\nerr\n"));
    }

    @Test
    void each_line_is_heard_inert() {
        List<String> heard = new CopyOnWriteArrayList<>();
        Runner.run(shell("printf 'one\\ntwo\\033[1m\\nunfinished'"), heard::add);
        assertThat(heard).containsExactly("one", "two\\u001b[1m");
    }

    @Test
    void nothing_of_this_environment_is_inherited_and_there_is_no_input() {
        assertThat(Runner.run(shell("env | grep -v -e ^PWD= -e ^PATH= -e ^_= -e ^SHLVL=; cat"), line -> {})
                        .output())
                .isEmpty();
    }

    @Test
    void exactly_as_much_output_as_accepted_is_fine_and_one_byte_more_is_not() {
        assertThat(Runner.run(shell("head -c 1000 /dev/zero"), line -> {}).status())
                .isZero();
        assertThatThrownBy(() -> Runner.run(shell("head -c 1001 /dev/zero"), line -> {}))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("the script wrote more than 1000 bytes of output and was stopped");
    }

    @Test
    void endless_output_ends() {
        assertThatThrownBy(() -> Runner.run(shell("yes"), line -> {}))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("wrote more than");
    }

    @Test
    void what_hangs_is_stopped_with_its_children() {
        assertThatThrownBy(() -> Runner.run(shell("sleep 86398.5 & wait", Duration.ofMillis(500), 1000), line -> {}))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("did not end within");
        Awaitility.await()
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(one -> one.info().commandLine().orElse("").contains("86398.5")));
    }

    @Test
    void a_child_that_holds_the_output_open_does_not_hold_up_the_end() {
        assertThat(Runner.run(shell("echo done; sleep 86397.5 &"), line -> {}).output())
                .isEqualTo("done\n");
        ProcessHandle.allProcesses()
                .filter(one -> one.info().commandLine().orElse("").contains("86397.5"))
                .forEach(ProcessHandle::destroy);
    }

    @Test
    void an_interrupted_build_stops_its_process() throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                Runner.run(shell("sleep 86396.5"), line -> {});
            } catch (BuildException e) {
                failure.set(e);
            }
        });
        Awaitility.await()
                .until(() -> ProcessHandle.allProcesses()
                        .anyMatch(one -> one.info().commandLine().orElse("").contains("86396.5")));
        thread.interrupt();
        thread.join();
        assertThat(failure.get()).hasMessageContaining("the script was interrupted");
        Awaitility.await()
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(one -> one.info().commandLine().orElse("").contains("86396.5")));
    }

    @Test
    void a_program_that_is_not_there_is_named() {
        Command absent =
                new Command("the tool", List.of("/nowhere/tool"), Path.of("/"), Map.of(), Duration.ofMinutes(1), 1000);
        assertThatThrownBy(() -> Runner.run(absent, line -> {}))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("cannot start the tool");
    }
}
