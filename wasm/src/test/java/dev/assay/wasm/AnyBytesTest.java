package dev.assay.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.wasm.feature.FeatureSet;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any bytes have an answer: a summary or a {@link WasmException}, never another exception. */
class AnyBytesTest {
    @ParameterizedTest
    @ValueSource(strings = {"tally.wasm", "tally.o.wasm", "everything.wasm"})
    void a_module_cut_anywhere_is_refused_or_ends_where_a_section_ends(String name) {
        byte[] whole = ModuleBytes.resource(name);
        int read = 0;
        for (int length = 0; length < whole.length; length++) {
            if (isRead(Arrays.copyOf(whole, length))) {
                read++;
            }
        }
        assertThat(read).as("only a cut between two sections can be read").isLessThan(15);
        assertThat(isRead(whole)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tally.wasm", "tally.o.wasm", "everything.wasm"})
    void a_mutated_module_is_read_or_refused(String name) {
        byte[] whole = ModuleBytes.resource(name);
        Random random = new Random(20261122);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            if (isRead(mutated(whole, random))) {
                read++;
            }
        }
        assertThat(read).as("mutants that are still modules").isBetween(1, 19_999);
    }

    private static byte[] mutated(byte[] whole, Random random) {
        byte[] mutant = whole.clone();
        int edits = 1 + random.nextInt(4);
        for (int i = 0; i < edits; i++) {
            int at = 8 + random.nextInt(mutant.length - 8);
            switch (random.nextInt(4)) {
                case 0 -> mutant[at] = (byte) random.nextInt(256);
                case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> mutant[at] = (byte) 0xFF;
                default ->
                    System.arraycopy(whole, at, mutant, 8 + random.nextInt(at - 7), Math.min(6, whole.length - at));
            }
        }
        return mutant;
    }

    private static boolean isRead(byte[] bytes) {
        Layer layer = Layer.of(bytes);
        try {
            Summary summary = WasmModule.read(bytes);
            assertThat(summary.functions().size()).isLessThanOrEqualTo(summary.functionCount());
            assertThat(layer).isEqualTo(summary.layer());
            assertThat(isValid(bytes) && summary.trailing().isPresent()).isFalse();
            return true;
        } catch (WasmException e) {
            assertThat(e.offset()).isBetween(0, bytes.length);
            assertThat(isValid(bytes)).as("what cannot be read cannot be valid").isFalse();
            return false;
        }
    }

    private static boolean isValid(byte[] bytes) {
        try {
            Validator.validate(bytes, FeatureSet.ALL);
            return true;
        } catch (WasmException e) {
            assertThat(e.offset()).isBetween(0, bytes.length);
            return false;
        }
    }
}
