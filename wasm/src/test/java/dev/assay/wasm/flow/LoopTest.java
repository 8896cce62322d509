package dev.assay.wasm.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.wasm.ModuleBytes;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A loop says how it is left. */
class LoopTest {
    private final Summary module = read();

    private static Summary read() {
        try {
            return WasmModule.read(ModuleBytes.resource("flow.wasm"));
        } catch (WasmException e) {
            throw new AssertionError(e);
        }
    }

    private List<Loop> loops(int function) {
        return Loop.of(module, module.functions().get(function - 1));
    }

    @Test
    void an_endless_loop_has_no_exit() {
        assertThat(loops(7)).hasSize(1);
        assertThat(loops(7).getFirst().hasExit()).isFalse();
        assertThat(loops(7).getFirst().repeats()).isEqualTo(1);
    }

    @Test
    void branches_out_of_inner_and_outer_loops_are_told_apart() {
        Loop inner = loops(8).get(0);
        Loop outer = loops(8).get(1);

        assertThat(inner.depth()).isEqualTo(2);
        assertThat(inner.branches()).as("the one that repeats the outer loop").isEqualTo(1);
        assertThat(inner.repeats()).isEqualTo(1);
        assertThat(inner.fallsThrough()).isTrue();
        assertThat(outer.depth()).isEqualTo(1);
        assertThat(outer.branches()).isEqualTo(1);
        assertThat(outer.repeats()).isEqualTo(2);
        assertThat(outer.fallsThrough()).isFalse();
        assertThat(List.of(inner.grows(), inner.calls(), outer.grows(), outer.calls()))
                .containsExactly(1, 1, 1, 1);
        assertThat(outer.offset()).isLessThan(inner.offset());
    }

    @Test
    void a_return_is_an_exit() {
        assertThat(loops(9).getFirst().returns()).isEqualTo(1);
        assertThat(loops(9).getFirst().hasExit()).isTrue();
    }

    @Test
    void a_loop_whose_arms_both_repeat_it_has_no_exit() {
        assertThat(loops(10).getFirst().hasExit()).isFalse();
    }

    @Test
    void a_loop_that_is_left_at_its_end_has_one() {
        assertThat(loops(11).getFirst().fallsThrough()).isTrue();
        assertThat(loops(11).getFirst().branches()).isZero();
    }

    @Test
    void a_function_without_loops_has_none() {
        assertThat(loops(1)).isEmpty();
    }
}
