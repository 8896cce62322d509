package dev.assay.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** JSON is read strictly and written in one form. */
class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}{}",
                "{} x",
                "{\"a\":1,\"a\":2}",
                "{'a':1}",
                "[1,]",
                "NaN",
                "Infinity",
                "01",
                "{a:1}",
                "\uFEFF{}",
                "// c\n{}",
                "\"\u0001\""
            })
    void whatIsNotStrictJsonIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void nestingIsBounded() {
        assertThat(read("[".repeat(64) + "]".repeat(64)).isArray()).isTrue();
        assertThatThrownBy(() -> read("[".repeat(65) + "]".repeat(65))).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void sizeIsBounded() {
        assertThat(Json.read("[1]".getBytes(UTF_8), 3)).hasSize(1);
        assertThatThrownBy(() -> Json.read("[1] ".getBytes(UTF_8), 3)).hasMessageContaining("more than the 3");
    }

    @Test
    void badUtf8IsRefused() {
        assertThatThrownBy(() -> Json.read(new byte[] {'"', (byte) 0xc3, '"'}, 10))
                .hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ \"b\": 1, \"a\": [true, null] }|{\"a\":[true,null],\"b\":1}",
                "{}|{}",
                "[ ]|[]",
                "\"\\u00e9\\u000a\\u001f\\/\"|\"é\\n\\u001f/\"",
                "-9007199254740991|-9007199254740991",
                "{\"\\ufb33\":2,\"\\ud83d\\ude00\":1}|{\"\ud83d\ude00\":1,\"\ufb33\":2}"
            })
    void theCanonicalFormIsTheOneOfRfc8785(String text, String canonical) {
        assertThat(new String(Json.canonical(read(text)), UTF_8)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "9007199254740992", "1e3", "[0.1]", "123456789012345678901234567890"})
    void numbersWithoutOneFormAreNotSigned(String text) {
        assertThatThrownBy(() -> Json.canonical(read(text))).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aNewerFormatIsRefusedWithAMessage() {
        assertThat(Json.requireFormat(Json.document("assay.x", 2), "assay.x", 2))
                .isEqualTo(2);
        assertThat(Json.requireFormat(Json.document("assay.x", 1), "assay.x", 2))
                .isEqualTo(1);
        assertThatThrownBy(() -> Json.requireFormat(Json.document("assay.x", 3), "assay.x", 2))
                .hasMessageContaining("newer version of Assay");
        assertThatThrownBy(() -> Json.requireFormat(Json.document("assay.y", 1), "assay.x", 2))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Json.requireFormat(Json.object(), "assay.x", 2))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void fieldsNameThePathOfWhatIsWrong() {
        Fields fields = Fields.of(read("{\"a\":{\"n\":\"x\",\"more\":1},\"list\":[{\"d\":\"sha256:0\"}]}"), "$");
        assertThatThrownBy(() -> fields.object("a").integer("n", 0, 9)).hasMessageContaining("$.a.n");
        assertThatThrownBy(() -> fields.object("a").text("gone")).hasMessageContaining("$.a.gone: it is missing");
        assertThatThrownBy(() -> fields.objects("list", 5).getFirst().value("d", Digest::parse))
                .hasMessageContaining("$.list[0].d");
        assertThatThrownBy(() -> fields.objects("list", 0)).hasMessageContaining("at most 0");
    }

    @Test
    void aFieldThatNobodyAskedForIsRefused() {
        Fields fields = Fields.of(read("{\"a\":\"x\",\"b\":1}"), "$");
        fields.text("a");
        assertThatThrownBy(fields::end).hasMessageContaining("$.b");
        fields.integer("b", 0, 1);
        fields.end();
    }

    @Test
    void anyBytesGiveAValueOrTheOneException() {
        Random random = new Random(7);
        byte[] seed = "{\"a\":[1,2.5,\"x\\u00e9\",null,true],\"b\":{\"c\":\"d\"}}".getBytes(UTF_8);
        int read = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = seed.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                Json.read(bytes, 1000);
                read++;
            } catch (InvalidValueException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(read).isPositive();
    }

    private static JsonNode read(String text) {
        return Json.read(text.getBytes(UTF_8), 1 << 20);
    }

    @Test
    void whatIsStoredHoldsNoNul() {
        for (String bad : new String[] {"\"\\u0000\"", "{\"a\\u0000\":1}", "[\"\\\\\\u0000\"]"}) {
            byte[] bytes = bad.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertThat(Json.read(bytes, 100)).isNotNull();
            assertThatThrownBy(() -> Json.readStorable(bytes, 100)).hasMessageContaining("U+0000");
        }
        byte[] near = "[\"\\\\u0000\", \"\\u0001\"]".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(Json.readStorable(near, 100)).hasSize(2);
    }

    @Test
    void whatIsManyTimesAsLargeOnceItIsReadIsRefused() {
        String dense = "[" + "{},".repeat(999) + "{}]";
        int least = 2002 - dense.length() / 8;
        assertThat(storable(dense, least)).hasSize(1000);
        assertThatThrownBy(() -> storable(dense, least - 1))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("more than 2001 names and values in 3001 bytes");
        assertThat(storable("[" + "\"a text of twenty\",".repeat(999) + "1]", 1))
                .hasSize(1000);
        assertThatThrownBy(() -> storable(dense + "]", least)).hasMessageContaining("line 1");
    }

    private static JsonNode storable(String text, int spare) {
        return Json.readStorable(text.getBytes(UTF_8), 1 << 20, spare);
    }
}
