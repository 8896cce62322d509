package dev.assay.sandbox.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** System calls by number, through the C library's {@code syscall}. For one thread at a time. */
final class Kernel {
    static final int PR_GET_SECCOMP = 21;
    static final int PR_GET_NO_NEW_PRIVS = 39;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final Architecture architecture;
    private final Arena arena;
    private final MethodHandle syscall;
    private final MemorySegment state;

    @SuppressWarnings("restricted") // that is what it is for
    Kernel(Architecture architecture, Arena arena) {
        this.architecture = architecture;
        this.arena = arena;
        Linker linker = Linker.nativeLinker();
        ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
        this.syscall = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(word, word, word, word, word, word, word),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(1));
        this.state = arena.allocate(STATE);
    }

    Architecture architecture() {
        return architecture;
    }

    /** What the call returned, or −errno. Arguments that are left out are 0. */
    long call(SystemCall call, long... arguments) {
        int number = call.number(architecture);
        if (number < 0) {
            return -Filter.ENOSYS;
        }
        long[] all = new long[5];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        long result;
        try {
            result = (long) syscall.invokeExact(state, (long) number, all[0], all[1], all[2], all[3], all[4]);
        } catch (Throwable e) {
            throw new IllegalStateException("the system call " + call + " cannot be made", e);
        }
        return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
    }

    /** The address of a C string that lives as long as this. */
    long text(String text) {
        return arena.allocateFrom(text).address();
    }

    MemorySegment allocate(long bytes) {
        return arena.allocate(bytes, 8);
    }
}
