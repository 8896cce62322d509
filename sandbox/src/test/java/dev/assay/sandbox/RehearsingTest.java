package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.sandbox.worker.Conduct;
import dev.assay.sandbox.worker.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsingTest {
    @TempDir
    private Path folder;

    private final Rehearsing rehearsing = new Rehearsing();

    @AfterEach
    void nothingIsLeft() {
        assertThat(Leftovers.commandsOf("Worker")).isEmpty();
        Leftovers.awaitNoThreads();
    }

    @Test
    void everyExportIsCalledAndWatched() throws Exception {
        Conduct conduct = seen("""
                (module
                  (import "env" "weird" (func $weird (param i32) (result i32)))
                  (memory 1)
                  (func (export "mixes") (param $n i32) (result i32) (local $h i32)
                    (loop $again
                      (local.set $h (i32.xor (i32.rotl (local.get $h) (i32.const 5)) (local.get $n)))
                      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                    (i32.store (i32.const 64) (local.get $h))
                    (local.get $h))
                  (func (export "asks") (result i32) (i32.load (call $weird (i32.const 1))))
                  (func (export "for-ever") (loop $again (br $again)))
                  (func $deep (export "deep") (call $deep)))
                """, Script.Entry.EXPORTS);
        assertThat(conduct.steps())
                .extracting(Conduct.Step::name, Conduct.Step::end)
                .containsExactly(
                        step("start", Conduct.End.RETURNED),
                        step("mixes", Conduct.End.RETURNED),
                        step("asks", Conduct.End.RETURNED),
                        step("for-ever", Conduct.End.FUEL),
                        step("deep", Conduct.End.DEPTH));
        Conduct.Step mixes = conduct.steps().get(1);
        assertThat(mixes.calculations()).isEqualTo(3 * 4_096);
        assertThat(mixes.mixing()).isEqualTo(2 * 4_096);
        assertThat(mixes.stores()).isEqualTo(1);
        assertThat(conduct.steps().get(2).asked()).isEqualTo(1);
        assertThat(conduct.asked()).containsExactly(new Conduct.Asked("env", "weird", new byte[0], false));
        assertThat(conduct.covered()).isGreaterThan(4);
    }

    @Test
    void aReactorIsAskedAgainAndAgainByAHostThatIsMadeUp() throws Exception {
        Conduct conduct = seen(REACTOR, Script.Entry.REACTOR);
        assertThat(conduct.steps())
                .hasSize(3)
                .allSatisfy(step -> assertThat(step.end()).isEqualTo(Conduct.End.RETURNED));
        assertThat(conduct.steps()).extracting(Conduct.Step::pages).containsExactly(1, 2, 3);
        assertThat(conduct.asked()).hasSize(2).allSatisfy(asked -> {
            assertThat(asked.module()).isEqualTo("assay:exec@1");
            assertThat(new String(asked.request(), StandardCharsets.UTF_8)).isEqualTo("{\"name\":\"x\"}");
            assertThat(asked.outside()).isFalse();
        });
        assertThat(conduct.said()).startsWith("{\"name\"".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theSameModuleAndScriptGiveTheSameConduct() throws Exception {
        assertThat(seen(REACTOR, Script.Entry.REACTOR)).isEqualTo(seen(REACTOR, Script.Entry.REACTOR));
    }

    @Test
    void whatCannotBeRunIsUnseen() throws Exception {
        assertThat(rehearsing.lead(new byte[] {0, 'a', 's', 'm'}, script(Script.Entry.EXPORTS)))
                .isInstanceOfSatisfying(
                        Rehearsing.Outcome.Unseen.class,
                        unseen -> assertThat(unseen.reason()).startsWith("it cannot be metered"));
        assertThat(new Rehearsing(Duration.ofMillis(1)).lead(wat(REACTOR), script(Script.Entry.REACTOR)))
                .isEqualTo(new Rehearsing.Outcome.Unseen("it was not done after 0 s"));
    }

    /** Grows by a page at each call, and asks for a command that nobody granted. */
    private static final String REACTOR = """
            (module
              (import "assay:exec@1" "call" (func $exec (param i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 64) "{\\"name\\":\\"x\\"}")
              (func (export "assay_alloc") (param i32) (result i32) (i32.const 1024))
              (func (export "assay_assess") (param i32 i32) (result i64)
                (drop (memory.grow (i32.const 1)))
                (drop (call $exec (i32.const 64) (i32.const 12)))
                (i64.const 0x400000000c)))
            """;

    private static org.assertj.core.groups.Tuple step(String name, Conduct.End end) {
        return org.assertj.core.api.Assertions.tuple(name, end);
    }

    private static Script script(Script.Entry entry) {
        byte[] request = "{\"abi\":\"1\"}".getBytes(StandardCharsets.UTF_8);
        return new Script(
                new byte[0],
                entry,
                List.of(request, request),
                new Script.Surroundings(1_700_000_000, 1, List.of()),
                Map.of(),
                2_000_000,
                256);
    }

    private Conduct seen(String wat, Script.Entry entry) throws Exception {
        Rehearsing.Outcome outcome = rehearsing.lead(wat(wat), script(entry));
        assertThat(outcome).isInstanceOf(Rehearsing.Outcome.Seen.class);
        return ((Rehearsing.Outcome.Seen) outcome).conduct();
    }

    private byte[] wat(String text) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("guest.wat"), text);
        Path module = folder.resolve("guest.wasm");
        Process process = new ProcessBuilder("wat2wasm", source.toString(), "-o", module.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return Files.readAllBytes(module);
    }
}
