package dev.assay.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ReadLimitsTest {
    private final byte[] module = ModuleBytes.resource("tally.wasm");

    @Test
    void limits_can_be_set_lower_but_never_higher() throws WasmException {
        assertThat(ReadLimits.READING.withFunctions(2).functions()).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReadLimits.READING.withFunctions(1_000_001))
                .withMessage("functions is 1000001; it may be 0 to 1000000");
        assertThatIllegalArgumentException().isThrownBy(() -> ReadLimits.READING.withLocals(-1));
    }

    @Test
    void a_module_at_the_limit_is_read_and_one_past_it_refused() throws WasmException {
        refused(ReadLimits.READING.withModuleBytes(module.length - 1), "the module has 442 bytes");
        read(ReadLimits.READING.withModuleBytes(module.length));
        refused(ReadLimits.READING.withFunctions(2), "functions are 2, the limit is 1");
        read(ReadLimits.READING.withFunctions(3));
        refused(ReadLimits.READING.withTypes(1), "types are 2, the limit is 1");
        read(ReadLimits.READING.withTypes(2));
        refused(ReadLimits.READING.withBodyBytes(217), "a function body has 218 bytes, the limit is 217");
        read(ReadLimits.READING.withBodyBytes(218));
    }

    @Test
    void a_name_may_have_a_hundred_thousand_bytes() throws WasmException {
        assertThat(WasmModule.read(named(100_000)).customSections()).hasSize(1);
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> WasmModule.read(named(100_001)))
                .withMessageStartingWith("a name has 100001 bytes, the limit is 100000");
    }

    private static byte[] named(int length) {
        return ModuleBytes.module()
                .custom("n".repeat(length), ModuleBytes.content())
                .bytes();
    }

    private void read(ReadLimits limits) throws WasmException {
        assertThat(WasmModule.read(module, limits).functionCount()).isEqualTo(3);
    }

    private void refused(ReadLimits limits, String reason) {
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> WasmModule.read(module, limits))
                .withMessageStartingWith(reason);
    }
}
