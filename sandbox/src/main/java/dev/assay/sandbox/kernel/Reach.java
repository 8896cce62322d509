package dev.assay.sandbox.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;

/**
 * What this process can get from its kernel, found by trying. No try does anything: each has arguments that the kernel itself
 * refuses, and only the reason counts. A call that the {@link Filter} keeps back is answered as on a kernel that does not have it.
 */
public final class Reach implements AutoCloseable {
    private static final int CAPABILITY_VERSION_3 = 0x2008_0522;
    private static final int SECCOMP_FILTERED = 2;

    /** Families and types of sockets: local, IPv4, IPv6, to the kernel, to a hypervisor. */
    private static final int[][] SOCKETS = {{1, 1}, {2, 1}, {2, 2}, {10, 2}, {16, 3}, {40, 1}};

    private static final long NOWHERE = -1;

    /** What breaks out of containers are made of, each asked for something that cannot be. */
    private static final Map<SystemCall, long[]> CALLS = Map.ofEntries(
            Map.entry(SystemCall.UNSHARE, new long[] {0}),
            Map.entry(SystemCall.SETNS, new long[] {NOWHERE}),
            Map.entry(SystemCall.CLONE3, new long[] {0, 0}),
            Map.entry(SystemCall.MOUNT, new long[] {0, 0, 0}),
            Map.entry(SystemCall.PTRACE, new long[] {NOWHERE}),
            Map.entry(SystemCall.PROCESS_VM_READV, new long[] {NOWHERE}),
            Map.entry(SystemCall.PROCESS_VM_WRITEV, new long[] {NOWHERE}),
            Map.entry(SystemCall.PIDFD_OPEN, new long[] {NOWHERE}),
            Map.entry(SystemCall.BPF, new long[] {NOWHERE}),
            Map.entry(SystemCall.PERF_EVENT_OPEN, new long[] {0}),
            Map.entry(SystemCall.KEYCTL, new long[] {NOWHERE}),
            Map.entry(SystemCall.IO_URING_SETUP, new long[] {0, 0}),
            Map.entry(SystemCall.USERFAULTFD, new long[] {NOWHERE}),
            Map.entry(SystemCall.KEXEC_LOAD, new long[] {0, 0, 0, NOWHERE}),
            Map.entry(SystemCall.INIT_MODULE, new long[] {0}),
            Map.entry(SystemCall.OPEN_BY_HANDLE_AT, new long[] {NOWHERE}),
            Map.entry(SystemCall.MEMFD_CREATE, new long[] {0}),
            Map.entry(SystemCall.EXECVEAT, new long[] {NOWHERE, 0}),
            Map.entry(SystemCall.PERSONALITY, new long[] {0xffff_ffffL}));

    private final Arena arena = Arena.ofConfined();
    private final Optional<Kernel> kernel = Architecture.current().map(architecture -> new Kernel(architecture, arena));

    /** Whether a socket of any kind can be had; true where that cannot be tried. */
    public boolean sockets() {
        if (kernel.isEmpty()) {
            return true;
        }
        boolean any = false;
        for (int[] kind : SOCKETS) {
            long socket = kernel.get().call(SystemCall.SOCKET, kind[0], kind[1]);
            if (socket >= 0) {
                any = true;
                kernel.get().call(SystemCall.CLOSE, socket);
            }
        }
        return any;
    }

    /** Whether it has a capability of root, or could come by one; true where that cannot be told. */
    public boolean privileges() {
        return kernel.isEmpty()
                || kernel.get().call(SystemCall.PRCTL, Kernel.PR_GET_NO_NEW_PRIVS) != 1
                || hasCapabilities(kernel.get());
    }

    private boolean hasCapabilities(Kernel kernel) {
        MemorySegment header = arena.allocate(8, 4);
        header.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION_3);
        MemorySegment sets = arena.allocate(24, 4); // twice: effective, permitted, inheritable
        if (kernel.call(SystemCall.CAPGET, header.address(), sets.address()) != 0) {
            return true;
        }
        return sets.get(ValueLayout.JAVA_LONG_UNALIGNED, 0) != 0
                || sets.get(ValueLayout.JAVA_LONG_UNALIGNED, 8) != 0
                || sets.get(ValueLayout.JAVA_LONG_UNALIGNED, 16) != 0;
    }

    /** Whether the kernel hears any of the calls that a worker has no use for; true where that cannot be tried. */
    public boolean kernel() {
        return kernel.isEmpty()
                || kernel.get().call(SystemCall.PRCTL, Kernel.PR_GET_SECCOMP) != SECCOMP_FILTERED
                || CALLS.entrySet().stream()
                        .anyMatch(call -> kernel.get().call(call.getKey(), call.getValue()) != -Filter.ENOSYS);
    }

    @Override
    public void close() {
        arena.close();
    }
}
