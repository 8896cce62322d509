package dev.assay.sandbox.worker;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import run.endive.runtime.Memory;

/**
 * WASI preview 1 {@code poll_oneoff}: a language runtime's way to sleep. A subscription to a stream is ready at once; with
 * clocks alone the guest's thread sleeps until the first is due, within the run's deadline.
 */
record Poll(Memory memory, LongSupplier now, int inputLeft) {
    private static final int SUCCESS = 0;
    private static final int EBADF = 8;
    private static final int EINVAL = 28;

    private static final int SUBSCRIPTION_BYTES = 48;
    private static final int EVENT_BYTES = 32;
    private static final int MOST = 64;
    private static final int CLOCK = 0;
    private static final int READ = 1;

    /** {@code arguments}: subscriptions, events, how many, where to write how many events. */
    int run(long[] arguments) {
        int in = (int) arguments[0];
        int out = (int) arguments[1];
        int count = (int) arguments[2];
        if (count < 1 || count > MOST) {
            return EINVAL;
        }
        int events = 0;
        long shortest = Long.MAX_VALUE;
        long[] waits = new long[count];
        for (int i = 0; i < count; i++) {
            int subscription = in + i * SUBSCRIPTION_BYTES;
            if (tag(subscription) == CLOCK) {
                waits[i] = wait(subscription);
                shortest = Math.min(shortest, waits[i]);
            } else {
                streamEvent(subscription, out + events++ * EVENT_BYTES);
            }
        }
        if (events == 0) {
            sleep(shortest);
            for (int i = 0; i < count; i++) {
                if (waits[i] == shortest) {
                    event(in + i * SUBSCRIPTION_BYTES, out + events++ * EVENT_BYTES, SUCCESS);
                }
            }
        }
        memory.writeI32((int) arguments[3], events);
        return SUCCESS;
    }

    private int tag(int subscription) {
        return memory.read(subscription + 8);
    }

    /** Nanoseconds from now; a time that is past is no wait, and one beyond 2⁶³ is for ever. */
    private long wait(int subscription) {
        long time = memory.readLong(subscription + 24);
        boolean absolute = (memory.read(subscription + 40) & 1) != 0;
        if (time < 0) {
            return Long.MAX_VALUE;
        }
        return absolute ? Math.max(0, time - now.getAsLong()) : time;
    }

    private static void sleep(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            throw new Ended(Ending.Kind.STOPPED, "stopped while it slept");
        }
    }

    private void streamEvent(int subscription, int event) {
        int descriptor = memory.readInt(subscription + 16);
        boolean known = tag(subscription) == READ ? descriptor == 0 : descriptor == 1 || descriptor == 2;
        event(subscription, event, known ? SUCCESS : EBADF);
        memory.writeLong(event + 16, tag(subscription) == READ ? inputLeft : 4096);
    }

    private void event(int subscription, int event, int error) {
        byte[] userData = memory.readBytes(subscription, 8);
        int tag = tag(subscription);
        memory.write(event, new byte[EVENT_BYTES]);
        memory.write(event, userData);
        memory.writeShort(event + 8, (short) error);
        memory.writeByte(event + 10, (byte) tag);
    }
}
