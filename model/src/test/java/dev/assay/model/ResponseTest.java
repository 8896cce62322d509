package dev.assay.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plugin's answer is taken only if it holds together; what does not names its path. */
class ResponseTest {
    private static final String GOOD = """
            {"abi":"1","status":"success","errors":[{"code":"c","message":"m"}],
             "observations":[{"key":"o1","title":"t","description":"d","methods":["TEST"],"subjects":["host"]}],
             "findings":[{"key":"f1","title":"t","target":{"type":"objective-id","target-id":"ac-6.1_obj",
               "status":{"state":"not-satisfied","reason":"fail"}},"related-observations":["o1"],"related-risks":["r1"]}],
             "risks":[{"key":"r1","title":"t","statement":"s","status":"open"}],
             "records":[{"subject":"s","behavior":"b","input":{},"labels":{}}]}
            """;

    @Test
    void aGoodAnswerIsRead() {
        Response response = read(GOOD);
        assertThat(response.status()).isEqualTo(Response.Status.SUCCESS);
        assertThat(response.observations())
                .extracting(Response.Observation::key)
                .containsExactly("o1");
        Response.Finding finding = response.finding("f1").orElseThrow();
        assertThat(finding.state()).isEqualTo(Response.State.NOT_SATISFIED);
        assertThat(finding.relatedObservations()).containsExactly("o1");
        assertThat(response.errors()).extracting(Response.Problem::code).containsExactly("c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"abi\":\"1\"|\"abi\":\"2\"|$.abi",
                "\"success\"|\"fine\"|$.status",
                "not-satisfied|maybe|$.findings[0].target.status.state",
                "[\"o1\"]|[\"o2\"]|$.findings[0].related-observations[0]",
                "[\"r1\"]|[\"r2\"]|$.findings[0].related-risks[0]",
                "\"records\"|\"extras\"|$.extras",
                "\"subjects\":[\"host\"]|\"subjects\":[1]|$.observations[0].subjects[0]",
                "\"key\":\"f1\"|\"name\":\"f1\"|$.findings[0].key",
                "\"target-id\"|\"target\"|target-id"
            })
    void whatDoesNotHoldIsRefusedWithItsPath(String from, String to, String path) {
        assertThatThrownBy(() -> read(GOOD.replace(from, to)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(path);
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        String twice = GOOD.replace("\"risks\":[", "\"risks\":[{\"key\":\"r1\"},");
        assertThatThrownBy(() -> read(twice))
                .hasMessageContaining("$.risks[1].key")
                .hasMessageContaining("twice");
    }

    @Test
    void aDescriptionIsRead() {
        Description description = Description.read(
                "{\"abi\":\"1\",\"name\":\"a/b\",\"version\":\"1.0.0\",\"checks\":[{\"key\":\"k\",\"title\":\"t\",\"control-ids\":[\"ac-1\"]}]}"
                        .getBytes(UTF_8));
        assertThat(description.checks()).containsExactly(new Description.Check("k", "t", java.util.List.of("ac-1")));
        assertThatThrownBy(() -> Description.read("{\"abi\":\"1\"}".getBytes(UTF_8)))
                .hasMessageContaining("$.name");
    }

    private static Response read(String text) {
        return Response.read(text.getBytes(UTF_8), 1 << 20);
    }
}
