package dev.assay.trust.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65535, 65536, 1 << 24})
    void whatIsWrittenIsRead(int length) throws Malformed {
        byte[] content = new byte[length];
        Der read = Der.read(Der.write(Der.OCTETS, content), "x");
        assertThat(read.tag()).isEqualTo(Der.OCTETS);
        assertThat(read.content()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "04", "0401", "040100ff", // Nothing, cut, cut, followed.
                "0480", "04810100", "0482000100", "048500000000010000", // Lengths not of DER.
                "04847fffffff", "0484ffffffff", "1f0100", "3f0100" // Too long, tags of several bytes.
            })
    void anythingElseIsRefused(String hex) {
        assertThatThrownBy(() -> Der.read(HexFormat.of().parseHex(hex), "x").children("x"))
                .isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({"06032a0304, 1.2.3.4", "0603550403, 2.5.4.3", "06062b0601040182, 1.3.6.1.4.1", "0603883703, 2.999.3"})
    void objectIdentifiersAreRead(String hex, String dotted) throws Malformed {
        assertThat(Der.read(HexFormat.of().parseHex(hex), "x").oid("x")).isEqualTo(dotted);
    }

    @Test
    void anyBytesAreReadOrRefused() {
        Random random = new Random(51);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[0] = 0x30;
                bytes[1] = (byte) (bytes.length - 2);
            }
            try {
                for (Der child : Der.read(bytes, "x").children("x")) {
                    assertThat(child.content().length).isLessThan(bytes.length);
                    child.oid("x");
                }
            } catch (Malformed e) {
                assertThat(e.code()).isEqualTo("bundle-malformed");
            }
        }
    }
}
