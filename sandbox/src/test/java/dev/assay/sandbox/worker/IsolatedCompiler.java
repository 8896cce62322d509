package dev.assay.sandbox.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a worker that compiles does, with its classes, in this process: to compile thousands of modules that a test made itself. */
final class IsolatedCompiler implements AutoCloseable {
    private final URLClassLoader classes;
    private final Method compile;
    private final Method bytes;

    IsolatedCompiler() {
        try {
            Path room = Path.of(Worker.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            List<URL> urls = new ArrayList<>(List.of(room.toUri().toURL()));
            try (Stream<Path> jars = Files.list(room.resolveSibling("compiler"))) {
                for (Path jar : jars.toList()) {
                    urls.add(jar.toUri().toURL());
                }
            }
            classes = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            compile = classes.loadClass(Compilation.class.getName()).getDeclaredMethod("of", byte[].class);
            compile.setAccessible(true);
            bytes = classes.loadClass(Ending.class.getName()).getMethod("bytes");
        } catch (IOException | URISyntaxException | ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    Ending compile(byte[] metered) {
        try {
            return Ending.read((byte[]) bytes.invoke(compile.invoke(null, (Object) metered)));
        } catch (IOException | ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            classes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
