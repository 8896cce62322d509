package dev.assay.build;

import dev.assay.model.Word;
import java.nio.file.Path;

/** A compiler, with what it needs beside it, that makes modules out of source. Its id is the word of the manifest. */
public enum Toolchain implements Word {
    /** Cargo and rustc with a standard library for WebAssembly. */
    RUST,
    /** Go, at least 1.24: the first that exports functions. */
    GO,
    /** Clang, wasm-ld and the WASI C library. */
    CLANG,
    /** Emscripten. */
    EMSCRIPTEN;

    /** The toolchain with this id; anything else is an {@link dev.assay.model.InvalidValueException}. */
    public static Toolchain parse(String id) {
        return Word.parse(Toolchain.class, id);
    }

    Finding find(Host host) {
        return switch (this) {
            case RUST -> Rust.find(host);
            case GO -> Go.find(host);
            case CLANG -> Clang.find(host);
            case EMSCRIPTEN -> Emscripten.find(host);
        };
    }

    Recipe recipe(Compiler compiler, Workplace workplace, boolean simd) {
        return switch (this) {
            case RUST -> Rust.recipe(compiler, workplace, simd);
            case GO -> Go.recipe(compiler, workplace, simd);
            case CLANG -> Clang.recipe(compiler, workplace, simd);
            case EMSCRIPTEN -> Emscripten.recipe(compiler, workplace, simd);
        };
    }

    /** Where the module is once the recipe was followed. */
    Path module(Compiler compiler, Workplace workplace) {
        return switch (this) {
            case RUST -> Rust.module(compiler, workplace);
            case GO -> Go.module(workplace);
            case CLANG, EMSCRIPTEN -> C.module(workplace);
        };
    }
}
