package dev.assay.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.wasm.component.Component;
import dev.assay.wasm.feature.FeatureSet;
import dev.assay.wasm.flow.CallGraph;
import dev.assay.wasm.flow.Loop;
import dev.assay.wasm.fuel.Meter;
import dev.assay.wasm.text.Disassembly;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a fuzzer is let loose on ({@code bench/fuzz}); every build replays the modules it starts from. Each target ends in an answer or a {@link WasmException}.
 */
class BytesFuzzTest {
    @MethodSource("modules")
    @FuzzTest // the last annotation, as Jazzer wants it
    void the_reader_reads_or_refuses(byte[] bytes) {
        try {
            Summary summary = WasmModule.read(bytes);
            CallGraph.of(summary).reachableFromOutside();
            for (Function function : summary.functions()) {
                Loop.of(summary, function);
                Disassembly.function(summary, function, 1_000);
                Operators operators = summary.operators(function);
                while (operators.next()) {
                    operators.constant();
                    assertThat(Operators.end(bytes, operators.offset())).isEqualTo(operators.end());
                }
            }
            for (int type = 0; type < Math.min(100, summary.types()); type++) {
                summary.typeText(type);
            }
            summary.dataSegments().forEach(summary::entropy);
            summary.elementSegments()
                    .forEach(segment -> assertThat(summary.functions(segment)).hasSize(segment.count()));
            assertThat(summary.functionsNamed(Set.of("main", "memcpy")))
                    .hasSizeLessThanOrEqualTo(summary.functionCount());
            CallGraph.of(summary).recursive();
        } catch (WasmException e) {
            assertThat(e.offset()).isBetween(0, bytes.length);
        }
    }

    @MethodSource("modules")
    @FuzzTest // the last annotation, as Jazzer wants it
    void the_validator_judges_and_accepts_nothing_that_cannot_be_read(byte[] bytes) throws WasmException {
        try {
            Validator.validate(bytes, FeatureSet.ALL);
        } catch (WasmException e) {
            assertThat(e.offset()).isBetween(0, bytes.length);
            return;
        }
        Summary summary = WasmModule.read(bytes);
        assertThat(summary.trailing()).isEmpty();
        Validator.validate(bytes, summary.needs());
    }

    @MethodSource("modules")
    @FuzzTest // the last annotation, as Jazzer wants it
    void steps_over_common_operators_change_no_outcome(byte[] bytes) {
        CommonOperatorsTest.assertSame(bytes, FeatureSet.ALL);
    }

    @MethodSource("modules")
    @FuzzTest // the last annotation, as Jazzer wants it
    void the_meter_makes_valid_modules_of_valid_ones(byte[] bytes) throws WasmException {
        for (Meter.Exact exact : Meter.Exact.values()) {
            byte[] metered;
            try {
                metered = Meter.instrument(bytes, new Meter.Limits(1_000_000, 1_000), exact);
            } catch (WasmException e) {
                assertThat(e.offset()).isBetween(0, bytes.length);
                return;
            }
            Validator.validate(metered, FeatureSet.ALL);
        }
    }

    @MethodSource("modules")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_component_is_walked_or_refused(byte[] bytes) {
        try {
            for (Component.Place module : Component.read(bytes).modules()) {
                assertThat(module.of(bytes)).hasSize(module.size());
            }
        } catch (WasmException e) {
            assertThat(e.offset()).isBetween(0, bytes.length);
        }
    }

    static Stream<Arguments> modules() {
        return Stream.of(
                        "tally.wasm",
                        "tally.o.wasm",
                        "flow.wasm",
                        "kernels.wasm",
                        "everything.wasm",
                        "nested.component.wasm")
                .map(name -> Arguments.of((Object) ModuleBytes.resource(name)));
    }
}
