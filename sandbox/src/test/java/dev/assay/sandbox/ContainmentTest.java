package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainmentTest {
    private static List<String> problems(String part, String whole) {
        return Containment.problems(
                Guests.json(part.getBytes(StandardCharsets.UTF_8)),
                Guests.json(whole.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                     | {"a":1}
            {"a":1}                | {"a":1,"b":2}
            {"a":{"b":[]}}         | {"a":{"b":[1,2]}}
            [2,1]                  | [1,2,3]
            [{"k":"x"}]            | [{"k":"y"},{"k":"x","v":1}]
            "text"                 | "text"
            null                   | null
            """)
    void whatIsThereIsContained(String part, String whole) {
        assertThat(problems(part, whole)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":1}                | {"b":1}               | $.a is missing
            {"a":1}                | {"a":2}               | $.a is 2, expected 1
            {"a":"1"}              | {"a":1}               | $.a is 1, expected "1"
            {"a":null}             | {}                    | $.a is missing
            [4]                    | [1,2]                 | $[0] is in no element: 4
            [{"k":"x","v":2}]      | [{"k":"x","v":1},{"k":"y","v":2}] | $[0] is in no element: {"k":"x","v":2}
            {"a":[]}               | {"a":{}}              | $.a is {}, expected []
            """)
    void whatIsNotThereIsNamedByItsPath(String part, String whole, String problem) {
        assertThat(problems(part, whole)).containsExactly(problem);
    }
}
