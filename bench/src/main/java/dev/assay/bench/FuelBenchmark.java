package dev.assay.bench;

import dev.assay.wasm.WasmException;
import dev.assay.wasm.fuel.Meter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/** What metering costs where the engine compiles: two kernels over a megabyte, as they are and metered. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class FuelBenchmark {
    private static final int LENGTH = 1_000_000;
    private static final Meter.Limits PLENTY = new Meter.Limits(1L << 60, 10_000);

    /** The module of {@code kernels.c}. */
    @Param("")
    public String file = "";

    @Param({"sha256", "json"})
    public String kernel = "";

    @Param({"false", "true"})
    public boolean metered;

    private ExportFunction function = _ -> new long[0];

    @Setup
    public void compile() throws IOException, WasmException {
        byte[] bytes = Files.readAllBytes(Path.of(file));
        WasmModule module = Parser.parse(metered ? Meter.instrument(bytes, PLENTY, Meter.Exact.AT_CALLS) : bytes);
        Instance instance = Instance.builder(module)
                .withMachineFactory(MachineFactoryCompiler.compile(module))
                .build();
        int input = (int) instance.exports().function("input").apply()[0];
        instance.memory().write(input, text().getBytes(StandardCharsets.US_ASCII));
        function = instance.exports().function(kernel);
    }

    /** A JSON text of exactly {@link #LENGTH} bytes: results as plugins give them. */
    private static String text() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; text.length() < LENGTH - 200; i++) {
            text.append(
                    "{\"control\":\"AC-%d\",\"passed\":%b,\"score\":%d.%de2,\"evidence\":[\"/etc/ssh/sshd_config\",null]},\n"
                            .formatted(i, i % 3 == 0, i % 97, i % 10));
        }
        return text + "0" + " ".repeat(LENGTH - text.length() - 2) + "]";
    }

    /** One call over the whole input. */
    @Benchmark
    public long call() {
        long[] result = function.apply(LENGTH);
        if (result[0] == 0) {
            throw new IllegalStateException("the kernel refuses the text");
        }
        return result[0];
    }
}
