package dev.assay.wasm.fuel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.wasm.CustomSection;
import dev.assay.wasm.Export;
import dev.assay.wasm.ModuleBytes;
import dev.assay.wasm.Operators;
import dev.assay.wasm.Summary;
import dev.assay.wasm.Validator;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import dev.assay.wasm.feature.Feature;
import dev.assay.wasm.feature.FeatureSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Metering makes a valid module of a valid one, and refuses all else. What it does when it runs is shown on the engine. */
class MeterTest {
    private static final Meter.Limits LIMITS = new Meter.Limits(1_000_000, 100);

    @ParameterizedTest
    @ValueSource(strings = {"tally.wasm", "everything.wasm", "flow.wasm"})
    void a_metered_module_is_valid_and_has_what_it_had(String name) throws WasmException {
        byte[] plain = ModuleBytes.resource(name);
        byte[] metered = Meter.instrument(plain, LIMITS);
        Validator.validate(metered, FeatureSet.ALL);
        Summary before = WasmModule.read(plain);
        Summary after = WasmModule.read(metered);

        assertThat(after.exports())
                .extracting(Export::name)
                .startsWith(before.exports().stream().map(Export::name).toArray(String[]::new))
                .endsWith(Meter.FUEL, Meter.DEPTH, Meter.STOP);
        assertThat(after.imports()).hasSameSizeAs(before.imports());
        assertThat(after.start()).isEqualTo(before.start());
        assertThat(after.globals()).hasSize(before.globals().size() + 3);
        for (int i = 0; i < before.functionCount(); i++) {
            assertThat(after.typeOf(i)).isEqualTo(before.typeOf(i));
        }
    }

    @Test
    void the_same_module_and_limits_give_the_same_bytes() throws WasmException {
        byte[] tally = ModuleBytes.resource("tally.wasm");

        assertThat(Meter.instrument(tally, LIMITS)).isEqualTo(Meter.instrument(tally, LIMITS));
        assertThat(Meter.instrument(tally, LIMITS)).isNotEqualTo(Meter.instrument(tally, new Meter.Limits(7, 100)));
    }

    @Test
    void a_struct_is_charged_by_its_fields() throws WasmException {
        byte[] plain = ModuleBytes.module()
                .section(
                        1,
                        ModuleBytes.content()
                                .hex("02 5F 0A")
                                .repeat(10, "7E 00")
                                .hex("60 00 00"))
                .section(3, "01 01")
                .section(10, "01 06 00 FB 01 00 1A 0B")
                .bytes();
        Summary metered = WasmModule.read(Meter.instrument(plain, LIMITS));

        // struct.new_default, its ten fields, drop
        Operators operators = metered.operators(metered.functions().getFirst());
        assertThat(operators.next()).isTrue();
        assertThat(operators.next()).isTrue(); // the constant is the second operator
        assertThat(operators.constant()).map(Operators.Constant::bits).contains(12L);
    }

    @Test
    void an_empty_module_can_be_metered() throws WasmException {
        byte[] metered = Meter.instrument(ModuleBytes.module().bytes(), LIMITS);

        Validator.validate(metered, FeatureSet.WASM_1.with(Feature.MUTABLE_GLOBAL));
    }

    @Test
    void a_metered_module_cannot_be_metered_again() throws WasmException {
        byte[] metered = Meter.instrument(ModuleBytes.resource("tally.wasm"), LIMITS);

        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Meter.instrument(metered, LIMITS))
                .withMessageStartingWith("the module has an export \"assay:fuel\" already");
    }

    @Test
    void an_object_for_linkers_is_refused() {
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Meter.instrument(ModuleBytes.resource("tally.o.wasm"), LIMITS))
                .withMessageStartingWith("this is an object for a linker");
    }

    @Test
    void an_invalid_module_is_refused() {
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Meter.instrument(ModuleBytes.withBody("6A 0B"), LIMITS))
                .withMessageStartingWith("type mismatch");
    }

    @Test
    void sections_that_name_places_in_the_code_are_left_out_and_others_kept() throws WasmException {
        byte[] plain = ModuleBytes.content()
                .raw(ModuleBytes.resource("tally.wasm"))
                .custom(".debug_line", ModuleBytes.content().hex("00"))
                .custom("licence", ModuleBytes.content().hex("00"))
                .bytes();

        assertThat(WasmModule.read(Meter.instrument(plain, LIMITS)).customSections())
                .extracting(CustomSection::name)
                .containsExactly("producers", "licence");
    }

    @Test
    void limits_begin_at_no_fuel_and_one_call() {
        assertThatThrownBy(() -> new Meter.Limits(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Meter.Limits(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Meter.Limits(0, 1).depth()).isEqualTo(1);
    }

    @Test
    void a_function_that_grows_past_the_limit_is_refused() throws WasmException {
        // A branch every six bytes gets a charge of its own.
        int branches = 1_000_000;
        byte[] large = ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, "01 00")
                .section(
                        10,
                        ModuleBytes.content()
                                .uint(1)
                                .sized(ModuleBytes.content()
                                        .hex("00")
                                        .repeat(branches, "41 00 0D 00")
                                        .hex("0B")))
                .bytes();
        Validator.validate(large, FeatureSet.WASM_3);

        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Meter.instrument(large, LIMITS))
                .satisfies(e -> assertThat(e.reason()).contains("with its charges, the limit is 7654321"));
    }

    @ParameterizedTest
    @CsvSource({"types, 2", "functions, 2", "globals, 3", "exports, 3"})
    void a_module_at_a_limit_has_no_room_for_what_metering_adds(String what, int added) throws WasmException {
        byte[] full = moduleWith(what, 1_000_000 - added);
        Validator.validate(Meter.instrument(full, LIMITS), FeatureSet.ALL);
        byte[] tooFull = moduleWith(what, 1_000_001 - added);
        Validator.validate(tooFull, FeatureSet.ALL);

        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() -> Meter.instrument(tooFull, LIMITS))
                .satisfies(e -> assertThat(e.reason())
                        .isEqualTo("too many " + what + ": metering needs " + added + " more than the "
                                + (1_000_001 - added) + " of the module, the limit is 1000000"));
    }

    private static byte[] moduleWith(String what, int count) {
        ModuleBytes many = ModuleBytes.content().uint(count);
        return switch (what) {
            case "types" ->
                ModuleBytes.module().section(1, many.repeat(count, "60 00 00")).bytes();
            case "functions" ->
                ModuleBytes.module()
                        .section(1, "01 60 00 00")
                        .section(3, many.repeat(count, "00"))
                        .section(10, ModuleBytes.content().uint(count).repeat(count, "02 00 0B"))
                        .bytes();
            case "globals" ->
                ModuleBytes.module()
                        .section(6, many.repeat(count, "7F 00 41 00 0B"))
                        .bytes();
            default -> {
                for (int i = 0; i < count; i++) {
                    many.name(Integer.toString(i)).hex("03 00");
                }
                yield ModuleBytes.module()
                        .section(6, "01 7F 00 41 00 0B")
                        .section(7, many)
                        .bytes();
            }
        };
    }

    @Test
    void a_module_that_grows_past_the_limit_is_refused() throws WasmException {
        byte[] tally = ModuleBytes.resource("tally.wasm");
        Summary module = WasmModule.read(tally);
        int whole = new MeteredModule(tally, module, LIMITS, Meter.Exact.ALWAYS, false).bytes().length;

        assertThat(new MeteredModule(tally, module, LIMITS, Meter.Exact.ALWAYS, false, tally.length + whole).bytes())
                .hasSize(whole);
        assertThatExceptionOfType(WasmException.class)
                .isThrownBy(() ->
                        new MeteredModule(tally, module, LIMITS, Meter.Exact.ALWAYS, false, tally.length + 10).bytes())
                .satisfies(e -> assertThat(e.reason()).contains("would grow past"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tally.wasm", "everything.wasm", "flow.wasm", "kernels.wasm"})
    void whatever_mutant_is_valid_stays_valid(String name) {
        byte[] whole = ModuleBytes.resource(name);
        Random random = new Random(20261123);
        int valid = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] mutant = whole.clone();
            mutant[8 + random.nextInt(mutant.length - 8)] = (byte) random.nextInt(256);
            valid += staysValid(mutant) ? 1 : 0;
        }
        assertThat(valid).isBetween(1, 4_999);
    }

    private static boolean staysValid(byte[] module) {
        byte[] metered;
        byte[] quick;
        byte[] profiled;
        try {
            metered = Meter.instrument(module, LIMITS);
            quick = Meter.instrument(module, LIMITS, Meter.Exact.AT_CALLS);
            profiled = Meter.profiled(module, LIMITS);
        } catch (WasmException e) {
            return false;
        }
        try {
            Validator.validate(metered, FeatureSet.ALL);
            Validator.validate(quick, FeatureSet.ALL);
            Validator.validate(profiled, FeatureSet.ALL);
            return true;
        } catch (WasmException e) {
            throw new AssertionError("metering broke a valid module", e);
        }
    }
}
