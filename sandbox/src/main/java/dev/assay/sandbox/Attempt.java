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
 * @param limits the least of everybody's
 */
record Attempt(
        Workers workers,
        MeteredModules modules,
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
        return switch (Linking.of(assessment.module(), assessment.operation(), effective, limits.memoryBytes())) {
            case Linking.Refused(String reason) -> End.of(Outcome.REFUSED, reason);
            case Linking.Linked linked -> recorder.wantsProfile() ? profile(linked) : meter(linked);
        };
    }

    private End profile(Linking.Linked linked) throws InterruptedException {
        byte[] profiled;
        try {
            profiled = MeteredModules.profiled(assessment.module(), limits.fuel());
        } catch (WasmException e) {
            return notRunnable(e);
        }
        return make(new Job.Profile(job(profiled, false, linked)));
    }

    /** Our validator judges the module here; what it refuses, no worker sees. */
    private End meter(Linking.Linked linked) throws InterruptedException {
        MeteredModules.Metered metered;
        try {
            metered = modules.of(assessment.module(), limits.fuel());
        } catch (WasmException e) {
            return notRunnable(e);
        }
        recorder.metered(metered.digest());
        End end = make(job(metered.bytes(), metered.isAccepted(), linked));
        if (end.outcome() == Outcome.COMPLETED) {
            metered.accept();
        }
        return end;
    }

    private static End notRunnable(WasmException why) {
        return End.of(Outcome.REFUSED, "it is no WebAssembly module that can be run: " + why.getMessage());
    }

    private End make(Job job) throws InterruptedException {
        WorkerProcess taken;
        try {
            taken = workers.take(Math.max((int) limits.outputBytes() + FRAME_OVERHEAD, CallTree.MOST_BYTES));
        } catch (IOException e) {
            return End.of(Outcome.CRASHED, String.valueOf(e.getMessage()));
        }
        try (WorkerProcess worker = taken) {
            return converse(worker, job);
        }
    }

    private Job.Call job(byte[] metered, boolean accepted, Linking.Linked linked) {
        return new Job.Call(
                metered,
                accepted,
                limits.fuel(),
                linked.binding(),
                assessment.operation().id(),
                assessment.request(),
                linked.links(),
                (int) (limits.memoryBytes() / PAGE_BYTES),
                (int) limits.outputBytes());
    }

    private End converse(WorkerProcess worker, Job job) throws InterruptedException {
        try (Deadline deadline = Deadline.after(limits.time(), worker)) {
            try {
                Ending ending = new Conversation(worker, deadline, effective, host, recorder).hold(job);
                return deadline.passed() ? end(Outcome.DEADLINE, timeIsOver(), ending) : judge(ending);
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
