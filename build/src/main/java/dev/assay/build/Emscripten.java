package dev.assay.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Emscripten, making a module that stands alone: no JavaScript beside it. */
final class Emscripten {
    private Emscripten() {}

    static Finding find(Host host) {
        List<String> missing = new ArrayList<>();
        for (Path emcc : host.find("emcc")) {
            try {
                Path folder = emcc.toRealPath().resolveSibling("");
                Path libc = folder.resolve("cache/sysroot/lib/wasm32-emscripten/libc.a");
                Path version = folder.resolve("emscripten-version.txt");
                if (!Files.isReadable(version)) {
                    missing.add(emcc + " has no emscripten-version.txt beside it");
                } else if (!Files.isReadable(libc)) {
                    missing.add(emcc + " has no compiled C library in its cache");
                } else {
                    return found(host, emcc, folder, version, libc);
                }
            } catch (IOException e) {
                missing.add(emcc + " cannot be read");
            }
        }
        return missing(missing.isEmpty() ? List.of("no emcc on the search path") : missing);
    }

    private static Finding found(Host host, Path emcc, Path folder, Path version, Path libc) throws IOException {
        List<Path> files = new ArrayList<>(List.of(folder.resolve("emcc.py"), version, libc));
        List<String> lacks = new ArrayList<>();
        Host build = new Host(Recipe.places(emcc), host.environment());
        for (String tool : List.of("clang", "wasm-ld", "wasm-emscripten-finalize", "node", "python3")) {
            List<Path> found = build.find(tool);
            if (found.isEmpty()) {
                lacks.add("emcc needs " + tool + ", which is not in " + build.places());
            } else {
                files.add(found.getFirst());
            }
        }
        if (!lacks.isEmpty()) {
            return missing(lacks);
        }
        String text = Files.readString(version).strip().replace("\"", "");
        return new Finding.Present(new Compiler(
                Toolchain.EMSCRIPTEN, text, "wasm32-emscripten", emcc, Compiler.digests(files), C.roots(emcc)));
    }

    private static Finding missing(List<String> missing) {
        return new Finding.Missing(Toolchain.EMSCRIPTEN, missing, "apt-get install emscripten");
    }

    /**
     * {@code EM_CACHE} stays unset: Debian's cache is frozen, and another one would be compiled anew for each build. This
     * linker takes imports for undefined symbols, so it is told not to mind them; {@link BuiltVariant} does.
     */
    static Recipe recipe(Compiler compiler, Workplace workplace, boolean simd) {
        List<String> build = new ArrayList<>(List.of(
                compiler.program().toString(),
                "-Os",
                "-sSTANDALONE_WASM",
                "--no-entry",
                "-sERROR_ON_UNDEFINED_SYMBOLS=0",
                "-sWARN_ON_UNDEFINED_SYMBOLS=0"));
        build.addAll(C.flags(workplace, simd));
        return new Recipe(List.of(), build, Map.of("PYTHONDONTWRITEBYTECODE", "1", "PYTHONHASHSEED", "0"), List.of());
    }
}
