package dev.assay.build;

import dev.assay.model.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Rust: cargo and rustc of one sysroot, with a standard library for WebAssembly in it. */
final class Rust {
    /** In order of preference; the first was called the second before Rust 1.78. */
    private static final List<String> TARGETS = List.of("wasm32-wasip1", "wasm32-wasi", "wasm32-unknown-unknown");

    /**
     * Cargo hashes absolute paths into the metadata of a crate, and rustc orders functions by it, so that the same source
     * in another folder would give other bytes. Name and version say the same and stay the same.
     */
    private static final String STABLE_RUSTC = """
            #!/bin/sh
            rustc=$1
            shift
            for argument do
              shift
              case $argument in metadata=*) argument=metadata=$CARGO_PKG_NAME-$CARGO_PKG_VERSION ;; esac
              set -- "$@" "$argument"
            done
            exec "$rustc" "$@" --remap-path-prefix="$ASSAY_SOURCE=/source" --remap-path-prefix="$CARGO_HOME=/cargo" \\
              --remap-path-prefix="$CARGO_TARGET_DIR=/target"
            """;

    private Rust() {}

    static Finding find(Host host) {
        List<String> missing = new ArrayList<>();
        boolean rustup = false;
        for (Path rustc : host.find("rustc")) {
            Optional<Path> sysroot = host.ask(rustc, "--print", "sysroot").map(Path::of);
            if (sysroot.isEmpty()) {
                missing.add(rustc + " does not say where its sysroot is");
                continue;
            }
            List<String> lacks = lacks(sysroot.get());
            if (lacks.isEmpty()) {
                return new Finding.Present(compiler(host, sysroot.get()));
            }
            rustup |= sysroot.get().toString().contains("/toolchains/");
            lacks.stream()
                    .map(lack -> rustc + " " + lack)
                    .filter(lack -> !missing.contains(lack))
                    .forEach(missing::add);
        }
        if (missing.isEmpty()) {
            missing.add("no rustc on the search path");
        }
        return new Finding.Missing(
                Toolchain.RUST,
                missing,
                rustup ? "rustup target add wasm32-wasip1" : "apt-get install rustc cargo lld libstd-rust-dev-wasm32");
    }

    private static List<String> lacks(Path sysroot) {
        List<String> lacks = new ArrayList<>();
        if (target(sysroot).isEmpty()) {
            lacks.add("has no standard library for WebAssembly (" + String.join(", ", TARGETS) + ")");
        }
        if (!Files.isExecutable(sysroot.resolve("bin/cargo"))) {
            lacks.add("has no cargo beside it");
        }
        if (match(sysroot, "bin/rust-lld").isEmpty()
                && match(sysroot, "lib/rustlib/*/bin/rust-lld").isEmpty()) {
            lacks.add("has no rust-lld to link with");
        }
        return lacks;
    }

    private static Optional<String> target(Path sysroot) {
        return TARGETS.stream()
                .filter(target -> !libraries(sysroot, target).isEmpty())
                .findFirst();
    }

    private static List<Path> libraries(Path sysroot, String target) {
        return match(sysroot, "lib/rustlib/" + target + "/lib/*.rlib");
    }

    private static Compiler compiler(Host host, Path sysroot) {
        Path rustc = sysroot.resolve("bin/rustc");
        String target = target(sysroot).orElseThrow();
        List<Path> files = new ArrayList<>(List.of(rustc, sysroot.resolve("bin/cargo")));
        files.addAll(match(sysroot, "lib/librustc_driver-*.so"));
        files.addAll(match(sysroot, "lib/*/librustc_driver-*.so"));
        files.addAll(match(sysroot, "bin/rust-lld"));
        files.addAll(match(sysroot, "lib/rustlib/*/bin/rust-lld"));
        SortedMap<String, Digest> components = Compiler.digests(files);
        components.put("standard library for " + target, Compiler.together(libraries(sysroot, target)));
        return new Compiler(
                Toolchain.RUST,
                host.ask(rustc, "--version").orElse("unknown").replaceFirst("^rustc ", ""),
                target,
                sysroot.resolve("bin/cargo"),
                components,
                List.of(sysroot));
    }

    /** The files of a pattern whose parts may each be a glob. */
    static List<Path> match(Path root, String pattern) {
        List<Path> found = List.of(root);
        for (String part : pattern.split("/", -1)) {
            found = found.stream()
                    .flatMap(folder -> entries(folder, part).stream())
                    .toList();
        }
        return found;
    }

    /** In the order of their names; a folder that is not there or not ours to read has none. */
    private static List<Path> entries(Path folder, String glob) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            stream.forEach(entries::add);
        } catch (IOException e) {
            return List.of();
        }
        entries.sort(Comparator.naturalOrder());
        return entries;
    }

    static Recipe recipe(Compiler compiler, Workplace workplace, boolean simd) {
        Lockfile lockfile = Lockfile.cargo(workplace.plugin());
        Path cargo = compiler.program();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("RUSTC", cargo.resolveSibling("rustc").toString());
        environment.put("RUSTC_WRAPPER", stableRustc(workplace).toString());
        environment.put("ASSAY_SOURCE", workplace.source().toString());
        environment.put("CARGO_HOME", workplace.packages().toString());
        environment.put("CARGO_TARGET_DIR", workplace.output().toString());
        environment.put("CARGO_INCREMENTAL", "0");
        environment.put("CARGO_TERM_COLOR", "never");
        environment.put("CARGO_TERM_PROGRESS_WHEN", "never");
        environment.put("CARGO_PROFILE_RELEASE_OPT_LEVEL", "s");
        environment.put("CARGO_PROFILE_RELEASE_LTO", "fat");
        environment.put("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1");
        environment.put("CARGO_PROFILE_RELEASE_PANIC", "abort");
        environment.put("CARGO_PROFILE_RELEASE_STRIP", "symbols");
        if (simd) {
            String name = compiler.target().replace('-', '_').toUpperCase(java.util.Locale.ROOT);
            environment.put("CARGO_TARGET_" + name + "_RUSTFLAGS", "-Ctarget-feature=+simd128");
        }
        List<String> fetch = lockfile.packages().isEmpty()
                ? List.of()
                : List.of(cargo.toString(), "fetch", "--locked", "--target", compiler.target());
        List<String> build = List.of(
                cargo.toString(),
                "build",
                "--lib",
                "--release",
                "--locked",
                "--offline",
                "--target",
                compiler.target());
        return new Recipe(fetch, build, environment, lockfile.packages());
    }

    private static Path stableRustc(Workplace workplace) {
        Path script = workplace.home().resolve("stable-rustc");
        try {
            Files.writeString(script, STABLE_RUSTC);
        } catch (IOException e) {
            throw new BuildException("cannot write " + script + ": " + e.getMessage(), e);
        }
        if (!script.toFile().setExecutable(true)) {
            throw new BuildException("cannot make " + script + " executable; use a temporary folder that allows it");
        }
        return script;
    }

    /** The one module that cargo leaves beneath its target folder. */
    static Path module(Compiler compiler, Workplace workplace) {
        List<Path> modules = match(workplace.output(), compiler.target() + "/release/*.wasm");
        if (modules.size() != 1) {
            throw new BuildException("cargo made " + modules.size()
                    + " modules where one is expected; declare crate-type = [\"cdylib\"] under [lib] in Cargo.toml");
        }
        return modules.getFirst();
    }
}
