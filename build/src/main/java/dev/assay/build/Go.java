package dev.assay.build;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Go, for wasip1, as a reactor: {@code //go:wasmexport} came with 1.24. */
final class Go {
    private static final Pattern VERSION = Pattern.compile("go1\\.(\\d{1,4})(\\S*)");
    private static final int OLDEST_MINOR = 24;

    private Go() {}

    static Finding find(Host host) {
        List<String> missing = new ArrayList<>();
        for (Path go : host.find("go")) {
            Optional<String> answer = host.ask(go, "env", "GOVERSION", "GOROOT");
            String[] lines = answer.orElse("").split("\n", -1);
            Matcher version = VERSION.matcher(lines[0]);
            if (lines.length < 2 || !version.matches()) {
                missing.add(go + " does not say its version");
            } else if (Integer.parseInt(version.group(1)) < OLDEST_MINOR) {
                missing.add(go + " is " + lines[0] + ", which cannot export functions; 1." + OLDEST_MINOR + " can");
            } else {
                return compiler(lines[0], Path.of(lines[1]));
            }
        }
        if (missing.isEmpty()) {
            missing.add("no go on the search path");
        }
        return missing(missing);
    }

    private static Finding compiler(String version, Path root) {
        Path go = root.resolve("bin/go");
        List<Path> files = new ArrayList<>(List.of(go));
        for (String tool : List.of("compile", "link", "asm")) {
            files.addAll(tools(root, tool));
        }
        if (files.size() != 4 || !files.stream().allMatch(Files::isExecutable)) {
            return missing(List.of(root + " has not its compiler, assembler and linker in pkg/tool"));
        }
        return new Finding.Present(
                new Compiler(Toolchain.GO, version, "wasip1/wasm", go, Compiler.digests(files), List.of(root)));
    }

    private static Finding missing(List<String> missing) {
        return new Finding.Missing(
                Toolchain.GO,
                missing,
                "apt-get install golang-go (Debian 13 and later; it must be Go 1." + OLDEST_MINOR + " or newer)");
    }

    private static List<Path> tools(Path root, String tool) {
        return Rust.match(root, "pkg/tool/*/" + tool);
    }

    static Recipe recipe(Compiler compiler, Workplace workplace, boolean simd) {
        if (simd) {
            throw new BuildException("the toolchain go makes no simd variant; take simd out of build.variants");
        }
        Lockfile lockfile = Lockfile.go(workplace.plugin());
        boolean vendored = Files.isRegularFile(workplace.plugin().resolve("vendor/modules.txt"));
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("GOOS", "wasip1");
        environment.put("GOARCH", "wasm");
        environment.put("CGO_ENABLED", "0");
        environment.put("GOTOOLCHAIN", "local");
        environment.put("GOENV", "off");
        environment.put("GOWORK", "off");
        environment.put("GOTELEMETRY", "off");
        environment.put("GOSUMDB", "off"); // go.sum decides; a module that it does not name is refused by the build
        environment.put("GOFLAGS", vendored ? "-mod=vendor" : "-mod=readonly");
        environment.put("GOCACHE", workplace.compiled().toString());
        environment.put("GOMODCACHE", workplace.packages().toString());
        String go = compiler.program().toString();
        List<String> fetch = lockfile.packages().isEmpty() || vendored ? List.of() : List.of(go, "mod", "download");
        List<String> build = List.of(
                go,
                "build",
                "-buildmode=c-shared",
                "-trimpath",
                "-buildvcs=false",
                "-ldflags=-s -w -buildid=",
                "-o",
                module(workplace).toString(),
                ".");
        return new Recipe(fetch, build, environment, lockfile.packages());
    }

    static Path module(Workplace workplace) {
        return workplace.output().resolve("plugin.wasm");
    }
}
