package dev.assay.trust.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time in a timestamp: whole, in UTC, and of the calendar. */
class TimestampTimeTest {
    private static final byte[] SIGNATURE = "signature".getBytes(StandardCharsets.UTF_8);

    @Test
    void aTimeIsReadToTheSecond() throws Exception {
        assertThat(Timestamp.time(info("20260228235959Z"), SIGNATURE)).hasToString("2026-02-28T23:59:59Z");
        assertThat(Timestamp.time(info("20240229000000Z"), SIGNATURE)).hasToString("2024-02-29T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"20260230120000Z", "20260229120000Z", "20261301120000Z", "20260101240000Z", "20260101126000Z"})
    void aDateThatNoCalendarHasIsRefused(String time) {
        assertThatThrownBy(() -> Timestamp.time(info(time), SIGNATURE))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("its time is none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20260228235959", "20260228235959+0100", "2026-02-28T23:59:59Z", ""})
    void aTimeThatIsNotInUtcIsRefused(String time) {
        assertThatThrownBy(() -> Timestamp.time(info(time), SIGNATURE))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("its time is not in UTC");
    }

    /** What an authority signs (RFC 3161, section 2.4.2), about the signature. */
    private static byte[] info(String time) throws Exception {
        byte[] sha256 = HexFormat.of().parseHex("608648016503040201");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(SIGNATURE);
        byte[] algorithm = Der.write(Der.SEQUENCE, Der.write(6, sha256));
        return Der.write(
                Der.SEQUENCE,
                all(
                        Der.write(2, new byte[] {1}),
                        Der.write(6, sha256),
                        Der.write(Der.SEQUENCE, all(algorithm, Der.write(Der.OCTETS, hash))),
                        Der.write(2, new byte[] {7}),
                        Der.write(Der.TIME, time.getBytes(StandardCharsets.US_ASCII))));
    }

    private static byte[] all(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
