package dev.assay.sandbox.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;

/**
 * The Java classes that the engine's compiler made of one metered module, and what of the module itself is still needed. They call the
 * engine's runtime and nothing else, which a test holds to, and the JVM verifies them like any others.
 */
final class CompiledCode {
    /** The name of the class with which the others begin; the others' names begin with it. */
    static final String MAIN = "guest.Compiled";

    private final byte[] module;
    private final SortedMap<String, byte[]> classes;

    private CompiledCode(byte[] module, SortedMap<String, byte[]> classes) {
        this.module = module;
        this.classes = classes;
    }

    /** {@code module} is whole, or only its {@link Hull}; the classes go by name, with dots or slashes. */
    static CompiledCode of(byte[] module, Map<String, byte[]> classes) {
        SortedMap<String, byte[]> sorted = new TreeMap<>();
        classes.forEach((name, bytes) -> sorted.put(name.replace('/', '.'), bytes));
        return new CompiledCode(module, sorted);
    }

    static CompiledCode read(byte[] bytes) throws IOException {
        SortedMap<String, byte[]> classes = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte[] module = in.readNBytes(in.readInt());
            for (int left = in.readInt(); left > 0; left--) {
                classes.put(in.readUTF(), in.readNBytes(in.readInt()));
            }
            return new CompiledCode(module, classes);
        }
    }

    /** In the order of the names, so that the same classes give the same bytes. */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(module.length);
            out.write(module);
            out.writeInt(classes.size());
            for (Map.Entry<String, byte[]> one : classes.entrySet()) {
                out.writeUTF(one.getKey());
                out.writeInt(one.getValue().length);
                out.write(one.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What the engine reads beside the classes. */
    byte[] module() {
        return module;
    }

    SortedMap<String, byte[]> classes() {
        return classes;
    }

    /** Has the JVM verify every class. Throws {@link LinkageError} for what it does not accept. */
    void verify() throws ClassNotFoundException {
        Loader loader = new Loader(classes);
        for (String name : classes.keySet()) {
            Class.forName(name, true, loader);
        }
    }

    /** What gives an instance of the module its machine. A class is verified when it is first used. */
    Function<Instance, Machine> machine() throws ReflectiveOperationException {
        var constructor = new Loader(classes).loadClass(MAIN).getConstructor(Instance.class);
        return instance -> {
            try {
                return (Machine) constructor.newInstance(instance);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the compiled code cannot be used", e);
            }
        };
    }

    /** The engine's own classes come first, so the guest's cannot take the place of any. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> left;

        Loader(Map<String, byte[]> classes) {
            super(Instance.class.getClassLoader());
            left = new HashMap<>(classes);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = left.remove(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
