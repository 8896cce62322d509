package dev.assay.sandbox.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.sandbox.Sandbox;
import dev.assay.sandbox.worker.Played.Call;
import dev.assay.wasm.ExternType;
import dev.assay.wasm.Layer;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import dev.assay.wasm.fuel.Meter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
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
    void sixty_modules_do_the_same_on_each_engine() throws WasmException {
        compare(0, 60, false);
    }

    @Test
    void thirty_modules_with_simd_do_the_same_where_engines_have_it() throws WasmException {
        compare(0, 30, true);
    }

    @Test
    @Tag("nightly")
    void thousands_of_modules_do_the_same_on_each_engine() throws WasmException {
        compare(1_000, 2_000, false);
        compare(1_000, 1_000, true);
    }

    /** What C compilers made, and what is written by hand for other tests: those that import nothing. */
    @Test
    void modules_that_nobody_generated_do_the_same_on_each_engine() throws Exception {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("src/test/resources/dev/assay/sandbox", "../wasm/src/test/resources")) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                all.filter(file -> file.toString().endsWith(".wasm")).sorted().forEach(files::add);
            }
        }
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (Path file : files) {
            byte[] module = Files.readAllBytes(file);
            if (isFit(module)) {
                compared++;
                differences.addAll(differences(
                        file.getFileName().toString(), module, new Meter.Limits(300_000, 60), new Random(1), false));
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(20);
    }

    private static boolean isFit(byte[] module) {
        try {
            Summary summary = WasmModule.read(module);
            return summary.imports().isEmpty()
                    && summary.start().isEmpty()
                    && summary.layer() == Layer.CORE_MODULE
                    && Sandbox.FEATURES.containsAll(summary.features())
                    && !summary.features().contains("simd")
                    && summary.memories().stream()
                            .allMatch(memory -> memory.initialBytes() <= EndivePlayer.MOST_PAGES * 65_536L)
                    && !calls(module, new Random(1)).isEmpty();
        } catch (WasmException e) {
            return false;
        }
    }

    private static void compare(int first, int count, boolean simd) throws WasmException {
        List<String> differences = new ArrayList<>();
        for (int seed = first; seed < first + count; seed++) {
            byte[] module = GeneratedModule.of(seed, simd);
            differences.addAll(differences("seed " + seed, module, LIMITS, new Random(seed), simd));
        }
        assertThat(differences).isEmpty();
    }

    private static List<String> differences(
            String name, byte[] module, Meter.Limits limits, Random random, boolean simd) throws WasmException {
        List<Call> calls = calls(module, random);
        byte[] metered = Meter.instrument(module, limits, Meter.Exact.AT_CALLS);
        Played expected = EndivePlayer.play(metered, calls, Optional.empty());
        Map<String, Played> others = new TreeMap<>();
        others.put("GraalWasm", graal.play(metered, calls));
        if (!simd) {
            Ending compiled = compiler.compile(metered);
            assertThat(compiled.kind()).as(name + ": " + compiled.detail()).isEqualTo(Ending.Kind.ANSWERED);
            others.put("compiled", EndivePlayer.play(metered, calls, Optional.of(EndivePlayer.code(compiled))));
        }
        if (!expected.trappedInTheEngine()) {
            byte[] exact = Meter.instrument(module, limits);
            others.put("fuel in a global", EndivePlayer.play(exact, calls, Optional.empty()));
        }
        return others.entrySet().stream()
                .filter(other -> !other.getValue().equals(expected))
                .map(other -> name + ": " + expected + " but " + other)
                .toList();
    }

    /** Each function twice, with numbers of all sizes. */
    private static List<Call> calls(byte[] module, Random random) throws WasmException {
        List<Call> calls = new ArrayList<>();
        for (var export : WasmModule.read(module).exports()) {
            if (export.type() instanceof ExternType.Func function) {
                String parameters = letters(function.params());
                if ((parameters + letters(function.results())).contains("?")) {
                    continue; // a reference cannot be given in bits
                }
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
