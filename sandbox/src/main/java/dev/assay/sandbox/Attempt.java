package dev.assay.sandbox;

import dev.assay.model.Effective;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.Host;
import dev.assay.sandbox.worker.CallTree;
import dev.assay.sandbox.worker.Ending;
import dev.assay.sandbox.worker.Job;
import dev.assay.wasm.WasmException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * One worker for one guest, from its start to the outcome.
 *
 * @param workers give it one
 * @param modules meter its module
 * @param compiled say whether it is run compiled
 * @param limits the least of everybody's
 */
record Attempt(
        Workers workers,
        MeteredModules modules,
        CompiledModules compiled,
        Limits limits,
        Assessment assessment,
        Effective effective,
        Host host,
        Recorder recorder) {
    static final int PAGE_BYTES = 65_536;

    /** For a Java to start on a busy machine. It is not part of the run's time. */
    static final Duration TO_START = Duration.ofSeconds(20);

    private static final int FRAME_OVERHEAD = 128 << 10;

    /** How it ended. The response is the guest's, not judged yet. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record End(Outcome outcome, String detail, byte[] response, long peakMemoryBytes, long fuel) {
        static End of(Outcome outcome, String detail) {
            return new End(outcome, detail, new byte[0], 0, 0);
        }
    }

    End make() throws InterruptedException {
        MeteredModules.Key key = MeteredModules.Key.of(assessment.module(), limits.fuel());
        return switch (linking(modules, key, assessment, effective, limits)) {
            case Linking.Refused(String reason) -> End.of(Outcome.REFUSED, reason);
            case Linking.Linked linked -> recorder.wantsProfile() ? profile(linked) : meter(key, linked);
        };
    }

    private static Linking linking(
            MeteredModules modules, MeteredModules.Key key, Assessment assessment, Effective effective, Limits limits) {
        return modules.known(key)
                .map(known -> Linking.of(known.summary(), assessment.operation(), effective, limits.memoryBytes()))
                .orElseGet(
                        () -> Linking.of(assessment.module(), assessment.operation(), effective, limits.memoryBytes()));
    }

    /** Has a worker read the module of a run to come, if that run would come so far. */
    static void prepare(
            Workers workers,
            MeteredModules modules,
            CompiledModules compiled,
            Limits limits,
            Assessment assessment,
            Effective effective) {
        MeteredModules.Key key = MeteredModules.Key.of(assessment.module(), limits.fuel());
        if (!compiled.isLikely(key) && linking(modules, key, assessment, effective, limits) instanceof Linking.Linked) {
            try {
                MeteredModules.Metered metered = modules.of(key, assessment.module());
                workers.prepare(
                        new Use(metered, effective, limits), new Job.Load(metered.bytes(), metered.isAccepted()));
            } catch (WasmException e) {
                // the run will say so
            }
        }
    }

    private End profile(Linking.Linked linked) throws InterruptedException {
        byte[] profiled;
        try {
            profiled = MeteredModules.profiled(assessment.module(), limits.fuel());
        } catch (WasmException e) {
            return notRunnable(e);
        }
        return make(workers, Optional.empty(), new Job.Profile(job(profiled, false, new byte[0], linked)));
    }

    /** Our validator judges the module here; what it refuses, no worker sees. */
    private End meter(MeteredModules.Key key, Linking.Linked linked) throws InterruptedException {
        try {
            Optional<byte[]> code = compiled.of(key, assessment.module());
            if (code.isPresent()) {
                End end = runCompiled(modules.of(key.compiled(), assessment.module()), code.get(), linked);
                if (end.outcome() != Outcome.REFUSED) {
                    return end;
                }
                compiled.give(key, end.detail()); // whether it was the code or the module will be seen
            }
            End end = interpret(modules.of(key, assessment.module()), linked);
            compiled.ran(key, assessment.module(), end);
            return end;
        } catch (WasmException e) {
            return notRunnable(e);
        }
    }

    private End interpret(MeteredModules.Metered metered, Linking.Linked linked) throws InterruptedException {
        recorder.metered(metered.digest(), false);
        return accepted(
                metered,
                make(
                        workers,
                        Optional.of(new Use(metered, effective, limits)),
                        job(metered.bytes(), metered.isAccepted(), new byte[0], linked)));
    }

    /**
     * In a worker that read nothing before and serves no further run. There is code only of modules that the engine accepted, when it
     * compiled them, and with it comes what is still needed of the module.
     */
    private End runCompiled(MeteredModules.Metered metered, byte[] code, Linking.Linked linked)
            throws InterruptedException {
        recorder.metered(metered.digest(), true);
        return make(compiled.workers(), Optional.empty(), job(new byte[0], true, code, linked));
    }

    private static End accepted(MeteredModules.Metered metered, End end) {
        if (end.outcome() == Outcome.COMPLETED) {
            metered.accept();
        }
        return end;
    }

    private static End notRunnable(WasmException why) {
        return End.of(Outcome.REFUSED, "it is no WebAssembly module that can be run: " + why.getMessage());
    }

    private End make(Workers from, Optional<Use> use, Job job) throws InterruptedException {
        Lease leased;
        try {
            leased = from.lease(use, Math.max((int) limits.outputBytes() + FRAME_OVERHEAD, CallTree.MOST_BYTES));
        } catch (IOException e) {
            return End.of(Outcome.CRASHED, String.valueOf(e.getMessage()));
        }
        try (Lease lease = leased) {
            return converse(lease, lease.isLoaded() && job instanceof Job.Call call ? call.ofTheLastModule() : job);
        }
    }

    private Job.Call job(byte[] metered, boolean accepted, byte[] code, Linking.Linked linked) {
        return new Job.Call(
                metered,
                accepted,
                code,
                limits.fuel(),
                linked.binding(),
                assessment.operation().id(),
                assessment.request(),
                linked.links(),
                (int) (limits.memoryBytes() / PAGE_BYTES),
                (int) limits.outputBytes());
    }

    private End converse(Lease lease, Job job) throws InterruptedException {
        WorkerProcess worker = lease.worker();
        try (Deadline deadline = Deadline.after(limits.time(), worker)) {
            try {
                Ending ending = new Conversation(worker, deadline, effective, host, recorder).hold(job);
                if (!deadline.callOff()) {
                    return end(Outcome.DEADLINE, timeIsOver(), ending);
                }
                End end = judge(ending);
                if (end.outcome() == Outcome.COMPLETED) {
                    lease.servedWell();
                }
                return end;
            } catch (RunOver e) {
                return End.of(e.outcome(), e.detail());
            } catch (IOException e) {
                return deadline.passed() ? End.of(Outcome.DEADLINE, timeIsOver()) : died(worker, e);
            }
        }
    }

    private String timeIsOver() {
        return "its time of " + limits.time().toMillis() + " ms was over";
    }

    /** An end without an answer. What it used is the worker's word, so it is held to what it could use. */
    private End end(Outcome outcome, String detail, Ending ending) {
        return new End(outcome, detail, new byte[0], peak(ending), fuel(ending));
    }

    private End died(WorkerProcess worker, IOException why) throws InterruptedException {
        if (worker.ranOutOfHeap()) {
            return End.of(Outcome.MEMORY, "the worker's heap was used up");
        }
        worker.kill();
        return End.of(Outcome.CRASHED, why.getMessage() + "; " + worker.lastWords());
    }

    private End judge(Ending ending) {
        Outcome outcome = switch (ending.kind()) {
            case ANSWERED -> ending.response().length > limits.outputBytes() ? Outcome.OUTPUT : Outcome.COMPLETED;
            case TRAPPED -> Outcome.TRAPPED;
            case FUEL -> Outcome.FUEL;
            case MEMORY -> Outcome.MEMORY;
            case OUTPUT -> Outcome.OUTPUT;
            case REFUSED -> Outcome.REFUSED;
            case STOPPED -> Outcome.CRASHED; // nobody told it to
        };
        if (outcome != Outcome.COMPLETED) {
            return end(outcome, ending.detail(), ending);
        }
        Optional<String> fault = Valid.fault(assessment, ending.response());
        return fault.map(f -> end(Outcome.TRAPPED, "its answer is not valid: " + f, ending))
                .orElseGet(() -> new End(outcome, "", ending.response(), peak(ending), fuel(ending)));
    }

    private long peak(Ending ending) {
        return Math.min((long) ending.peakPages() * PAGE_BYTES, limits.memoryBytes());
    }

    private long fuel(Ending ending) {
        return limits.fuel() - Math.clamp(ending.fuelLeft(), 0, limits.fuel());
    }
}
