package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.wasm.WasmException;
import dev.assay.wasm.fuel.Meter;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import run.endive.runtime.GlobalInstance;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/** A function that keeps its fuel in a local of its own hands it over wherever others look at it or use it. */
class FuelHandoverTest {
    private static final long FUEL = 1_000_000;

    /** What was left each time the guest asked its host. */
    private final List<Long> seen = new ArrayList<>();

    private Consumer<GlobalInstance> atCall = _ -> {};
    private Instance instance;

    @BeforeEach
    void instantiate() throws IOException, WasmException {
        HostFunction look =
                new HostFunction("host", "look", FunctionType.of(List.of(), List.of(ValType.I32)), (guest, _) -> {
                    seen.add(fuel().getValue());
                    atCall.accept(fuel());
                    return new long[] {1};
                });
        try (InputStream guest = Objects.requireNonNull(getClass().getResourceAsStream("handover.wasm"))) {
            instance = Instance.builder(Parser.parse(
                            Meter.instrument(guest.readAllBytes(), new Meter.Limits(FUEL, 10), Meter.Exact.AT_CALLS)))
                    .withImportValues(ImportValues.builder().addFunction(look).build())
                    .build();
        }
    }

    private GlobalInstance fuel() {
        return instance.exports().global(Meter.FUEL);
    }

    private long used() {
        return FUEL - fuel().getValue();
    }

    @Test
    void the_host_sees_what_is_left_at_each_of_its_calls() {
        assertThat(instance.export("ask").apply(4)).containsExactly(6);

        // A round has 13 operators; an odd one six more, three of them in another function.
        assertThat(List.of(seen.get(0) - seen.get(1), seen.get(1) - seen.get(2), seen.get(2) - seen.get(3)))
                .containsExactly(19L, 13L, 19L);
        assertThat(fuel().getValue()).isEqualTo(seen.getLast() - 1);
    }

    @Test
    void what_the_host_takes_is_gone() {
        atCall = left -> left.setValue(seen.size() == 3 ? 0 : left.getValue());

        assertThatThrownBy(() -> instance.export("ask").apply(1_000)).hasMessageContaining("unreachable");

        assertThat(seen).hasSize(3);
        assertThat(instance.exports().global(Meter.STOP).getValue()).isEqualTo(Meter.OUT_OF_FUEL);
    }

    @Test
    void what_the_host_gives_can_be_used() {
        atCall = left -> left.setValue(FUEL);

        assertThat(instance.export("ask").apply(200_000)).containsExactly(300_000);
    }

    @Test
    void a_guest_that_gives_up_has_used_what_it_used() {
        assertThatThrownBy(() -> instance.export("give-up").apply(1_000)).hasMessageContaining("unreachable");

        // eqz, get, if; and in all rounds but the last get, const, sub, set, br; then unreachable
        assertThat(used()).isEqualTo(1_001 * 3 + 1_000 * 5 + 1);
        assertThat(instance.exports().global(Meter.STOP).getValue()).isZero();
    }

    @Test
    void a_trap_of_the_engine_leaves_what_was_there_at_the_last_call() {
        assertThatThrownBy(() -> instance.export("overrun").apply(1_000)).hasMessageContaining("out of bounds");

        assertThat(used()).isZero();
    }

    @Test
    void every_way_out_of_a_function_hands_over() {
        assertThat(instance.export("leave").apply(9)).containsExactly(70);
        long byReturn = used();
        assertThat(instance.export("leave").apply(6)).containsExactly(50);
        long byBranch = used() - byReturn;
        assertThat(instance.export("leave").apply(4)).containsExactly(1);
        long byEnd = used() - byReturn - byBranch;

        int round = 15;
        assertThat(byReturn).isEqualTo(2 * round + 6);
        assertThat(byBranch).isEqualTo(round + 4 + 5);
        assertThat(byEnd).isEqualTo(4 * round + 1);
    }
}
