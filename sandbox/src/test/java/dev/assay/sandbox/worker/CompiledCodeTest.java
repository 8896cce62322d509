package dev.assay.sandbox.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.wasm.WasmException;
import dev.assay.wasm.fuel.Meter;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the compiler of one version makes can be run by the runtime of another. */
class CompiledCodeTest {
    private static CompiledCode compiled(long seed) throws WasmException {
        try (IsolatedCompiler compiler = new IsolatedCompiler()) {
            byte[] metered =
                    Meter.instrument(GeneratedModule.of(seed, false), new Meter.Limits(1, 1), Meter.Exact.AT_CALLS);
            return EndivePlayer.code(compiler.compile(metered));
        }
    }

    @Test
    void everything_that_compiled_code_refers_to_is_in_the_runtime_or_in_java() throws Exception {
        Set<String> owners = new TreeSet<>();
        List<String> missing = new ArrayList<>();
        int found = 0;
        for (byte[] bytes : compiled(1).classes().values()) {
            for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
                if (entry instanceof MemberRefEntry member
                        && !member.owner().asInternalName().startsWith("guest/")) {
                    String owner = member.owner().asInternalName();
                    owners.add(owner.substring(0, owner.lastIndexOf('/')));
                    if (isThere(member)) {
                        found++;
                    } else {
                        missing.add(owner + " " + member.name() + " " + member.type());
                    }
                }
            }
        }

        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(100);
        assertThat(owners)
                .isSubsetOf(
                        "java/lang",
                        "java/util",
                        "run/endive/runtime",
                        "run/endive/runtime/internal",
                        "run/endive/wasm",
                        "run/endive/wasm/types");
    }

    /** Declared with exactly this type, here or where it inherits from: as the JVM looks for it. */
    private static boolean isThere(MemberRefEntry member) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Class<?> owner = (Class<?>) member.owner().asSymbol().resolveConstantDesc(lookup);
        String name = member.name().stringValue();
        String type = member.type().stringValue();
        if (!type.startsWith("(")) {
            Class<?> of = (Class<?>) ClassDesc.ofDescriptor(type).resolveConstantDesc(lookup);
            return heritage(owner)
                    .flatMap(c -> Arrays.stream(c.getDeclaredFields()))
                    .anyMatch(f -> f.getName().equals(name) && f.getType() == of);
        }
        MethodTypeDesc wanted = MethodTypeDesc.ofDescriptor(type);
        return heritage(owner)
                .flatMap(c -> name.equals("<init>")
                        ? Arrays.stream(c.getDeclaredConstructors())
                                .map(m -> "<init>" + descriptor(void.class, m.getParameterTypes()))
                        : Arrays.stream(c.getDeclaredMethods())
                                .map(m -> m.getName() + descriptor(m.getReturnType(), m.getParameterTypes())))
                .anyMatch((name + wanted.descriptorString())::equals);
    }

    private static String descriptor(Class<?> result, Class<?>[] parameters) {
        return MethodType.methodType(result, parameters).descriptorString();
    }

    private static Stream<Class<?>> heritage(Class<?> type) {
        List<Class<?>> all = new ArrayList<>();
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            all.add(c);
            all.addAll(List.of(c.getInterfaces()));
        }
        return all.stream();
    }

    @Test
    void the_same_module_gives_the_same_bytes_and_they_are_read_as_they_were_written() throws Exception {
        CompiledCode code = compiled(2);

        assertThat(compiled(2).bytes()).isEqualTo(code.bytes());
        assertThat(CompiledCode.read(code.bytes()).bytes()).isEqualTo(code.bytes());
        assertThat(compiled(3).bytes()).isNotEqualTo(code.bytes());
    }
}
