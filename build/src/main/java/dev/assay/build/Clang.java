package dev.assay.build;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Clang with wasm-ld and the WASI C library: asked where each of them is, never guessed. */
final class Clang {
    private static final int OLDEST = 14;
    private static final int NEWEST = 30;
    private static final String TARGET = "wasm32-wasi";

    private Clang() {}

    static Finding find(Host host) {
        List<String> missing = new ArrayList<>();
        for (String name : names()) {
            for (Path clang : host.find(name)) {
                List<Path> files = new ArrayList<>(List.of(clang));
                List<String> lacks = new ArrayList<>();
                require(host, clang, "-print-prog-name=wasm-ld", "wasm-ld", files, lacks);
                require(host, clang, "-print-file-name=libc.a", "the WASI C library", files, lacks);
                require(host, clang, "-print-file-name=crt1-reactor.o", "crt1-reactor.o", files, lacks);
                require(host, clang, "-print-libgcc-file-name", "compiler-rt for WebAssembly", files, lacks);
                if (lacks.isEmpty()) {
                    return new Finding.Present(compiler(host, clang, files));
                }
                missing.add(clang + " has not " + String.join(", ", lacks));
            }
        }
        return new Finding.Missing(
                Toolchain.CLANG,
                missing.isEmpty() ? List.of("no clang on the search path") : missing.subList(0, 1),
                "apt-get install clang lld wasi-libc libclang-rt-14-dev-wasm32");
    }

    private static List<String> names() {
        return Stream.concat(
                        Stream.of("clang"),
                        IntStream.iterate(NEWEST, n -> n >= OLDEST, n -> n - 1).mapToObj(n -> "clang-" + n))
                .toList();
    }

    /** Clang answers with the bare name where it does not find a file. */
    private static void require(
            Host host, Path clang, String question, String what, List<Path> files, List<String> lacks) {
        Optional<Path> file = host.ask(clang, "--target=" + TARGET, "--rtlib=compiler-rt", question)
                .map(Path::of)
                .filter(path -> path.isAbsolute() && Files.isRegularFile(path));
        file.ifPresentOrElse(files::add, () -> lacks.add(what));
    }

    private static Compiler compiler(Host host, Path clang, List<Path> files) {
        String version = host.ask(clang, "--version")
                .orElse("unknown")
                .lines()
                .findFirst()
                .orElse("unknown");
        return new Compiler(Toolchain.CLANG, version, TARGET, clang, Compiler.digests(files), C.roots(clang));
    }

    /**
     * The optimisation goes to the compiler proper: given to the driver, it also runs wasm-opt, where that happens to be
     * installed, which makes other bytes and in some versions refuses SIMD.
     */
    static Recipe recipe(Compiler compiler, Workplace workplace, boolean simd) {
        List<String> build = new ArrayList<>(List.of(
                compiler.program().toString(), "--target=" + TARGET, "-mexec-model=reactor", "-Xclang", "-Os", "-s"));
        build.addAll(C.flags(workplace, simd));
        return new Recipe(List.of(), build, Map.of(), List.of());
    }
}
