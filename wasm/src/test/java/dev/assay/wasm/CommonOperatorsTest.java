package dev.assay.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.wasm.feature.FeatureSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps over runs of common operators change nothing but the time: the same verdicts, reasons, offsets and figures as one operator after another. */
class CommonOperatorsTest {
    private static final long SEED = 20261127;

    /** All that a reader finds out about bodies, or its refusal. */
    private static String outcome(ModuleReader reader) {
        try {
            reader.read();
            StringBuilder figures = new StringBuilder(reader.needs.met().toString());
            for (Function function : reader.functions) {
                figures.append('\n').append(function.operators()).append(' ').append(function.nesting());
                figures.append(' ').append(function.widestBranchTable());
                for (OperatorClass kind : OperatorClass.values()) {
                    figures.append(' ').append(function.operators(kind));
                }
            }
            return figures.toString();
        } catch (WasmException e) {
            return e.reason() + " at byte " + e.offset();
        }
    }

    static void assertSame(byte[] bytes, FeatureSet allowed) {
        assertThat(outcome(ModuleReader.judging(bytes, ReadLimits.JUDGING, allowed)))
                .isEqualTo(outcome(
                        ModuleReader.judging(bytes, ReadLimits.JUDGING, allowed).stepwise()));
        assertThat(outcome(ModuleReader.describing(bytes, ReadLimits.READING)))
                .isEqualTo(outcome(
                        ModuleReader.describing(bytes, ReadLimits.READING).stepwise()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernels.wasm", "flow.wasm", "everything.wasm", "tally.wasm", "tally.o.wasm"})
    void of_whole_modules_and_ten_thousand_mutants_of_each(String name) {
        byte[] whole = ModuleBytes.resource(name);
        assertSame(whole, FeatureSet.ALL);
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            byte[] mutant = whole.clone();
            for (int edit = random.nextInt(3); edit >= 0; edit--) {
                int at = 8 + random.nextInt(mutant.length - 8);
                mutant[at] =
                        random.nextBoolean() ? (byte) random.nextInt(256) : whole[8 + random.nextInt(whole.length - 8)];
            }
            assertSame(mutant, i % 2 == 0 ? FeatureSet.ALL : FeatureSet.WASM_1);
        }
    }

    /** Bodies of random operators with random immediates, in front of which lie values of random types. */
    @Test
    void of_a_hundred_thousand_made_up_bodies() {
        Random random = new Random(SEED);
        int accepted = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] module = madeUp(random);
            assertSame(module, FeatureSet.ALL);
            accepted += outcome(ModuleReader.judging(module, ReadLimits.JUDGING, FeatureSet.ALL))
                            .contains(" at byte ")
                    ? 0
                    : 1;
        }
        assertThat(accepted).isBetween(5_000, 95_000);
    }

    private static byte[] madeUp(Random random) {
        ModuleBytes body = ModuleBytes.content();
        for (int operators = 1 + random.nextInt(3); operators > 0; operators--) {
            int local = random.nextInt(random.nextInt(20) == 0 ? 5 : 4);
            for (int values = random.nextInt(4); values > 0; values--) {
                body.uint(0x20).uint(local); // local.get
            }
            operator(body, random);
        }
        if (random.nextInt(8) > 0) {
            body.hex("00"); // unreachable: whatever is left is as it should be
        }
        boolean wide = random.nextInt(4) == 0;
        ModuleBytes code = ModuleBytes.content().hex("04 01 7F 01 7E 01 7D 01 7C");
        return ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, "01 00")
                .section(5, random.nextInt(8) == 0 ? "00" : wide ? "01 04 01" : "01 00 01")
                .section(6, "02 7F 01 41 00 0B 7E 00 42 00 0B")
                .section(
                        10,
                        ModuleBytes.content()
                                .uint(1)
                                .sized(code.raw(body.bytes()).hex("0B")))
                .bytes();
    }

    private static void operator(ModuleBytes body, Random random) {
        int opcode = 0x0F + random.nextInt(0xC5 - 0x0F);
        body.raw(new byte[] {(byte) opcode});
        if (opcode >= 0x28 && opcode <= 0x3E) {
            body.uint(random.nextInt(3)).raw(integer(random));
        } else if (opcode < 0x28 || opcode == 0x41 || opcode == 0x42) {
            body.raw(random.nextInt(4) == 0 ? integer(random) : new byte[] {(byte) random.nextInt(6)});
        } else if (opcode == 0x43 || opcode == 0x44) {
            body.raw(new byte[opcode == 0x43 ? 4 : 8]);
        }
    }

    /** One to eleven bytes of an integer, overlong and too large ones among them. */
    private static byte[] integer(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(4) > 0 ? 3 : 11)];
        for (int i = 0; i < bytes.length; i++) {
            int bits = random.nextInt(3) == 0 ? 0 : random.nextInt(0x80);
            bytes[i] = (byte) (i < bytes.length - 1 ? 0x80 | bits : bits);
        }
        return bytes;
    }
}
