package dev.assay.sandbox;

import dev.assay.model.Effective;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.sandbox.worker.Ending;
import dev.assay.sandbox.worker.Job;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One worker for one guest, from its start to the outcome.
 *
 * @param command starts a worker
 * @param limits the least of everybody's
 */
record Attempt(
        List<String> command, Limits limits, Assessment assessment, Effective effective, Host host, Recorder recorder) {
    static final int PAGE_BYTES = 65_536;

    /** For a Java to start on a busy machine. It is not part of the run's time. */
    static final Duration TO_START = Duration.ofSeconds(20);

    private static final int FRAME_OVERHEAD = 128 << 10;

    /** How it ended. The response is the guest's, not judged yet. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record End(Outcome outcome, String detail, byte[] response, long peakMemoryBytes) {
        static End of(Outcome outcome, String detail) {
            return new End(outcome, detail, new byte[0], 0);
        }
    }

    End make() throws InterruptedException {
        return switch (Linking.of(assessment.module(), assessment.operation(), effective, limits.memoryBytes())) {
            case Linking.Refused(String reason) -> End.of(Outcome.REFUSED, reason);
            case Linking.Linked linked -> make(linked);
        };
    }

    private End make(Linking.Linked linked) throws InterruptedException {
        try (WorkerProcess worker = WorkerProcess.start(command, (int) limits.outputBytes() + FRAME_OVERHEAD)) {
            try {
                worker.greet(TO_START);
            } catch (IOException e) {
                worker.kill();
                return End.of(
                        Outcome.CRASHED, "the worker did not start: " + e.getMessage() + "; " + worker.lastWords());
            }
            return converse(worker, job(linked));
        } catch (IOException e) {
            return End.of(Outcome.CRASHED, "no worker could be started: " + e.getMessage());
        }
    }

    private Job job(Linking.Linked linked) {
        return new Job.Call(
                assessment.module(),
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
                return deadline.passed() ? over(ending.peakPages()) : judge(ending);
            } catch (RunOver e) {
                return End.of(e.outcome(), e.detail());
            } catch (IOException e) {
                return deadline.passed() ? over(0) : died(worker, e);
            }
        }
    }

    private End over(int peakPages) {
        return new End(
                Outcome.DEADLINE,
                "its time of " + limits.time().toMillis() + " ms was over",
                new byte[0],
                peak(peakPages));
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
            case MEMORY -> Outcome.MEMORY;
            case OUTPUT -> Outcome.OUTPUT;
            case REFUSED -> Outcome.REFUSED;
            case STOPPED -> Outcome.CRASHED; // nobody told it to
        };
        if (outcome != Outcome.COMPLETED) {
            return new End(outcome, ending.detail(), new byte[0], peak(ending.peakPages()));
        }
        Optional<String> fault = Valid.fault(assessment, ending.response());
        return fault.map(f -> new End(
                        Outcome.TRAPPED, "its answer is not valid: " + f, new byte[0], peak(ending.peakPages())))
                .orElseGet(() -> new End(outcome, "", ending.response(), peak(ending.peakPages())));
    }

    private long peak(int pages) {
        return Math.min((long) pages * PAGE_BYTES, limits.memoryBytes());
    }
}
