package dev.assay.sandbox.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a guest behaved in a {@link Script}. It is the worker's word only, and everything in it is bounded.
 *
 * @param steps the calls that were made, instantiation first
 * @param asked what the guest asked of its host, the first {@value #MOST_ASKED}
 * @param said what it answered, logged and wrote, the first {@value #MOST_SAID} bytes
 * @param covered places in the code that were reached
 * @param failures of calls with mutated requests, one of each kind and reason, the first {@value #MOST_FAILURES}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by equals below
public record Conduct(List<Step> steps, List<Asked> asked, byte[] said, int covered, List<Failure> failures) {
    /** The longest in bytes. */
    public static final int MOST_BYTES = 2 << 20;

    static final int MOST_ASKED = 250;
    static final int MOST_SAID = 256 << 10;
    static final int MOST_FAILURES = 20;

    /** How much of a request is kept. */
    static final int LONGEST_REQUEST = 4_096;

    private static final int MOST_STEPS = 100;

    /** How a call ended. */
    public enum End {
        RETURNED,
        /** Left by {@code proc_exit} with another status than 0. */
        LEFT,
        TRAPPED,
        FUEL,
        DEPTH,
        /** Trapped after memory was refused. */
        MEMORY,
        /** It could not be begun: something the module needs is not to be had. */
        REFUSED
    }

    /**
     * One call.
     *
     * @param name the export; {@code start} for instantiation
     * @param detail why, for people
     * @param fuel what it used
     * @param calculations operators on numbers that were executed
     * @param mixing those of them that are exclusive ors, shifts and rotations
     * @param xors those of them that are exclusive ors
     * @param stores how often it wrote into its memory
     * @param asked how often it called its host
     * @param pages of memory after it
     * @param result a digest of what it returned, and of the memory where it ended well
     */
    public record Step(
            String name,
            End end,
            String detail,
            long fuel,
            long calculations,
            long mixing,
            long xors,
            long stores,
            int asked,
            int pages,
            long result) {}

    /**
     * A call of the host.
     *
     * @param request the first bytes of what a capability, or a path of WASI, was asked for
     * @param outside whether it named bytes that are not in the guest's memory
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by equals below
    public record Asked(String module, String name, byte[] request, boolean outside) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Asked that
                    && module.equals(that.module)
                    && name.equals(that.name)
                    && Arrays.equals(request, that.request)
                    && outside == that.outside;
        }

        @Override
        public int hashCode() {
            return module.hashCode() ^ name.hashCode();
        }
    }

    /**
     * A call with a mutated request, or mutated answers of its host, that did not end well.
     *
     * @param request its first bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by equals below
    public record Failure(End end, String detail, byte[] request) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Failure that
                    && end == that.end
                    && detail.equals(that.detail)
                    && Arrays.equals(request, that.request);
        }

        @Override
        public int hashCode() {
            return end.hashCode() ^ detail.hashCode();
        }
    }

    public Conduct {
        steps = List.copyOf(steps);
        asked = List.copyOf(asked);
        failures = List.copyOf(failures);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Conduct that
                && steps.equals(that.steps)
                && asked.equals(that.asked)
                && Arrays.equals(said, that.said)
                && covered == that.covered
                && failures.equals(that.failures);
    }

    @Override
    public int hashCode() {
        return steps.hashCode();
    }

    /** Of several, one after another. */
    static byte[] bytes(List<Conduct> conducts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        conducts.forEach(conduct -> bytes.writeBytes(conduct.bytes()));
        return bytes.toByteArray();
    }

    private byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(steps.size());
            for (Step step : steps) {
                text(out, step.name);
                out.writeUTF(step.end.name());
                text(out, step.detail);
                out.writeLong(step.fuel);
                out.writeLong(step.calculations);
                out.writeLong(step.mixing);
                out.writeLong(step.xors);
                out.writeLong(step.stores);
                out.writeInt(step.asked);
                out.writeInt(step.pages);
                out.writeLong(step.result);
            }
            out.writeInt(asked.size());
            for (Asked one : asked) {
                text(out, one.module);
                text(out, one.name);
                out.writeInt(one.request.length);
                out.write(one.request);
                out.writeBoolean(one.outside);
            }
            out.writeInt(said.length);
            out.write(said);
            out.writeInt(covered);
            out.writeInt(failures.size());
            for (Failure failure : failures) {
                out.writeUTF(failure.end.name());
                text(out, failure.detail);
                out.writeInt(failure.request.length);
                out.write(failure.request);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeUTF(text.length() > 200 ? text.substring(0, 200) : text);
    }

    /** Reads so many, and nothing behind them, of what a worker, perhaps a hostile one, sent. */
    public static List<Conduct> read(byte[] bytes, int count) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            List<Conduct> conducts = new ArrayList<>();
            while (conducts.size() < count) {
                conducts.add(read(in));
            }
            if (in.read() >= 0) {
                throw new IOException("bytes behind the last conduct");
            }
            return conducts;
        }
    }

    private static Conduct read(DataInputStream in) throws IOException {
        try {
            List<Step> steps = new ArrayList<>();
            for (int left = count(in, MOST_STEPS); left > 0; left--) {
                steps.add(new Step(
                        in.readUTF(),
                        End.valueOf(in.readUTF()),
                        in.readUTF(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readInt(),
                        in.readInt(),
                        in.readLong()));
            }
            List<Asked> asked = new ArrayList<>();
            for (int left = count(in, MOST_ASKED); left > 0; left--) {
                asked.add(new Asked(
                        in.readUTF(), in.readUTF(), in.readNBytes(count(in, LONGEST_REQUEST)), in.readBoolean()));
            }
            byte[] said = in.readNBytes(count(in, MOST_SAID));
            int covered = in.readInt();
            List<Failure> failures = new ArrayList<>();
            for (int left = count(in, MOST_FAILURES); left > 0; left--) {
                failures.add(new Failure(
                        End.valueOf(in.readUTF()), in.readUTF(), in.readNBytes(count(in, LONGEST_REQUEST))));
            }
            return new Conduct(steps, asked, said, covered, failures);
        } catch (IllegalArgumentException e) {
            throw new IOException("a conduct of an unknown kind", e);
        }
    }

    private static int count(DataInputStream in, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IOException("a conduct with " + count + " of what there can be " + most);
        }
        return count;
    }
}
