package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.fleet.RecordPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RecordPolicyTest {
    private static final String ONE =
            "{'id':'root-login','title':'T','behavior':'b','expression':'true','message':'M','target':'ac-1_obj','severity':'high'}";

    private static JsonNode json(String text) {
        byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return Json.read(bytes, bytes.length);
    }

    @Test
    void whatIsWrittenIsRead() {
        JsonNode array = json("[" + ONE + "," + ONE.replace("root-login", "b").replace(",'severity':'high'", "") + "]");
        List<RecordPolicy> policies = RecordPolicy.listFromJson(array);
        assertThat(RecordPolicy.toJson(policies)).isEqualTo(array);
        assertThat(policies.getFirst().digest()).isEqualTo(Digest.of(Json.canonical(json(ONE))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            root-login  | Root       | $.policies[0]: id 'Root' is not valid
            root-login  | -a         | $.policies[0]: id '-a' is not valid
            'T'         | ' '        | $.policies[0]: title: it must have 1 to 200 characters
            severity    | severe     | $.policies[0].severe: no such field
            high        | dire       | expected one of low, moderate, high, critical
            'expression':'true', |   | $.policies[0].expression: it is missing
            """)
    void whatIsNoPolicyIsRefusedWithItsPlace(String from, String to, String message) {
        String changed = ONE.replace(from, to == null ? "" : to);
        assertThat(changed).isNotEqualTo(ONE);
        assertThatThrownBy(() -> RecordPolicy.listFromJson(json("[" + changed + "]")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anIdStandsOnceAndThereAreNotTooMany() {
        assertThatThrownBy(() -> RecordPolicy.listFromJson(json("[" + ONE + "," + ONE + "]")))
                .hasMessageContaining("$.policies[1].id: the id 'root-login' stands twice");
        String many = "[" + ONE;
        for (int i = 1; i < RecordPolicy.MOST; i++) {
            many += "," + ONE.replace("root-login", "p" + i);
        }
        assertThat(RecordPolicy.listFromJson(json(many + "]"))).hasSize(RecordPolicy.MOST);
        String more = many + "," + ONE.replace("root-login", "more") + "]";
        assertThatThrownBy(() -> RecordPolicy.listFromJson(json(more))).hasMessageContaining("at most 50");
    }
}
