package dev.assay.audit.rule;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The functions of WASI preview 1 and their types. The sandbox answers every one of them, most with a refusal. */
public final class WasiPreview1 {
    static final String MODULE = "wasi_snapshot_preview1";

    /** Name and parameters, {@code i} for i32 and {@code I} for i64. All give an errno, but for {@code proc_exit}. */
    private static final String FUNCTIONS = """
            args_get ii
            args_sizes_get ii
            clock_res_get ii
            clock_time_get iIi
            environ_get ii
            environ_sizes_get ii
            fd_advise iIIi
            fd_allocate iII
            fd_close i
            fd_datasync i
            fd_fdstat_get ii
            fd_fdstat_set_flags ii
            fd_fdstat_set_rights iII
            fd_filestat_get ii
            fd_filestat_set_size iI
            fd_filestat_set_times iIIi
            fd_pread iiiIi
            fd_prestat_dir_name iii
            fd_prestat_get ii
            fd_pwrite iiiIi
            fd_read iiii
            fd_readdir iiiIi
            fd_renumber ii
            fd_seek iIii
            fd_sync i
            fd_tell ii
            fd_write iiii
            path_create_directory iii
            path_filestat_get iiiii
            path_filestat_set_times iiiiIIi
            path_link iiiiiii
            path_open iiiiiIIii
            path_readlink iiiiii
            path_remove_directory iii
            path_rename iiiiii
            path_symlink iiiii
            path_unlink_file iii
            poll_oneoff iiii
            proc_exit i
            proc_raise i
            random_get ii
            sched_yield
            sock_accept iii
            sock_recv iiiiii
            sock_send iiiii
            sock_shutdown ii
            """;

    private static final Map<String, String> TYPES = types();

    private WasiPreview1() {}

    /** The type of this function in text format; empty where preview 1 has no such function. */
    static Optional<String> type(String name) {
        return Optional.ofNullable(TYPES.get(name));
    }

    static Set<String> names() {
        return TYPES.keySet();
    }

    private static Map<String, String> types() {
        Map<String, String> types = new HashMap<>();
        FUNCTIONS.lines().forEach(line -> {
            String[] parts = line.split(" ", 2);
            String params =
                    parts.length == 1 ? "" : parts[1].replace("i", " i32").replace("I", " i64");
            types.put(
                    parts[0],
                    "(func" + (params.isEmpty() ? "" : " (param" + params + ")")
                            + (parts[0].equals("proc_exit") ? ")" : " (result i32))"));
        });
        return Map.copyOf(types);
    }
}
