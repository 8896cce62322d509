package dev.assay.wasm.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.wasm.ModuleBytes;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

/** The lists of dependencies that build tools leave in a module are handed out, within bounds. */
class DependencyListTest {
    private static final byte[] JSON =
            "{\"packages\":[{\"name\":\"tally\",\"version\":\"1.0.0\"}]}".getBytes(StandardCharsets.UTF_8);

    @Test
    void every_list_is_found_and_inflated() throws WasmException {
        byte[] module = ModuleBytes.module()
                .custom(".dep-v0", ModuleBytes.content().raw(deflated(JSON)))
                .custom("name", ModuleBytes.content())
                .custom(".dep-v0", ModuleBytes.content().raw(deflated(new byte[0])))
                .bytes();

        List<DependencyList> lists = DependencyList.of(WasmModule.read(module));

        assertThat(lists).hasSize(2);
        assertThat(lists.getFirst().json()).isEqualTo(JSON);
        assertThat(lists.getFirst().section().offset()).isEqualTo(8);
        assertThat(lists.getLast().json()).isEmpty();
        assertThat(DependencyList.of(WasmModule.read(ModuleBytes.resource("tally.wasm"))))
                .isEmpty();
    }

    @Test
    void a_list_is_inflated_to_its_limit_and_refused_past_it() throws WasmException {
        assertThat(list(deflated(new byte[DependencyList.MOST_BYTES])).json()).hasSize(8_388_608);
        refused(deflated(new byte[DependencyList.MOST_BYTES + 1]), "inflates to more than the limit of 8388608 bytes");
    }

    @Test
    void what_is_not_exactly_one_stream_is_refused() {
        byte[] stream = deflated(JSON);
        for (int length = 0; length < stream.length; length++) {
            refused(Arrays.copyOf(stream, length), "the zlib stream is cut off");
        }
        refused(Arrays.copyOf(stream, stream.length + 3), "3 bytes follow the zlib stream");
        refused(JSON, "this is no zlib stream");
        refused(new byte[] {0x78, (byte) 0xBB, 0, 0, 0, 1}, "a dictionary is wanted");
    }

    private static void refused(byte[] content, String reason) {
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> list(content).json())
                .withMessageContaining(reason)
                // Eight bytes of preamble; id, length and name take ten more at the least.
                .satisfies(e -> assertThat(e.offset()).isBetween(18, 60 + content.length));
    }

    private static DependencyList list(byte[] content) throws WasmException {
        byte[] module = ModuleBytes.module()
                .custom(".dep-v0", ModuleBytes.content().raw(content))
                .bytes();
        return DependencyList.of(WasmModule.read(module)).getFirst();
    }

    private static byte[] deflated(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        } catch (IOException e) {
            throw new AssertionError("memory does not fail", e);
        }
        return out.toByteArray();
    }
}
