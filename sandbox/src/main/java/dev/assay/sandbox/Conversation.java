package dev.assay.sandbox;

import dev.assay.model.Effective;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.Answer;
import dev.assay.sandbox.host.CapabilityRequest;
import dev.assay.sandbox.host.Host;
import dev.assay.sandbox.host.HostCall;
import dev.assay.sandbox.worker.CallPayload;
import dev.assay.sandbox.worker.Ending;
import dev.assay.sandbox.worker.Frame;
import dev.assay.sandbox.worker.Job;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parent's half of one run: hears the worker, gates and performs what the guest asks, and ends when the guest does, when a
 * limit is reached, or when the worker says something it may not say.
 */
final class Conversation {
    /** For an interrupted host call to end the program it started. */
    private static final Duration TO_LEAVE = Duration.ofMillis(50);

    private final WorkerProcess worker;
    private final Deadline deadline;
    private final Effective effective;
    private final Host host;
    private final Recorder recorder;

    Conversation(WorkerProcess worker, Deadline deadline, Effective effective, Host host, Recorder recorder) {
        this.worker = worker;
        this.deadline = deadline;
        this.effective = effective;
        this.host = host;
        this.recorder = recorder;
    }

    /** Until the worker says that its job ended. */
    Ending hold(Job job) throws IOException, RunOver, InterruptedException {
        worker.channel().write(new Frame(Frame.Type.JOB, job.bytes()));
        while (true) {
            Frame frame =
                    worker.channel().read().orElseThrow(() -> new IOException("the worker ended before its job did"));
            switch (frame.type()) {
                case CALL -> answer(call(CallPayload.read(frame.payload())));
                case CLOCK -> answer(clock());
                case RANDOM -> answer(random(frame.payload()));
                case LOG -> recorder.wrote(frame.payload());
                case PROFILE -> recorder.profiled(profile(job, frame.payload()));
                case DONE -> {
                    return Ending.read(frame.payload());
                }
                default -> throw new IOException("the worker sent " + frame.type());
            }
        }
    }

    private static Profile profile(Job job, byte[] payload) throws IOException {
        if (!(job instanceof Job.Profile)) {
            throw new IOException("the worker sent a profile that nobody asked for");
        }
        return Profile.read(payload);
    }

    private void answer(byte[] payload) throws IOException {
        worker.channel().write(new Frame(Frame.Type.ANSWER, payload));
    }

    private byte[] call(CallPayload call) throws RunOver, InterruptedException {
        long begin = System.nanoTime();
        CapabilityRequest request;
        try {
            request = CapabilityRequest.read(call.capability(), call.request());
        } catch (InvalidValueException e) {
            ObjectNode answer = Answer.error(Answer.INVALID_REQUEST, String.valueOf(e.getMessage()));
            return record(call, answer, begin);
        }
        if (request instanceof CapabilityRequest.Log log) {
            recorder.logged(log);
            return bytes(Answer.ok(Json.object())); // kept as a log line, not as a call
        }
        return record(call, perform(call, request), begin);
    }

    private ObjectNode perform(CallPayload call, CapabilityRequest request) throws RunOver, InterruptedException {
        try {
            if (!request.allowedBy(effective)) {
                throw new RunOver(Outcome.DENIED, request.describe() + " is not in the effective set");
            }
            return withinDeadline(call.capability(), request)
                    .orElseThrow(() -> new RunOver(Outcome.DENIED, "this host refuses " + request.describe()));
        } catch (RunOver e) {
            recorder.ended(new HostCall(call.capability(), call.request(), new byte[0]));
            throw e;
        }
    }

    /** Host calls are part of the run's time: one that is not done when the time is over is interrupted and left. */
    private Optional<ObjectNode> withinDeadline(String capability, CapabilityRequest request)
            throws RunOver, InterruptedException {
        FutureTask<Optional<ObjectNode>> task = new FutureTask<>(() -> host.perform(capability, request));
        Thread performer = Thread.ofVirtual().name("host-call").start(task);
        try {
            return task.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new RunOver(Outcome.DEADLINE, "its time was over in the host call " + capability);
        } catch (ExecutionException e) {
            // A defect of this host. It must not become a way for a guest to end more than its own call.
            return Optional.of(Answer.error(Answer.FAILED, "this host could not perform " + request.describe()));
        } finally {
            task.cancel(true);
            performer.join(TO_LEAVE);
        }
    }

    private byte[] record(CallPayload call, ObjectNode answer, long begin) throws RunOver {
        byte[] bytes = bytes(answer);
        recorder.called(
                new HostCall(call.capability(), call.request(), bytes), Duration.ofNanos(System.nanoTime() - begin));
        return bytes;
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** WASI's clock is the capability's, in a form a worker need not parse. */
    private byte[] clock() throws RunOver, InterruptedException, IOException {
        Instant time = Instant.parse(ambient("clock", Json.object()).text("time"));
        return ByteBuffer.allocate(12)
                .putLong(time.getEpochSecond())
                .putInt(time.getNano())
                .array();
    }

    private byte[] random(byte[] payload) throws RunOver, InterruptedException, IOException {
        int count = payload.length == 4 ? ByteBuffer.wrap(payload).getInt() : -1;
        if (count == 0) {
            return new byte[0];
        }
        return Base64.getDecoder()
                .decode(ambient("random", Json.object().put("bytes", count)).text("base64"));
    }

    private Fields ambient(String capability, ObjectNode request) throws RunOver, InterruptedException, IOException {
        byte[] json = bytes(request);
        byte[] answer = call(new CallPayload(capability, json));
        try {
            return Fields.of(Json.read(answer, answer.length), "$").object("ok");
        } catch (ModelException e) {
            throw new IOException("the worker asked for " + capability + " in a way that cannot be answered");
        }
    }
}
