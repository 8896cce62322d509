package dev.assay.sandbox.worker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import run.endive.wasm.Parser;

/**
 * The process in which a guest runs: it reads jobs from standard input, writes what becomes of them to standard output, and
 * holds no capability. It ends when its parent closes the channel.
 *
 * <p>One thread reads the channel, so that a stop is heard while the other runs the guest.
 */
public final class Worker {
    /**
     * Room for as many nested calls as a guest was metered for, each in frames that no compiler of the JVM has made smaller
     * yet: where recursion ends must not hang on when they are. Only what is used of it is memory.
     */
    private static final long GUEST_STACK_BYTES = 64L << 20;

    /** As an argument: be ready for a run before saying hello. */
    public static final String WARM = "warm";

    /** As an argument: compile something before saying hello. */
    public static final String WARM_COMPILER = "warm-compiler";

    /** The exit status for what should not happen. */
    private static final int DEFECT = 70;

    /** What a guest writes at once may be longer than a frame may be; how much of it is too much, the parent says. */
    private static final int LOG_PIECE = 64 << 10;

    private final Channel channel;
    private final SynchronousQueue<byte[]> answers = new SynchronousQueue<>();
    private final Loaded loaded = new Loaded(); // of the guest's threads, of which there is one at a time
    private final SynchronousQueue<Optional<Job>> jobs =
            new SynchronousQueue<>(); // one after another; the last is none
    private final Thread guest = new Thread(null, this::serveJobs, "guest", GUEST_STACK_BYTES);

    private Worker(Channel channel) {
        this.channel = channel;
    }

    /** Takes {@link #WARM}, {@link #WARM_COMPILER} or nothing. Anything printed by accident goes to standard error, never into the channel. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Channel channel = new Channel(
                new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                Integer.MAX_VALUE);
        System.setOut(System.err);
        if (arguments.length == 1 && arguments[0].equals(WARM)) {
            WarmUp.run();
        } else if (arguments.length == 1 && arguments[0].equals(WARM_COMPILER)) {
            WarmUp.compile();
        }
        new Worker(channel).serve();
        Runtime.getRuntime().halt(0);
    }

    /** Serves this channel to its end, and lets the last job come to its own. */
    static void serveToTheEnd(Channel channel) throws IOException, InterruptedException {
        Worker worker = new Worker(channel);
        worker.serve();
        worker.jobs.put(Optional.empty());
        worker.guest.join();
    }

    private void serve() throws IOException, InterruptedException {
        guest.setDaemon(true);
        guest.start();
        channel.write(Channel.hello());
        for (Optional<Frame> next = channel.read(); next.isPresent(); next = channel.read()) {
            Frame frame = next.get();
            switch (frame.type()) {
                case JOB -> jobs.put(Optional.of(Job.read(frame.payload())));
                case ANSWER -> answers.put(frame.payload());
                case STOP -> guest.interrupt();
                default -> throw new IOException("the parent sent " + frame.type());
            }
        }
    }

    private void serveJobs() {
        while (true) {
            Optional<Job> job;
            try {
                job = jobs.take();
            } catch (InterruptedException e) {
                continue; // told to stop what had ended
            }
            if (job.isEmpty()) {
                return;
            }
            serve(job.get());
            Thread.interrupted(); // the same
        }
    }

    /** A defect of this class or the engine ends the process: a parent that heard nothing would wait until its deadline. */
    private void serve(Job job) {
        try {
            finish(perform(job));
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(DEFECT);
        }
    }

    private Ending perform(Job job) {
        // No switch over the types: each process would have to link it, which takes longer than a small guest.
        if (job instanceof Job.Call call) {
            return new Guest(call, loaded, new ParentByChannel()).run();
        }
        if (job instanceof Job.Profile profile) {
            return profile(profile.call());
        }
        if (job instanceof Job.Load load) {
            return load(load);
        }
        if (job instanceof Job.Compile compile) {
            return Compilation.of(compile.module());
        }
        if (job instanceof Job.Rehearse rehearse) {
            return Rehearsal.of(rehearse);
        }
        return job instanceof Job.Check check
                ? check(check.module())
                : Ending.of(Ending.Kind.ANSWERED, Escapes.attempt((Job.Probe) job));
    }

    private Ending profile(Job.Call call) {
        Profiler profiler = new Profiler();
        Ending ending = new Guest(call, loaded, new ParentByChannel(), profiler).run();
        send(new Frame(Frame.Type.PROFILE, profiler.finished().bytes()));
        return ending;
    }

    private Ending load(Job.Load load) {
        try {
            loaded.read(load.module(), load.judged());
            return Ending.of(Ending.Kind.ANSWERED, "");
        } catch (Ended e) {
            return e.ending();
        }
    }

    private static Ending check(byte[] module) {
        try {
            Parser.parse(module);
            return Ending.of(Ending.Kind.ANSWERED, "");
        } catch (RuntimeException | StackOverflowError e) {
            return Ending.of(Ending.Kind.REFUSED, Guest.describe(e));
        }
    }

    private void finish(Ending ending) {
        send(new Frame(Frame.Type.DONE, ending.bytes()));
    }

    private void send(Frame frame) {
        try {
            channel.write(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class ParentByChannel implements Parent {
        private byte[] ask(Frame.Type type, byte[] payload) {
            send(new Frame(type, payload));
            try {
                return answers.take();
            } catch (InterruptedException e) {
                throw new Ended(Ending.Kind.STOPPED, "stopped while it waited for its host");
            }
        }

        @Override
        public byte[] call(String capability, byte[] request) {
            return ask(Frame.Type.CALL, CallPayload.bytes(capability, request));
        }

        @Override
        public Instant clock() {
            ByteBuffer time = ByteBuffer.wrap(ask(Frame.Type.CLOCK, new byte[0]));
            return Instant.ofEpochSecond(time.getLong(), time.getInt());
        }

        @Override
        public byte[] random(int count) {
            return ask(Frame.Type.RANDOM, ByteBuffer.allocate(4).putInt(count).array());
        }

        @Override
        public void log(byte[] text) {
            for (int at = 0; at < text.length; at += LOG_PIECE) {
                send(new Frame(Frame.Type.LOG, Arrays.copyOfRange(text, at, Math.min(text.length, at + LOG_PIECE))));
            }
        }
    }
}
