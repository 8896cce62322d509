package dev.assay.sandbox.worker;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import run.endive.runtime.HostFunction;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/**
 * WASI preview 1 as language runtimes need it, with nothing behind it: no file, no socket, no environment. Clock and random
 * come from the parent, which records them; standard output and error go to the log; everything else answers
 * {@code ENOTCAPABLE}. A pointer out of the guest's memory is a trap.
 *
 * <p>For the guest's thread alone.
 */
public final class Wasi {
    public static final String MODULE = "wasi_snapshot_preview1";

    private static final int SUCCESS = 0;
    private static final int EBADF = 8;
    private static final int EINVAL = 28;
    private static final int ESPIPE = 70;
    private static final int ENOTCAPABLE = 76;

    private static final int MOST_VECTORS = 1024;
    private static final int MOST_RANDOM = 65_536;

    /** Parameters of every function of the preview, in its own order: i = i32, l = i64. All but proc_exit return an i32. */
    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("args_get", "ii"), Map.entry("args_sizes_get", "ii"),
            Map.entry("environ_get", "ii"), Map.entry("environ_sizes_get", "ii"),
            Map.entry("clock_res_get", "ii"), Map.entry("clock_time_get", "ili"),
            Map.entry("fd_advise", "illi"), Map.entry("fd_allocate", "ill"),
            Map.entry("fd_close", "i"), Map.entry("fd_datasync", "i"),
            Map.entry("fd_fdstat_get", "ii"), Map.entry("fd_fdstat_set_flags", "ii"),
            Map.entry("fd_fdstat_set_rights", "ill"), Map.entry("fd_filestat_get", "ii"),
            Map.entry("fd_filestat_set_size", "il"), Map.entry("fd_filestat_set_times", "illi"),
            Map.entry("fd_pread", "iiili"), Map.entry("fd_prestat_get", "ii"),
            Map.entry("fd_prestat_dir_name", "iii"), Map.entry("fd_pwrite", "iiili"),
            Map.entry("fd_read", "iiii"), Map.entry("fd_readdir", "iiili"),
            Map.entry("fd_renumber", "ii"), Map.entry("fd_seek", "ilii"),
            Map.entry("fd_sync", "i"), Map.entry("fd_tell", "ii"),
            Map.entry("fd_write", "iiii"), Map.entry("path_create_directory", "iii"),
            Map.entry("path_filestat_get", "iiiii"), Map.entry("path_filestat_set_times", "iiiilli"),
            Map.entry("path_link", "iiiiiii"), Map.entry("path_open", "iiiiillii"),
            Map.entry("path_readlink", "iiiiii"), Map.entry("path_remove_directory", "iii"),
            Map.entry("path_rename", "iiiiii"), Map.entry("path_symlink", "iiiii"),
            Map.entry("path_unlink_file", "iii"), Map.entry("poll_oneoff", "iiii"),
            Map.entry("proc_exit", "i"), Map.entry("proc_raise", "i"),
            Map.entry("sched_yield", ""), Map.entry("random_get", "ii"),
            Map.entry("sock_accept", "iii"), Map.entry("sock_recv", "iiiiii"),
            Map.entry("sock_send", "iiiii"), Map.entry("sock_shutdown", "ii"));

    private final Parent parent;
    private final Streams streams;
    private int inputRead;
    private long latest;

    Wasi(Parent parent, Streams streams) {
        this.parent = parent;
        this.streams = streams;
    }

    /** The function of this name, to be linked; empty if the preview has none. */
    Optional<HostFunction> function(String name) {
        return Optional.ofNullable(PARAMETERS.get(name)).map(parameters -> {
            List<ValType> types = parameters
                    .chars()
                    .mapToObj(c -> c == 'l' ? ValType.I64 : ValType.I32)
                    .toList();
            List<ValType> results = name.equals("proc_exit") ? List.of() : List.of(ValType.I32);
            return new HostFunction(MODULE, name, FunctionType.of(types, results), (instance, arguments) ->
                    new long[] {call(name, instance, arguments)});
        });
    }

    private int call(String name, Instance instance, long[] a) {
        Memory memory = instance.memory();
        return switch (name) {
            case "args_sizes_get" -> sizes(memory, (int) a[0], (int) a[1], streams.arguments());
            case "args_get" -> strings(memory, (int) a[0], (int) a[1], streams.arguments());
            case "environ_sizes_get" -> sizes(memory, (int) a[0], (int) a[1], List.of());
            case "environ_get", "sched_yield" -> SUCCESS;
            case "clock_res_get" -> write64(memory, (int) a[1], TimeUnit.MICROSECONDS.toNanos(1));
            case "clock_time_get" -> a[0] < 0 || a[0] > 3 ? EINVAL : write64(memory, (int) a[2], now((int) a[0]));
            case "random_get" -> random(memory, (int) a[0], (int) a[1]);
            case "fd_write" -> write(memory, a);
            case "fd_read" -> read(memory, a);
            case "fd_fdstat_get" -> isStream(a[0]) ? describe(memory, (int) a[0], (int) a[1]) : EBADF;
            case "fd_fdstat_set_flags", "fd_close" -> isStream(a[0]) ? SUCCESS : EBADF;
            case "fd_seek", "fd_tell" -> isStream(a[0]) ? ESPIPE : EBADF;
            case "fd_prestat_get", "fd_prestat_dir_name" -> EBADF;
            case "poll_oneoff" -> new Poll(memory, () -> now(0), streams.input().length - inputRead).run(a);
            case "proc_exit" -> throw new Exit((int) a[0]);
            default -> ENOTCAPABLE;
        };
    }

    private static boolean isStream(long descriptor) {
        return descriptor >= 0 && descriptor <= 2;
    }

    /** Nanoseconds since 1970. Every clock but the real-time one (0) never goes back. */
    private long now(int clock) {
        Instant time = parent.clock();
        long nanos = TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
        if (clock == 0) {
            return nanos;
        }
        latest = Math.max(latest, nanos);
        return latest;
    }

    private int random(Memory memory, int pointer, int length) {
        if (length < 0 || length > MOST_RANDOM) {
            return EINVAL;
        }
        memory.write(pointer, parent.random(length));
        return SUCCESS;
    }

    private int write(Memory memory, long[] a) {
        int vectors = (int) a[2];
        if (a[0] != 1 && a[0] != 2) {
            return EBADF;
        }
        if (vectors < 0 || vectors > MOST_VECTORS) {
            return EINVAL;
        }
        int total = 0;
        for (int i = 0; i < vectors; i++) {
            int vector = (int) a[1] + 8 * i;
            byte[] text = memory.readBytes(memory.readInt(vector), memory.readInt(vector + 4));
            if (a[0] == 1) {
                streams.output().accept(text);
            } else {
                parent.log(text);
            }
            total += text.length;
        }
        return write32(memory, (int) a[3], total);
    }

    private int read(Memory memory, long[] a) {
        int vectors = (int) a[2];
        if (a[0] != 0) {
            return EBADF;
        }
        if (vectors < 0 || vectors > MOST_VECTORS) {
            return EINVAL;
        }
        int before = inputRead;
        for (int i = 0; i < vectors && inputRead < streams.input().length; i++) {
            int vector = (int) a[1] + 8 * i;
            int room = Math.max(0, memory.readInt(vector + 4));
            int length = Math.min(room, streams.input().length - inputRead);
            memory.write(memory.readInt(vector), streams.input(), inputRead, length);
            inputRead += length;
        }
        return write32(memory, (int) a[3], inputRead - before);
    }

    /** A character device that may be read (0) or written (1, 2), and nothing else. */
    private static int describe(Memory memory, int descriptor, int pointer) {
        memory.write(pointer, new byte[24]);
        memory.writeByte(pointer, (byte) 2);
        memory.writeLong(pointer + 8, descriptor == 0 ? 1 << 1 : 1 << 6);
        return SUCCESS;
    }

    private static int sizes(Memory memory, int countPointer, int sizePointer, List<byte[]> strings) {
        write32(memory, countPointer, strings.size());
        return write32(
                memory,
                sizePointer,
                strings.stream().mapToInt(s -> s.length + 1).sum());
    }

    private static int strings(Memory memory, int pointers, int buffer, List<byte[]> strings) {
        int at = buffer;
        for (int i = 0; i < strings.size(); i++) {
            byte[] string = strings.get(i);
            memory.writeI32(pointers + 4 * i, at);
            memory.write(at, string);
            memory.writeByte(at + string.length, (byte) 0);
            at += string.length + 1;
        }
        return SUCCESS;
    }

    private static int write32(Memory memory, int pointer, int value) {
        memory.writeI32(pointer, value);
        return SUCCESS;
    }

    private static int write64(Memory memory, int pointer, long value) {
        memory.writeLong(pointer, value);
        return SUCCESS;
    }

    /**
     * What a guest has for streams.
     *
     * @param output where standard output goes; standard error always goes to the log
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Streams(List<byte[]> arguments, byte[] input, Consumer<byte[]> output) {}

    /** The guest called {@code proc_exit}. */
    static final class Exit extends RuntimeException {
        private final int status;

        Exit(int status) {
            super("proc_exit " + status, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
