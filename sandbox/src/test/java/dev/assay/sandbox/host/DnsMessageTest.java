package dev.assay.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers in hex: the head, the question, and one record whose name points at the question. */
class DnsMessageTest {
    private static final String QUESTION = "0161 0474657374 00";

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static byte[] answer(String type, String data) {
        byte[] bytes = hex(data);
        return hex("0007 8180 0001 0001 0000 0000" + QUESTION + type + "0001" + "c00c" + type + "0001 0000003c"
                + String.format("%04x", bytes.length) + data);
    }

    private static DnsMessage message(String type) {
        return new DnsMessage(7, "a.test", type);
    }

    @Test
    void aQuestionIsAsOnTheWire() {
        assertThat(message("CAA").bytes()).isEqualTo(hex("0007 0100 0001 0000 0000 0000" + QUESTION + "0101 0001"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A     | 0001 | 0a000001                                  | 10.0.0.1
            AAAA  | 001c | 20010db8000000000000000000000001          | 2001:db8:0:0:0:0:0:1
            CNAME | 0005 | 0162 c00e                                 | b.test.
            NS    | 0002 | 00                                        | .
            MX    | 000f | 000a c00c                                 | 10 a.test.
            SRV   | 0021 | 0001 0002 01bb c00e                       | 1 2 443 test.
            SOA   | 0006 | c00c c00c ffffffff 00000001 00000002 00000003 00000004 | a.test. a.test. 4294967295 1 2 3 4
            PTR   | 000c | 0361 2e5c 00                              | 'a\\046\\092.'
            """)
    void aRecordIsAsInZoneFiles(String type, String number, String data, String text) throws Exception {
        assertThat(message(type).read(answer(number, data)).records()).containsExactly(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A     | 0001 | 0a0000
            A     | 0001 | 0a00000101
            MX    | 000f | 00
            MX    | 000f | 000a
            MX    | 000f | 000a c026
            MX    | 000f | 000a c0ff
            CNAME | 0005 | c024
            CNAME | 0005 | 4061
            TXT   | 0010 | 0561
            CAA   | 0101 | 000578
            """)
    void aRecordThatIsNoneIsRefused(String type, String number, String data) {
        assertThatThrownBy(() -> message(type).read(answer(number, data))).isInstanceOf(DnsMessage.Malformed.class);
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() throws Exception {
        byte[] right = answer("0001", "0a000001");
        assertThat(message("A").read(right).records()).hasSize(1);
        assertThatThrownBy(() -> new DnsMessage(8, "a.test", "A").read(right)).hasMessageContaining("another question");
        assertThatThrownBy(() -> new DnsMessage(7, "b.test", "A").read(right)).hasMessageContaining("another question");
        assertThatThrownBy(() -> message("MX").read(right)).hasMessageContaining("another question");
        assertThatThrownBy(() -> message("A").read(message("A").bytes())).hasMessageContaining("another question");
    }

    @Test
    void changedOrCutAnywhereItIsReadOrRefused() {
        byte[] whole = answer("0006", "c00c c00c 00000001 00000001 00000002 00000003 00000004");
        Random random = new Random(11);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = java.util.Arrays.copyOf(whole, random.nextInt(whole.length) + 1 + whole.length / 2);
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            try {
                message("SOA").read(changed);
                read++;
            } catch (DnsMessage.Malformed e) {
                assertThat(e).hasMessageMatching("(the name server|a ).*");
            }
        }
        assertThat(read).isPositive();
    }
}
