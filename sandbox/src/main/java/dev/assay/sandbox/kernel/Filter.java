package dev.assay.sandbox.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The system calls of a worker, as a seccomp filter: those that a Java without files to write, sockets and child processes lives
 * with, and no other. It holds from before the Java starts, so it lets one program take a process's place; it does not let a process
 * have another beside it, and a program in its place is under the same filter.
 *
 * <p>What is not let through answers {@code ENOSYS}, as on a kernel that does not have it: libraries then fall back on an older call,
 * and a Java of tomorrow does not die of a new one. A call in another machine's way (32-bit, x32) ends the process.
 */
public final class Filter {
    /** What is let through whatever its arguments are. */
    private static final Set<SystemCall> ALLOWED = Set.of(
            SystemCall.READ,
            SystemCall.WRITE,
            SystemCall.READV,
            SystemCall.WRITEV,
            SystemCall.PREAD64,
            SystemCall.LSEEK,
            SystemCall.CLOSE,
            SystemCall.STAT,
            SystemCall.LSTAT,
            SystemCall.FSTAT,
            SystemCall.NEWFSTATAT,
            SystemCall.STATX,
            SystemCall.STATFS,
            SystemCall.FSTATFS,
            SystemCall.ACCESS,
            SystemCall.FACCESSAT,
            SystemCall.FACCESSAT2,
            SystemCall.READLINK,
            SystemCall.READLINKAT,
            SystemCall.GETDENTS64,
            SystemCall.GETCWD,
            SystemCall.FADVISE64,
            SystemCall.POLL,
            SystemCall.PPOLL,
            SystemCall.MMAP,
            SystemCall.MPROTECT,
            SystemCall.MUNMAP,
            SystemCall.MREMAP,
            SystemCall.MINCORE,
            SystemCall.MADVISE,
            SystemCall.BRK,
            SystemCall.MEMBARRIER,
            SystemCall.FUTEX,
            SystemCall.SET_ROBUST_LIST,
            SystemCall.RSEQ,
            SystemCall.SET_TID_ADDRESS,
            SystemCall.ARCH_PRCTL,
            SystemCall.RT_SIGACTION,
            SystemCall.RT_SIGPROCMASK,
            SystemCall.RT_SIGRETURN,
            SystemCall.SIGALTSTACK,
            SystemCall.RESTART_SYSCALL,
            SystemCall.SCHED_YIELD,
            SystemCall.SCHED_GETAFFINITY,
            SystemCall.SCHED_GETPARAM,
            SystemCall.SCHED_GETSCHEDULER,
            SystemCall.GETPRIORITY,
            SystemCall.GETCPU,
            SystemCall.GETPID,
            SystemCall.GETPPID,
            SystemCall.GETTID,
            SystemCall.GETUID,
            SystemCall.GETEUID,
            SystemCall.GETGID,
            SystemCall.GETEGID,
            SystemCall.CAPGET,
            SystemCall.CLOCK_GETTIME,
            SystemCall.CLOCK_GETRES,
            SystemCall.CLOCK_NANOSLEEP,
            SystemCall.NANOSLEEP,
            SystemCall.GETTIMEOFDAY,
            SystemCall.TIME,
            SystemCall.TIMES,
            SystemCall.GETRANDOM,
            SystemCall.UNAME,
            SystemCall.SYSINFO,
            SystemCall.GETRUSAGE,
            SystemCall.GETRLIMIT,
            SystemCall.EXECVE, // of bubblewrap, or of Landlocked: the worker's Java
            SystemCall.WAIT4, // of bubblewrap, which stays as the first process beside the worker
            SystemCall.EXIT,
            SystemCall.EXIT_GROUP);

    // linux/filter.h, linux/bpf_common.h
    private static final int LOAD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_AT_LEAST = 0x35;
    private static final int JUMP_IF_ANY_OF = 0x45;
    private static final int RETURN = 0x06;

    // struct seccomp_data: the number, the architecture, the instruction's place, six arguments of 64 bits
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;

    // linux/seccomp.h
    private static final int ALLOW = 0x7fff_0000;
    private static final int KILL_PROCESS = 0x8000_0000;
    private static final int ERROR = 0x0005_0000;

    private static final int EPERM = 1;
    private static final int EACCES = 13;
    static final int ENOSYS = 38;

    private static final int X32 = 0x4000_0000;

    /** Of open: to write, to make, to truncate. */
    private static final int WRITING = 1 | 2 | 0x40 | 0x200;

    private static final int CLONE_THREAD = 0x1_0000;
    private static final int CLONE_NEW_NAMESPACES = 0x7e02_0000;

    /** Of prctl: the names of threads and of memory, the length of vectors, and to ask what is in force. */
    private static final int[] PRCTL = {15, 16, 51, 0x5356_4d41, Kernel.PR_GET_SECCOMP, Kernel.PR_GET_NO_NEW_PRIVS};

    /**
     * Of fcntl: to copy a descriptor, and what it and its file are like (F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL,
     * F_DUPFD_CLOEXEC). With F_SETOWN and F_SETSIG a pipe would send a signal, also SIGKILL, to any process of this user.
     */
    private static final int[] FCNTL = {0, 1, 2, 3, 4, 1030};

    /** Of ioctl: what waits to be read (FIONREAD), and whether it is a terminal (TCGETS). */
    private static final int[] IOCTL = {0x541b, 0x5401};

    private final Architecture architecture;
    private final List<long[]> program = new ArrayList<>();

    private Filter(Architecture architecture) {
        this.architecture = architecture;
    }

    /** The filter for this machine, as the kernel and bubblewrap take it; empty for one whose system calls are not known. */
    public static Optional<byte[]> forThisMachine() {
        return Architecture.current().map(Filter::of);
    }

    static byte[] of(Architecture architecture) {
        Filter filter = new Filter(architecture);
        filter.assemble();
        return filter.bytes();
    }

    private void assemble() {
        add(LOAD, 0, 0, ARCHITECTURE);
        add(JUMP_IF_EQUAL, 1, 0, architecture.audit());
        add(RETURN, 0, 0, KILL_PROCESS);
        add(LOAD, 0, 0, NUMBER);
        if (architecture == Architecture.X86_64) {
            add(JUMP_IF_AT_LEAST, 0, 1, X32);
            add(RETURN, 0, 0, KILL_PROCESS);
        }
        ALLOWED.stream().sorted().forEach(this::allow);
        onlyOf(SystemCall.FCNTL, 1, FCNTL);
        onlyOf(SystemCall.IOCTL, 1, IOCTL);
        onlyOf(SystemCall.PRCTL, 0, PRCTL);
        onlyOf(SystemCall.PRLIMIT64, 0, 0); // of the process itself
        onlyReading(SystemCall.OPENAT, 2);
        onlyReading(SystemCall.OPEN, 1);
        onlyThreads();
        add(RETURN, 0, 0, ERROR | ENOSYS);
    }

    private void allow(SystemCall call) {
        if (call.number(architecture) >= 0) {
            add(JUMP_IF_EQUAL, 0, 1, call.number(architecture));
            add(RETURN, 0, 0, ALLOW);
        }
    }

    private void onlyOf(SystemCall call, int argument, int... values) {
        add(JUMP_IF_EQUAL, 0, 2 + 2 * values.length, call.number(architecture));
        loadArgument(argument);
        for (int value : values) {
            add(JUMP_IF_EQUAL, 0, 1, value);
            add(RETURN, 0, 0, ALLOW);
        }
        add(RETURN, 0, 0, ERROR | EPERM);
    }

    private void onlyReading(SystemCall call, int argument) {
        if (call.number(architecture) >= 0) {
            add(JUMP_IF_EQUAL, 0, 4, call.number(architecture));
            loadArgument(argument);
            add(JUMP_IF_ANY_OF, 0, 1, WRITING);
            add(RETURN, 0, 0, ERROR | EACCES);
            add(RETURN, 0, 0, ALLOW);
        }
    }

    /** The flags of clone3 are out of a filter's sight: where it is not there, libraries use clone. */
    private void onlyThreads() {
        add(JUMP_IF_EQUAL, 0, 5, SystemCall.CLONE.number(architecture));
        loadArgument(0);
        add(JUMP_IF_ANY_OF, 0, 2, CLONE_THREAD);
        add(JUMP_IF_ANY_OF, 1, 0, CLONE_NEW_NAMESPACES);
        add(RETURN, 0, 0, ALLOW);
        add(RETURN, 0, 0, ERROR | EPERM);
    }

    /** The lower half, which is all that the kernel looks at of these: they are of type int. */
    private void loadArgument(int argument) {
        add(LOAD, 0, 0, ARGUMENTS + 8 * argument);
    }

    /** {@code ifTrue} and {@code ifFalse}: so many instructions are passed over. */
    private void add(int code, int ifTrue, int ifFalse, int value) {
        program.add(new long[] {code, ifTrue, ifFalse, value});
    }

    /** struct sock_filter, one after another. */
    private byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(8 * program.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (long[] instruction : program) {
            bytes.putShort((short) instruction[0])
                    .put((byte) instruction[1])
                    .put((byte) instruction[2])
                    .putInt((int) instruction[3]);
        }
        return bytes.array();
    }
}
