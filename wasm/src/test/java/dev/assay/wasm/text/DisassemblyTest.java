package dev.assay.wasm.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.wasm.Function;
import dev.assay.wasm.ModuleBytes;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import dev.assay.wasm.text.Disassembly.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disassembly is what wasm-tools prints of the same functions. */
class DisassemblyTest {
    /** {@code everything.print.txt} is what {@code wasm-tools print -p} gives for the module without its names. */
    @Test
    void it_is_what_wasm_tools_prints() throws WasmException {
        Summary module = WasmModule.read(ModuleBytes.resource("everything.wasm"));
        List<String> lines = new ArrayList<>();
        for (Function function : module.functions()) {
            Disassembly.function(module, function, line -> lines.add(line.toString()));
        }

        String expected = new String(ModuleBytes.resource("everything.print.txt"), StandardCharsets.UTF_8);
        assertThat(lines.stream().map(DisassemblyTest::withoutOffsetOfLocals))
                .containsExactlyElementsOf(expected.lines()
                        .map(DisassemblyTest::withoutOffsetOfLocals)
                        .toList());
    }

    /** They give the locals the offset after their count, we that of the body. */
    private static String withoutOffsetOfLocals(String line) {
        return line.contains("(local ") ? line.strip().substring(11).strip() : line;
    }

    @Test
    void a_range_is_shown_alone_and_what_is_left_out_is_counted() throws WasmException {
        Summary module = WasmModule.read(ModuleBytes.withBody("01 01 01 41 07 1A 0B"));
        Function function = module.functions().getFirst();
        int first = module.functions().getFirst().offset() + 3;

        assertThat(Disassembly.range(module, function, first, first + 2, 10))
                .extracting(Line::text)
                .containsExactly("nop", "nop");
        assertThat(Disassembly.range(module, function, first + 3, first + 5, 10))
                .containsExactly(new Line(first + 3, 1, "i32.const 7"));
        assertThat(Disassembly.function(module, function, 3))
                .extracting(Line::text)
                .containsExactly("(func (;0;) (type 0)", "(local i32)", "nop", ";; 5 more");
        assertThat(Disassembly.function(module, function, 8)).hasSize(8);
    }

    @Test
    void deep_blocks_do_not_give_long_lines() throws WasmException {
        ModuleBytes body =
                ModuleBytes.content().hex("00").repeat(10_000, "02 40").repeat(10_001, "0B");
        Summary module = WasmModule.read(ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, "01 00")
                .section(10, ModuleBytes.content().uint(1).sized(body))
                .bytes());

        Disassembly.function(
                module,
                module.functions().getFirst(),
                line -> assertThat(line.toString()).hasSizeLessThan(150));
    }

    @ParameterizedTest
    @CsvSource({
        "0x00000000, 0x0p+0 (;=0;)",
        "0x80000000, -0x0p+0 (;=-0;)",
        "0x3fc00000, 0x1.8p+0 (;=1.5;)",
        "0xbe800000, -0x1p-2 (;=-0.25;)",
        "0x00000001, 0x1p-149 (;=0.0000000000000000000000000000000000000000000014;)",
        "0x7f800000, inf (;=inf;)",
        "0xff800000, -inf (;=-inf;)",
        "0x7fc00000, nan (;=NaN;)",
        "0xffa00000, -nan:0x200000 (;=NaN;)",
    })
    void floats_are_exact(String bits, String text) {
        StringBuilder out = new StringBuilder();
        FloatText.f32(out, Long.decode(bits).intValue());
        assertThat(out).hasToString(text);
    }
}
