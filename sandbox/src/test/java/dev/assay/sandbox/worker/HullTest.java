package dev.assay.sandbox.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.wasm.Function;
import dev.assay.wasm.Summary;
import dev.assay.wasm.Validator;
import dev.assay.wasm.WasmModule;
import dev.assay.wasm.feature.FeatureSet;
import dev.assay.wasm.fuel.Meter;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HullTest {
    private static byte[] honest() throws Exception {
        try (var in = HullTest.class.getResourceAsStream("/dev/assay/sandbox/guests/honest.wasm")) {
            return Meter.instrument(
                    Objects.requireNonNull(in).readAllBytes(), new Meter.Limits(1000, 10), Meter.Exact.AT_CALLS);
        }
    }

    @Test
    void everything_is_as_it_was_but_what_the_functions_do() throws Exception {
        byte[] hull = Hull.of(honest());
        Summary whole = WasmModule.read(honest());
        Summary summary = WasmModule.read(hull);

        assertThat(summary.imports()).isEqualTo(whole.imports());
        assertThat(summary.exports()).isEqualTo(whole.exports());
        assertThat(summary.globals()).isEqualTo(whole.globals());
        assertThat(summary.memories()).isEqualTo(whole.memories());
        assertThat(summary.dataSegments()).hasSameSizeAs(whole.dataSegments());
        assertThat(summary.functions().stream().map(Function::type).toList())
                .isEqualTo(whole.functions().stream().map(Function::type).toList());
        assertThat(summary.functions()).allMatch(function -> function.operators() == 2);
        assertThat(whole.functions()).anyMatch(function -> function.operators() > 2);
        Validator.validate(hull, FeatureSet.ALL);
    }

    @Test
    void a_module_without_functions_is_its_own_hull() {
        byte[] empty = {0, 'a', 's', 'm', 1, 0, 0, 0, 0, 2, 1, 'n'};

        assertThat(Hull.of(empty)).isEqualTo(empty);
    }
}
