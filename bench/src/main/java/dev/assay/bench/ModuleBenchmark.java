package dev.assay.bench;

import dev.assay.wasm.Summary;
import dev.assay.wasm.Validator;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import dev.assay.wasm.feature.FeatureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Judging and summarising one module, warm, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ModuleBenchmark {
    /** The module's path. */
    @Param("")
    public String file = "";

    private byte[] bytes = {};

    @Setup
    public void read() throws IOException {
        bytes = Files.readAllBytes(Path.of(file));
    }

    /** A verdict: nothing is kept. */
    @Benchmark
    public void validate() throws WasmException {
        Validator.validate(bytes, FeatureSet.ALL);
    }

    /** Reading, and the figures of every function. */
    @Benchmark
    public Summary summary() throws WasmException {
        return WasmModule.read(bytes);
    }
}
