package dev.assay.bench;

import dev.assay.audit.AuditRequest;
import dev.assay.audit.Auditor;
import dev.assay.audit.Policy;
import dev.assay.audit.Report;
import dev.assay.sandbox.Opinion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Auditing one module by every static rule, warm, on one thread, without the engine that gives the second opinion. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class AuditBenchmark {
    /** The module's path. */
    @Param("")
    public String file = "";

    private AuditRequest request = AuditRequest.ofModule("", new byte[0]);

    private final Auditor auditor = new Auditor(Policy.standard(), _ -> new Opinion.Agrees(), Clock.systemUTC());

    @Setup
    public void read() throws IOException {
        request = AuditRequest.ofModule(file, Files.readAllBytes(Path.of(file)));
    }

    @Benchmark
    public Report audit() {
        return auditor.audit(request);
    }
}
