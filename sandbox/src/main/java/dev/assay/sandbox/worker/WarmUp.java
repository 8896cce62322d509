package dev.assay.sandbox.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/**
 * What a worker does before it says that it is there: it takes jobs with a guest of its own, which asks for nothing, over a
 * channel in memory, until the classes that a run needs are loaded and the engine's busiest methods compiled. So the guest that
 * comes meets an engine at work.
 */
final class WarmUp {
    private static final String GUEST = "warm-up.wasm";

    /** More of them help the first job less than they cost: bench/workers. */
    private static final int ROUNDS = 10;

    private static final List<String> LINKS = List.of(Wasi.MODULE, CapabilityImports.HOST, "assay:log@1");

    private WarmUp() {}

    /** Throws if the guest does not answer: no other would. */
    static void run() throws IOException, InterruptedException {
        byte[] module = guest();
        run(module, false); // once with the engine's validator, which most jobs do without
        for (int i = 1; i < ROUNDS; i++) {
            run(module, true);
        }
    }

    /** The same for a worker that compiles: its work is to compile that guest. */
    static void compile() throws IOException {
        Ending ending = Compilation.of(guest());
        if (ending.kind() != Ending.Kind.ANSWERED) {
            throw new IOException("the warm-up ended as " + ending.kind() + ": " + ending.detail());
        }
    }

    private static byte[] guest() throws IOException {
        try (InputStream in = Objects.requireNonNull(WarmUp.class.getResourceAsStream(GUEST), GUEST)) {
            return in.readAllBytes();
        }
    }

    private static void run(byte[] module, boolean judged) throws IOException, InterruptedException {
        Job job = new Job.Call(
                module, judged, new byte[0], 1L << 40, Binding.REACTOR, "assess", new byte[64], LINKS, 16, 1 << 16);
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        channel(new byte[0], told).write(new Frame(Frame.Type.JOB, job.bytes()));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Worker.serveToTheEnd(channel(told.toByteArray(), said));
        Channel parent = channel(said.toByteArray(), new ByteArrayOutputStream());
        parent.expectHello();
        Ending ending = Ending.read(
                parent.read().orElseThrow(() -> new IOException("no end")).payload());
        if (ending.kind() != Ending.Kind.ANSWERED) {
            throw new IOException("the warm-up ended as " + ending.kind() + ": " + ending.detail());
        }
    }

    private static Channel channel(byte[] in, ByteArrayOutputStream out) {
        return new Channel(new ByteArrayInputStream(in), out, Integer.MAX_VALUE);
    }
}
