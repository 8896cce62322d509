package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DsseTest {
    @Test
    void theEncodingIsTheSpecificationsExample() {
        // DSSE 1.0.2, protocol, test vectors.
        assertThat(encoded("http://example.com/HelloWorld", "hello world"))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void lengthsAreOfBytesNotOfCharacters() {
        assertThat(encoded("é", "日本")).isEqualTo("DSSEv1 2 é 6 日本");
    }

    @Test
    void whatMovesBetweenTypeAndPayloadIsAnotherMessage() {
        assertThat(encoded("a b", "c")).isNotEqualTo(encoded("a", "b c"));
    }

    private static String encoded(String type, String payload) {
        return new String(Dsse.pae(type, payload.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}
