package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DoctorTest {
    @TempDir
    Path folder;

    private Host host() {
        return new Host(List.of(folder), Map.of());
    }

    private Path program(String name, String script) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private Finding.Missing missing(Toolchain toolchain) {
        Finding finding = new Doctor(host()).find(toolchain);
        assertThat(finding).isInstanceOf(Finding.Missing.class);
        return (Finding.Missing) finding;
    }

    /** What these tests need; where it is not there, this says what to install. */
    @ParameterizedTest
    @EnumSource(Toolchain.class)
    void every_toolchain_is_on_this_machine(Toolchain toolchain) {
        Finding finding = new Doctor(Host.current()).find(toolchain);
        assertThat(finding instanceof Finding.Missing missing ? missing.message() : "")
                .isEmpty();
        Compiler compiler = ((Finding.Present) finding).compiler();
        assertThat(compiler.toolchain()).isEqualTo(toolchain);
        assertThat(compiler.version()).isNotBlank();
        assertThat(compiler.target()).contains("was");
        assertThat(compiler.components()).hasSizeGreaterThan(2);
        assertThat(((Finding.Present) new Doctor(Host.current()).find(toolchain))
                        .compiler()
                        .digest())
                .isEqualTo(compiler.digest());
    }

    @Test
    void builds_are_isolated_on_this_machine() {
        assertThat(new Doctor(Host.current()).isolationMissing()).isEmpty();
    }

    @Test
    void without_bubblewrap_the_doctor_says_that_builds_are_not_isolated() {
        assertThat(new Doctor(host()).isolationMissing().orElse("")).contains("apt-get install bubblewrap");
    }

    @Test
    void a_bubblewrap_that_does_not_work_counts_as_none() throws IOException {
        program("bwrap", "echo 'No permissions to create new namespace' >&2; exit 1");
        assertThat(new Doctor(host()).isolationMissing()).isPresent();
    }

    @Test
    void an_empty_machine_lacks_all_four_and_is_told_one_command_for_each() {
        List<Finding> findings = new Doctor(host()).examine();
        assertThat(findings)
                .hasSize(4)
                .allMatch(finding -> finding instanceof Finding.Missing lack
                        && lack.missing().getFirst().startsWith("no ")
                        && lack.install().startsWith("apt-get install "));
    }

    @Test
    void a_rustc_of_rustup_without_the_target_is_told_to_add_it() throws IOException {
        Path sysroot = Files.createDirectories(folder.resolve("toolchains/stable"));
        program("rustc", "echo " + sysroot);
        assertThat(missing(Toolchain.RUST).message())
                .contains("has no standard library for WebAssembly", "rustup target add wasm32-wasip1");
    }

    @Test
    void a_rustc_of_the_system_without_the_target_is_told_the_packages() throws IOException {
        program("rustc", "echo " + folder);
        assertThat(missing(Toolchain.RUST).install()).contains("apt-get install rustc cargo");
    }

    @Test
    void a_later_rustc_on_the_path_that_is_whole_is_taken() throws IOException {
        Path first = Files.createDirectories(folder.resolve("first"));
        Path script = Files.writeString(first.resolve("rustc"), "#!/bin/sh\necho " + first + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Finding finding = new Doctor(host()).find(Toolchain.RUST);
        assertThat(finding).isInstanceOf(Finding.Missing.class);
        Path real = wholeRust();
        Host both = new Host(List.of(first, real), Map.of());
        assertThat(new Doctor(both).find(Toolchain.RUST)).isInstanceOf(Finding.Present.class);
    }

    /** A sysroot with all that is looked for, empty. */
    private Path wholeRust() throws IOException {
        program(
                "whole/bin/rustc",
                "case $1 in --print) echo " + folder.resolve("whole") + ";; *) echo rustc 1.99.0;; esac");
        program("whole/bin/cargo", "");
        program("whole/bin/rust-lld", "");
        Path library = folder.resolve("whole/lib/rustlib/wasm32-unknown-unknown/lib/libstd-1.rlib");
        Files.createDirectories(library.resolveSibling(""));
        Files.writeString(library, "");
        return folder.resolve("whole/bin");
    }

    @Test
    void the_newest_name_of_the_target_is_preferred() throws IOException {
        Host host = new Host(List.of(wholeRust()), Map.of());
        assertThat(target(host)).isEqualTo("wasm32-unknown-unknown");
        for (String target : List.of("wasm32-wasi", "wasm32-wasip1")) {
            Path library = folder.resolve("whole/lib/rustlib/" + target + "/lib/libstd-1.rlib");
            Files.createDirectories(library.resolveSibling(""));
            Files.writeString(library, "");
            assertThat(target(host)).isEqualTo(target);
        }
    }

    private static String target(Host host) {
        return ((Finding.Present) new Doctor(host).find(Toolchain.RUST))
                .compiler()
                .target();
    }

    @Test
    void another_standard_library_is_another_compiler() throws IOException {
        Host host = new Host(List.of(wholeRust()), Map.of());
        var before = ((Finding.Present) new Doctor(host).find(Toolchain.RUST))
                .compiler()
                .digest();
        Files.writeString(folder.resolve("whole/lib/rustlib/wasm32-unknown-unknown/lib/libstd-1.rlib"), "changed");
        assertThat(((Finding.Present) new Doctor(host).find(Toolchain.RUST))
                        .compiler()
                        .digest())
                .isNotEqualTo(before);
    }

    @Test
    void a_rustc_that_fails_is_named() throws IOException {
        Path rustc = program("rustc", "exit 1");
        assertThat(missing(Toolchain.RUST).missing()).containsExactly(rustc + " does not say where its sysroot is");
    }

    @Test
    void a_go_too_old_to_export_functions_is_named() throws IOException {
        program("go", "echo go1.23.9; echo " + folder);
        assertThat(missing(Toolchain.GO).message()).contains("is go1.23.9, which cannot export functions; 1.24 can");
    }

    @Test
    void a_go_without_its_compiler_is_named() throws IOException {
        program("go", "echo go1.24.0; echo " + folder);
        assertThat(missing(Toolchain.GO).message()).contains("has not its compiler");
    }

    @Test
    void a_clang_without_the_c_library_is_named() throws IOException {
        Path linker = program("wasm-ld", "");
        program("clang", "case \"$3\" in *wasm-ld) echo " + linker + ";; *) echo libc.a;; esac");
        assertThat(missing(Toolchain.CLANG).message())
                .contains(
                        "has not the WASI C library, crt1-reactor.o, compiler-rt for WebAssembly. Install it: apt-get");
    }

    @Test
    void an_emcc_without_its_library_is_named() throws IOException {
        program("emcc", "");
        assertThat(missing(Toolchain.EMSCRIPTEN).message()).contains("has no emscripten-version.txt");
        Files.writeString(folder.resolve("emscripten-version.txt"), "\"3.1.6\"\n");
        assertThat(missing(Toolchain.EMSCRIPTEN).message()).contains("has no compiled C library");
    }

    @Test
    void a_folder_of_the_search_path_that_is_relative_is_not_searched() {
        assertThat(Host.current().places()).allMatch(Path::isAbsolute);
    }
}
