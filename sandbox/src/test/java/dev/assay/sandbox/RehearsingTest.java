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
    void eachScriptBeginsAnewAndMayHaveOtherSurroundings() throws Exception {
        Script script = script(Script.Entry.REACTOR);
        Script.Surroundings others = new Script.Surroundings(1_800_000_000, 2, List.of("LANG=C"));
        List<Conduct> conducts = seen(rehearsing.lead(wat(REACTOR), List.of(script, script.in(others), script)));
        assertThat(conducts).hasSize(3);
        assertThat(conducts.get(2)).isEqualTo(conducts.getFirst());
        assertThat(conducts.get(1).steps().getLast().pages()).isEqualTo(3);
    }

    @Test
    void theCompilerAndTheInterpreterAgree() throws Exception {
        List<Script> scripts = List.of(script(Script.Entry.REACTOR));
        Conduct interpreted = seen(rehearsing.lead(wat(REACTOR), scripts)).getFirst();
        Conduct compiled = seen(rehearsing.leadCompiled(wat(REACTOR), scripts)).getFirst();
        assertThat(compiled.covered()).isZero();
        assertThat(interpreted.covered()).isPositive();
        assertThat(compiled.said()).isEqualTo(interpreted.said());
        assertThat(compiled.steps())
                .extracting(Conduct.Step::result, Conduct.Step::fuel)
                .isEqualTo(interpreted.steps().stream()
                        .map(step -> org.assertj.core.api.Assertions.tuple(step.result(), step.fuel()))
                        .toList());
    }

    /** What it traps on is behind two branches, and no request that is sent has it. */
    @Test
    void requestsAreMutatedTowardsWhatWasNotReached() throws Exception {
        String wat = """
                (module
                  (memory (export "memory") 1)
                  (func (export "assay_alloc") (param i32) (result i32) (i32.const 1024))
                  (func (export "assay_assess") (param $at i32) (param $length i32) (result i64)
                    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x7b))
                      (then (if (i32.gt_u (local.get $length) (i32.const 8)) (then unreachable))))
                    (i64.const 0x40000000000)))
                """;
        Script script = script(Script.Entry.REACTOR);
        assertThat(seen(rehearsing.lead(wat(wat), List.of(script))).getFirst().failures())
                .isEmpty();
        List<Conduct> twice = seen(rehearsing.lead(wat(wat), List.of(script.mutated(200), script.mutated(200))));
        assertThat(twice.getFirst()).isEqualTo(twice.getLast());
        assertThat(twice.getFirst().failures()).singleElement().satisfies(failure -> {
            assertThat(failure.end()).isEqualTo(Conduct.End.TRAPPED);
            assertThat(failure.request()[0]).isNotEqualTo((byte) '{');
        });
    }

    @Test
    void whatCannotBeRunIsUnseen() throws Exception {
        assertThat(rehearsing.lead(new byte[] {0, 'a', 's', 'm'}, List.of(script(Script.Entry.EXPORTS))))
                .isInstanceOfSatisfying(
                        Rehearsing.Outcome.Unseen.class,
                        unseen -> assertThat(unseen.reason()).startsWith("it cannot be metered"));
        assertThat(new Rehearsing(Duration.ofMillis(1)).lead(wat(REACTOR), List.of(script(Script.Entry.REACTOR))))
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
        return Script.of(
                entry,
                List.of(request, request),
                new Script.Surroundings(1_700_000_000, 1, List.of()),
                Map.of(),
                2_000_000,
                256);
    }

    private Conduct seen(String wat, Script.Entry entry) throws Exception {
        return seen(rehearsing.lead(wat(wat), List.of(script(entry)))).getFirst();
    }

    private static List<Conduct> seen(Rehearsing.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Rehearsing.Outcome.Seen.class);
        return ((Rehearsing.Outcome.Seen) outcome).conducts();
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
