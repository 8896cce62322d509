package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DifferenceTest {
    /** Preamble, an empty type section, a custom section "abc" with two bytes, a data section of 130 bytes. */
    private static byte[] module() {
        byte[] module = Arrays.copyOf(
                "\0asm\1\0\0\0\1\1\0\0\6\3abc12\13\u0082\1".getBytes(StandardCharsets.ISO_8859_1), 22 + 130);
        return module;
    }

    @Test
    void equal_modules_have_none() {
        assertThat(Difference.between(module(), module())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, preamble",
        "7, preamble",
        "8, type section",
        "10, type section",
        "11, custom section 'abc'",
        "18, custom section 'abc'",
        "19, data section",
        "151, data section"
    })
    void the_first_differing_byte_is_named_with_its_section(int offset, String section) {
        byte[] other = module();
        other[offset] ^= 0x40;
        other[151] = (byte) 0xff;
        assertThat(Difference.between(module(), other)).contains(new Difference(offset, section));
    }

    @Test
    void a_longer_module_differs_after_the_end_of_the_shorter() {
        byte[] longer = Arrays.copyOf(module(), module().length + 1);
        assertThat(Difference.between(module(), longer).orElseThrow().offset()).isEqualTo(152);
        assertThat(Difference.between(module(), longer).orElseThrow().section()).contains("after the end");
    }

    @Test
    void what_is_no_module_at_all_still_has_an_answer() {
        byte[] nonsense = {1, 2, 3, 4, 5, 6, 7, 8, 0, -1, -1, -1, -1, -1, -1, 9};
        byte[] other = nonsense.clone();
        other[15] = 8;
        assertThat(Difference.between(nonsense, other).orElseThrow().offset()).isEqualTo(15);
        assertThat(Difference.between(new byte[0], nonsense).orElseThrow().section())
                .isEqualTo("preamble");
    }

    @Test
    void the_message_says_what_to_look_for() {
        byte[] other = module();
        other[30] = 1;
        assertThat(Difference.between(module(), other).orElseThrow().message(module(), other))
                .contains("at byte 30, in the data section", "152 bytes", "absolute paths");
    }
}
