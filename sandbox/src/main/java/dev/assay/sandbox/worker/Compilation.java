package dev.assay.sandbox.worker;

import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.internal.ByteClassCollector;
import run.endive.compiler.internal.Compiler;
import run.endive.compiler.internal.CompilerResult;
import run.endive.wasm.Parser;

/**
 * Compiles a module to Java classes, and runs nothing of it. Only a worker that was started for it has the engine's compiler, with
 * the parser and the runtime of the compiler's own version.
 */
final class Compilation {
    private Compilation() {}

    /** {@code module} is metered. The response is {@link CompiledCode}; the detail says what the engine left to its interpreter. */
    static Ending of(byte[] module) {
        try {
            CompilerResult result = Compiler.builder(Parser.parse(module))
                    .withClassName(CompiledCode.MAIN)
                    .withInterpreterFallback(InterpreterFallback.SILENT) // told in the detail
                    .withClassCollectorFactory(ByteClassCollector::new)
                    .build()
                    .compile();
            int left = result.interpretedFunctions().size();
            CompiledCode code = CompiledCode.of(left == 0 ? Hull.of(module) : module, result.classBytes());
            code.verify(); // what the JVM refuses is to be found here, not in the middle of a run
            return new Ending(
                    Ending.Kind.ANSWERED,
                    left == 0 ? "" : left + " functions are too large for the compiler and stay interpreted",
                    code.bytes(),
                    0,
                    0);
        } catch (RuntimeException | StackOverflowError | LinkageError | ClassNotFoundException e) {
            return Ending.of(Ending.Kind.REFUSED, Guest.describe(e));
        }
    }
}
