package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.wasm.Validator;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.feature.FeatureSet;
import dev.assay.wasm.fuel.Meter;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;

/** A metered module does on the engine what it did, uses the same fuel each time, and stops where a limit is. */
class MeteredGuestTest {
    private static final Meter.Limits PLENTY = new Meter.Limits(1_000_000_000, 1_000);

    private static Instance plain() {
        return Instance.builder(Parser.parse(guest())).build();
    }

    private static Instance metered(Meter.Limits limits) {
        return metered(limits, Meter.Exact.ALWAYS);
    }

    private static Instance metered(Meter.Limits limits, Meter.Exact exact) {
        try {
            byte[] metered = Meter.instrument(guest(), limits, exact);
            Validator.validate(metered, FeatureSet.WASM_3);
            return Instance.builder(Parser.parse(metered)).build();
        } catch (WasmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] guest() {
        try (InputStream in = Objects.requireNonNull(MeteredGuestTest.class.getResourceAsStream("metered.wasm"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long used(Instance instance) {
        return PLENTY.fuel() - instance.exports().global(Meter.FUEL).getValue();
    }

    private static long depth(Instance instance) {
        return instance.exports().global(Meter.DEPTH).getValue();
    }

    private static long stop(Instance instance) {
        return instance.exports().global(Meter.STOP).getValue();
    }

    @ParameterizedTest
    @CsvSource({
        "count, 1",
        "count, 100",
        "fib, 0",
        "fib, 15",
        "deep, 0",
        "deep, 300",
        "wide, 100",
        "pairs, 0",
        "pairs, 1",
        "pairs, 9",
        "early, 0",
        "early, 1",
        "grow, 1",
        "grow, 3",
        "grow, 4",
        "grow, -1",
        "grow-table, 2",
        "grow-table, 3",
        "grow-table, -1",
        "fill, 0",
        "fill, 65536"
    })
    void it_does_what_it_did_with_the_same_fuel_however_it_is_kept(String function, int argument) {
        Instance first = metered(PLENTY);
        Instance second = metered(PLENTY, Meter.Exact.AT_CALLS);

        long[] expected = plain().export(function).apply(argument);
        assertThat(first.export(function).apply(argument)).isEqualTo(expected);
        assertThat(second.export(function).apply(argument)).isEqualTo(expected);

        assertThat(used(first)).isPositive().isEqualTo(used(second));
        assertThat(depth(first)).isEqualTo(PLENTY.depth());
        assertThat(stop(first)).isZero();
    }

    @Test
    void each_operator_is_a_unit() {
        Instance instance = metered(PLENTY);
        instance.export("count").apply(1_000);

        assertThat(used(instance)).isEqualTo(9 * 1_000 + 1);
    }

    @Test
    void a_frame_is_charged_by_its_locals() {
        Instance ten = metered(PLENTY);
        ten.export("wide").apply(10);
        Instance eleven = metered(PLENTY);
        eleven.export("wide").apply(11);

        int locals = 32;
        assertThat(used(eleven) - used(ten)).isEqualTo(9 + locals / 16);
    }

    @Test
    void a_length_is_charged_with_the_operator() {
        Instance few = metered(PLENTY);
        few.export("fill").apply(0);
        Instance many = metered(PLENTY);
        many.export("fill").apply(64_000);

        assertThat(used(many) - used(few)).isEqualTo(8_000);
    }

    @Test
    void growth_is_charged_only_where_it_happened() {
        Instance grown = metered(PLENTY);
        grown.export("grow").apply(2);
        Instance refused = metered(PLENTY);
        refused.export("grow").apply(100);

        assertThat(used(grown) - used(refused)).isEqualTo(2 * 65_536 / 8);
    }

    @Test
    void what_does_not_end_runs_out_of_fuel_and_says_so() {
        Instance instance = metered(new Meter.Limits(100_000, 10));

        assertThatThrownBy(() -> instance.export("for-ever").apply()).hasMessageContaining("unreachable");

        assertThat(stop(instance)).isEqualTo(Meter.OUT_OF_FUEL);
        assertThat(instance.exports().global(Meter.FUEL).getValue()).isNegative();
    }

    @Test
    void the_last_unit_can_be_used_and_no_more() {
        Instance enough = metered(new Meter.Limits(9 * 10 + 1, 10));
        assertThat(enough.export("count").apply(10)).containsExactly(55);
        assertThat(enough.exports().global(Meter.FUEL).getValue()).isZero();

        Instance less = metered(new Meter.Limits(9 * 10 - 1, 10));
        assertThatThrownBy(() -> less.export("count").apply(10)).hasMessageContaining("unreachable");
        assertThat(stop(less)).isEqualTo(Meter.OUT_OF_FUEL);
    }

    @Test
    void calls_nest_to_the_limit_and_no_deeper() {
        Instance instance = metered(new Meter.Limits(1_000_000, 100));
        assertThat(instance.export("deep").apply(99)).containsExactly(99);
        assertThat(depth(instance)).isEqualTo(100);

        assertThatThrownBy(() -> instance.export("deep").apply(100)).hasMessageContaining("unreachable");
        assertThat(stop(instance)).isEqualTo(Meter.OUT_OF_DEPTH);
    }

    @Test
    void a_frame_of_many_locals_counts_for_more() {
        Instance instance = metered(new Meter.Limits(1_000_000, 99));
        assertThat(instance.export("wide").apply(32)).containsExactly(32);
        assertThatThrownBy(() -> instance.export("wide").apply(33)).hasMessageContaining("unreachable");
        assertThat(stop(instance)).isEqualTo(Meter.OUT_OF_DEPTH);
    }

    @Test
    void a_host_can_give_more() {
        Instance instance = metered(new Meter.Limits(0, 10));
        instance.exports().global(Meter.FUEL).setValue(91L);

        assertThat(instance.export("count").apply(10)).containsExactly(55);
    }

    @Test
    void a_bulk_operator_that_costs_more_than_is_left_does_not_run() {
        Instance instance = metered(new Meter.Limits(1_000, 10));

        assertThatThrownBy(() -> instance.export("fill").apply(65_536)).hasMessageContaining("unreachable");

        assertThat(instance.memory().readBytes(0, 8)).isEqualTo(new byte[8]);
        assertThat(stop(instance)).isEqualTo(Meter.OUT_OF_FUEL);
    }
}
