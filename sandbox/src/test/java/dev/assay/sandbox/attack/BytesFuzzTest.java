package dev.assay.sandbox.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.model.InvalidValueException;
import dev.assay.sandbox.host.CapabilityRequest;
import dev.assay.sandbox.worker.CallPayload;
import dev.assay.sandbox.worker.Channel;
import dev.assay.sandbox.worker.Ending;
import dev.assay.sandbox.worker.Frame;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the parent reads of a worker's bytes, which a fuzzer is let loose on ({@code bench/fuzz}); every build replays the bytes
 * it starts from. Each ends in a value, an {@link IOException} or, for JSON, an {@link InvalidValueException}.
 */
class BytesFuzzTest {
    private static final int LONGEST = 1 << 10;

    @MethodSource("dev.assay.sandbox.attack.FuzzSeeds#frames")
    @FuzzTest // the last annotation, as Jazzer wants it
    void frames_are_read_or_refused(byte[] bytes) {
        Channel channel = new Channel(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream(), LONGEST);
        int read = 0;
        try {
            for (Optional<Frame> next = channel.read(); next.isPresent(); next = channel.read()) {
                assertThat(next.get().payload()).hasSizeLessThanOrEqualTo(LONGEST);
                read += 5 + next.get().payload().length;
            }
            assertThat(read).isEqualTo(bytes.length);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("frame");
        }
    }

    @MethodSource("dev.assay.sandbox.attack.FuzzSeeds#endings")
    @FuzzTest // the last annotation, as Jazzer wants it
    void an_ending_is_read_or_refused(byte[] bytes) {
        try {
            Ending ending = Ending.read(bytes);
            assertThat(ending.detail()).hasSizeLessThanOrEqualTo(Ending.LONGEST_DETAIL);
            assertThat(ending.response()).hasSizeLessThan(bytes.length);
            assertThat(ending.peakPages()).isNotNegative();
        } catch (IOException e) {
            // refused
        }
    }

    @MethodSource("dev.assay.sandbox.attack.FuzzSeeds#calls")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_call_is_read_or_refused(byte[] bytes) {
        try {
            CallPayload call = CallPayload.read(bytes);
            assertThat(1 + call.capability().length() + call.request().length).isEqualTo(bytes.length);
            CapabilityRequest request = CapabilityRequest.read(call.capability(), call.request());
            assertThat(request.describe()).doesNotContain("\n").hasSizeLessThan(2000);
        } catch (IOException | InvalidValueException e) {
            // refused
        }
    }
}
