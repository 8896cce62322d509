package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ExcerptTest {
    @Test
    void it_begins_with_the_first_error() {
        assertThat(Excerpt.of("note\nwarning: x\nerror: y\n\n  at z\n")).isEqualTo("  | error: y\n  |   at z");
    }

    @Test
    void without_an_error_it_is_the_last_lines() {
        String output = IntStream.range(0, 100).mapToObj(n -> "line " + n).collect(Collectors.joining("\n"));
        assertThat(Excerpt.of(output).lines())
                .hasSize(Excerpt.MOST_LINES)
                .first()
                .isEqualTo("  | line 60");
    }

    @Test
    void a_long_line_is_cut_and_control_characters_are_inert() {
        String shown = Excerpt.of("error \u001b]0;title\u0007" + "x".repeat(1000));
        assertThat(shown)
                .contains("\\u001b]0;title\\u0007")
                .hasSizeLessThan(300)
                .endsWith("…");
    }

    @Test
    void nothing_gives_nothing() {
        assertThat(Excerpt.of("\n \n")).isEmpty();
    }
}
