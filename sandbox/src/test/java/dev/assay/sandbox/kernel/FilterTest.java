package dev.assay.sandbox.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter as the kernel would run it, for both machines whichever this one is. */
class FilterTest {
    private static final int ALLOW = 0x7fff_0000;
    private static final int KILL = 0x8000_0000;
    private static final int ENOSYS = 0x0005_0000 | 38;
    private static final int EACCES = 0x0005_0000 | 13;
    private static final int EPERM = 0x0005_0000 | 1;

    private static int answer(Architecture architecture, SystemCall call, long... arguments) {
        return run(Filter.of(architecture), call.number(architecture), architecture.audit(), arguments);
    }

    /** Classic BPF over struct seccomp_data, as far as a filter needs it. */
    private static int run(byte[] program, int number, int audit, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .putInt(audit)
                .putLong(0);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
        int accumulator = 0;
        for (int at = 0; ; at++) {
            int operation = code.getShort(8 * at);
            int value = code.getInt(8 * at + 4);
            boolean holds = switch (operation) {
                case 0x20 -> {
                    accumulator = data.getInt(value);
                    yield false;
                }
                case 0x15 -> accumulator == value;
                case 0x35 -> Integer.compareUnsigned(accumulator, value) >= 0;
                case 0x45 -> (accumulator & value) != 0;
                case 0x06 -> true;
                default -> throw new AssertionError("an instruction that is not expected: " + operation);
            };
            if (operation == 0x06) {
                return value;
            }
            at += code.get(8 * at + (holds ? 2 : 3)) & 0xff;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAJavaNeedsIsLetThrough(Architecture architecture) {
        for (SystemCall call : new SystemCall[] {
            SystemCall.READ,
            SystemCall.WRITE,
            SystemCall.MMAP,
            SystemCall.FUTEX,
            SystemCall.EXECVE,
            SystemCall.EXIT_GROUP
        }) {
            assertThat(answer(architecture, call)).as(call.name()).isEqualTo(ALLOW);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatItHasNoUseForIsNotThere(Architecture architecture) {
        for (SystemCall call : new SystemCall[] {
            SystemCall.SOCKET,
            SystemCall.PTRACE,
            SystemCall.PROCESS_VM_WRITEV,
            SystemCall.MOUNT,
            SystemCall.UNSHARE,
            SystemCall.SETNS,
            SystemCall.CLONE3,
            SystemCall.EXECVEAT,
            SystemCall.BPF,
            SystemCall.PERF_EVENT_OPEN,
            SystemCall.KEYCTL,
            SystemCall.IO_URING_SETUP,
            SystemCall.USERFAULTFD,
            SystemCall.KEXEC_LOAD,
            SystemCall.INIT_MODULE,
            SystemCall.OPEN_BY_HANDLE_AT,
            SystemCall.PERSONALITY,
            SystemCall.MEMFD_CREATE,
            SystemCall.CAPSET,
            SystemCall.SECCOMP,
            SystemCall.PIDFD_OPEN
        }) {
            assertThat(answer(architecture, call)).as(call.name()).isEqualTo(ENOSYS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCallThatNobodyNamedIsNotThereEither(Architecture architecture) {
        Set<Integer> named = new HashSet<>();
        for (SystemCall call : SystemCall.values()) {
            named.add(call.number(architecture));
        }
        byte[] filter = Filter.of(architecture);
        for (int number = 0; number < 600; number++) {
            if (!named.contains(number)) {
                assertThat(run(filter, number, architecture.audit()))
                        .as("call %s", number)
                        .isEqualTo(ENOSYS);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void threadsAreMadeAndProcessesAndNamespacesAreNot(Architecture architecture) {
        int thread = 0x3d0f00;
        assertThat(answer(architecture, SystemCall.CLONE, thread)).isEqualTo(ALLOW);
        assertThat(answer(architecture, SystemCall.CLONE, 17)).isEqualTo(EPERM); // fork: SIGCHLD and nothing else
        assertThat(answer(architecture, SystemCall.CLONE, 0x4111)).isEqualTo(EPERM); // vfork
        for (int namespace : new int[] {0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000}) {
            assertThat(answer(architecture, SystemCall.CLONE, thread | namespace))
                    .isEqualTo(EPERM);
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesAreOpenedToBeReadAlone(Architecture architecture) {
        int closedAtExec = 0x80000;
        assertThat(answer(architecture, SystemCall.OPENAT, -100, 0, closedAtExec))
                .isEqualTo(ALLOW);
        for (int writing : new int[] {1, 2, 0x40, 0x200, 0x241}) {
            assertThat(answer(architecture, SystemCall.OPENAT, -100, 0, closedAtExec | writing))
                    .isEqualTo(EACCES);
        }
        if (architecture == Architecture.X86_64) {
            assertThat(answer(architecture, SystemCall.OPEN, 0, 0)).isEqualTo(ALLOW);
            assertThat(answer(architecture, SystemCall.OPEN, 0, 0x41)).isEqualTo(EACCES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofCallsForManyThingsOnlyThoseThatAJavaAsksForArePassedOn(Architecture architecture) {
        assertThat(answer(architecture, SystemCall.IOCTL, 0, 0x541b)).isEqualTo(ALLOW);
        assertThat(answer(architecture, SystemCall.IOCTL, 0, 0x5412)).isEqualTo(EPERM); // TIOCSTI: type for the user
        assertThat(answer(architecture, SystemCall.PRCTL, 15)).isEqualTo(ALLOW);
        assertThat(answer(architecture, SystemCall.PRCTL, 4)).isEqualTo(EPERM); // PR_SET_DUMPABLE
        assertThat(answer(architecture, SystemCall.PRLIMIT64, 0)).isEqualTo(ALLOW);
        assertThat(answer(architecture, SystemCall.PRLIMIT64, 1)).isEqualTo(EPERM); // of another process
    }

    /** F_SETOWN and F_SETSIG, or F_SETOWN_EX, make a pipe kill another process; leases, locks and notices are not needed. */
    @ParameterizedTest
    @EnumSource
    void noFileSendsSignalsToOthers(Architecture architecture) {
        for (int copying : new int[] {0, 1, 2, 3, 4, 1030}) {
            assertThat(answer(architecture, SystemCall.FCNTL, 0, copying)).isEqualTo(ALLOW);
        }
        for (int other : new int[] {6, 7, 8, 10, 15, 37, 1024, 1026, 1031, 1033}) {
            assertThat(answer(architecture, SystemCall.FCNTL, 0, other)).isEqualTo(EPERM);
        }
    }

    @Test
    void callsInAnotherMachinesWayEndTheProcess() {
        byte[] filter = Filter.of(Architecture.X86_64);
        assertThat(run(filter, 1, Architecture.AARCH64.audit())).isEqualTo(KILL);
        assertThat(run(filter, 1, 0x4000_0003)).isEqualTo(KILL); // i386
        assertThat(run(filter, 0x4000_0001, Architecture.X86_64.audit())).isEqualTo(KILL); // x32
        assertThat(run(Filter.of(Architecture.AARCH64), 64, 0x4000_0028)).isEqualTo(KILL); // arm
    }

    @Test
    void machinesAreKnownByTheirNamesInJava() {
        assertThat(Architecture.of("amd64")).contains(Architecture.X86_64);
        assertThat(Architecture.of("aarch64")).contains(Architecture.AARCH64);
        assertThat(Architecture.of("riscv64")).isEmpty();
    }
}
