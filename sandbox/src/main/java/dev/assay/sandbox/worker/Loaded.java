package dev.assay.sandbox.worker;

import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/**
 * The module that this worker has read last. A job can be about it without bringing it again; each has an instance of its own, of
 * which the module keeps nothing. For one thread at a
 * time, not always the same.
 */
final class Loaded {
    private volatile @Nullable WasmModule last;

    /** Reads it, and remembers it if the engine accepts it; ends the job as refused if not. */
    WasmModule read(byte[] module, boolean judged) {
        last = null;
        try {
            WasmModule read =
                    Parser.builder().withValidation(!judged).build().parse(() -> new ByteArrayInputStream(module));
            last = read;
            return read;
        } catch (RuntimeException | StackOverflowError e) {
            throw new Ended(Ending.Kind.REFUSED, "the engine does not accept the module: " + Guest.describe(e));
        }
    }

    /** The module of this job: the one it brings, or the last if it brings none. */
    WasmModule of(Job.Call job) {
        if (job.module().length > 0) {
            return read(job.module(), job.judged());
        }
        WasmModule read = last;
        if (read == null) {
            throw new IllegalStateException("a job without a module, and none was read before");
        }
        return read;
    }
}
