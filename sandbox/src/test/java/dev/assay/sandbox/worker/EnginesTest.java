package dev.assay.sandbox.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.sandbox.worker.Played.Call;
import dev.assay.wasm.ExternType;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import dev.assay.wasm.fuel.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The same module gives the same answers, traps, memory and fuel on the interpreter, as compiled code, and on GraalWasm: modules that
 * seeds give, of everything that guests may use.
 */
class EnginesTest {
    private static final Meter.Limits LIMITS = new Meter.Limits(20_000, 60);

    private static IsolatedCompiler compiler;
    private static GraalPlayer graal;

    @BeforeAll
    static void open() {
        compiler = new IsolatedCompiler();
        graal = new GraalPlayer();
    }

    @AfterAll
    static void close() {
        compiler.close();
        graal.close();
    }

    @Test
    void a_hundred_modules_do_the_same_on_each_engine() throws WasmException {
        compare(0, 100, false);
    }

    @Test
    void fifty_modules_with_simd_do_the_same_where_engines_have_it() throws WasmException {
        compare(0, 50, true);
    }

    @Test
    @Tag("nightly")
    void thousands_of_modules_do_the_same_on_each_engine() throws WasmException {
        compare(1_000, 2_000, false);
        compare(1_000, 1_000, true);
    }

    private static void compare(int first, int count, boolean simd) throws WasmException {
        Map<String, Integer> endings = new TreeMap<>();
        List<String> differences = new ArrayList<>();
        for (int seed = first; seed < first + count; seed++) {
            byte[] module = GeneratedModule.of(seed, simd);
            List<Call> calls = calls(module, new Random(seed));
            byte[] exact = Meter.instrument(module, LIMITS);
            byte[] metered = Meter.instrument(module, LIMITS, Meter.Exact.AT_CALLS);
            Played expected = EndivePlayer.play(metered, calls, Optional.empty());
            Map<String, Played> others = new TreeMap<>();
            others.put("GraalWasm", graal.play(metered, calls));
            if (!simd) {
                Ending compiled = compiler.compile(metered);
                assertThat(compiled.kind()).as(compiled.detail()).isEqualTo(Ending.Kind.ANSWERED);
                others.put("compiled", EndivePlayer.play(metered, calls, Optional.of(EndivePlayer.code(compiled))));
            }
            Played kept = EndivePlayer.play(exact, calls, Optional.empty());
            if (!expected.trappedInTheEngine()) {
                others.put("kept in a global", kept);
            }
            for (var other : others.entrySet()) {
                if (!other.getValue().equals(expected)) {
                    differences.add("seed " + seed + ": " + expected + " but " + other);
                }
            }
            String last = expected.answers().getLast();
            endings.merge(
                    last.startsWith("trap")
                            ? last.replaceAll("trap in f\\d+", "trap") + " " + expected.stop()
                            : "answers",
                    1,
                    Integer::sum);
        }
        assertThat(differences).isEmpty();
    }

    /** Each function twice, with numbers of all sizes. */
    private static List<Call> calls(byte[] module, Random random) throws WasmException {
        List<Call> calls = new ArrayList<>();
        for (var export : WasmModule.read(module).exports()) {
            if (export.type() instanceof ExternType.Func function) {
                String parameters = letters(function.params());
                for (int i = 0; i < 2; i++) {
                    long[] arguments = parameters
                            .chars()
                            .mapToLong(type -> switch (type) {
                                case 'i' -> random.nextInt() >> random.nextInt(32) & 0xffff_ffffL;
                                case 'l' -> random.nextLong() >> random.nextInt(64);
                                case 'f' -> Float.floatToIntBits(random.nextInt(2000) / 7f - 100) & 0xffff_ffffL;
                                default -> Double.doubleToLongBits(random.nextInt(2000) / 7d - 100);
                            })
                            .toArray();
                    calls.add(new Call(export.name(), parameters, letters(function.results()), arguments));
                }
            }
        }
        return calls;
    }

    private static String letters(List<String> types) {
        StringBuilder letters = new StringBuilder();
        for (String type : types) {
            letters.append(
                    switch (type) {
                        case "i32" -> 'i';
                        case "i64" -> 'l';
                        case "f32" -> 'f';
                        case "f64" -> 'd';
                        default -> throw new AssertionError(type);
                    });
        }
        return letters.toString();
    }
}
