package dev.assay.audit.rule;

import dev.assay.audit.Specimen;
import dev.assay.model.Manifest;
import dev.assay.wasm.ExternType;
import dev.assay.wasm.Import;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a host function can do, by the names that toolchains and hosts give it. */
enum HostPower {
    FILE_CHANGE(
            "fd_(pwrite|allocate|filestat_set_size|filestat_set_times)|path_(create_directory|filestat_set_times|link"
                    + "|remove_directory|rename|symlink|unlink_file)",
            "_*(syscall_)?(unlink(at)?|renameat2?|rename|rmdir|mkdir(at)?|truncate(64)?|ftruncate(64)?|linkat|symlink(at)?"
                    + "|chmod|fchmod(at)?|chown(32)?|mknod(at)?)"
                    + "|__wbg_(writeFile(Sync)?|unlink(Sync)?|rename(Sync)?|rmdir(Sync)?|removeEntry|createWritable)_.*"),
    NETWORK(
            "sock_.*",
            "_*(syscall_)?(socket|connect|bind|listen|accept4?|sendto|sendmsg|recvfrom|recvmsg|getsockname|getpeername)"
                    + "|_*getaddrinfo|gethostbyname"
                    + "|_?emscripten_(start_)?(fetch|websocket_new|websocket_send.*|wget.*)"
                    + "|__wbg_(fetch|newwebsocket|XMLHttpRequest|sendBeacon|instanceof_WebSocket)_.*"),
    PROCESS(
            "proc_exec|proc_spawn|proc_fork|thread_spawn|thread-spawn",
            "_*(syscall_)?(execve?|fork|vfork|clone)|system|popen|posix_spawnp?|thread[-_]spawn"
                    + "|_*(emscripten_)?pthread_create(_js)?|_*clone|__wbg_spawn(Sync)?_.*|__wbg_exec(Sync)?_.*"),
    ENVIRONMENT(
            "environ_(get|sizes_get)|args_(get|sizes_get)", "_*(secure_)?getenv|_?emscripten_get_environ|__wbg_env_.*"),
    CLOCK(
            "clock_(time|res)_get",
            "_?emscripten_(get_now|date_now|get_now_res)|Date\\.now|_*clock_gettime|_*gettimeofday|_*time"
                    + "|__wbg_(now|getTime|performance|getTimezoneOffset)_.*"),
    RANDOM(
            "random_get",
            "_*getentropy|_*getrandom|__wbg_(random|getRandomValues|randomFillSync|crypto)_.*|Math\\.random"),
    RENAME("path_rename", "_*(syscall_)?renameat2?|_*(syscall_)?rename"),
    WRITE("fd_(p?write)", "_*(syscall_)?p?writev?(64)?|_*write");

    private final Pattern wasi;
    private final Pattern others;

    HostPower(String wasi, String others) {
        this.wasi = Pattern.compile(wasi);
        this.others = Pattern.compile(others);
    }

    /** The powers that an import gives. */
    static Set<HostPower> of(Import wanted) {
        Set<HostPower> powers = EnumSet.noneOf(HostPower.class);
        if (!wanted.type().kind().equals("func")) {
            return powers;
        }
        Optional<String> capability = HostContract.capability(wanted.module());
        if (capability.isPresent()) {
            switch (capability.get()) {
                case "http", "dns", "tls", "kubernetes" -> powers.add(NETWORK);
                case "exec" -> powers.add(PROCESS);
                case "env" -> powers.add(ENVIRONMENT);
                default -> {} // file is read-only; log, clock and random are recorded and everybody's
            }
            return powers;
        }
        if (isMatch(wanted)) {
            return powers;
        }
        boolean isWasi = isWasi(wanted);
        for (HostPower power : values()) {
            if ((isWasi ? power.wasi : power.others).matcher(wanted.name()).matches()) {
                powers.add(power);
            }
        }
        if (wanted.module().startsWith("wasi:sockets/") || wanted.module().startsWith("wasi:http/")) {
            powers.add(NETWORK);
        }
        return powers;
    }

    /**
     * Whether it is how Rust calls {@code RegExp.prototype.exec}, which wasm-bindgen names like the function that starts a program: it
     * takes an object before the text, and gives another or none.
     */
    private static boolean isMatch(Import wanted) {
        return wanted.name().startsWith("__wbg_exec_")
                && wanted.type() instanceof ExternType.Func(List<String> takes, List<String> gives)
                && takes.size() == 3
                && gives.size() == 1;
    }

    static boolean isWasi(Import wanted) {
        return wanted.module().equals(WasiPreview1.MODULE)
                || wanted.module().equals("wasi_unstable")
                || wanted.module().equals("wasi");
    }

    /** Whether the sandbox answers it without touching anything, or refuses it to every plugin. */
    static boolean isVirtual(Specimen specimen, Import wanted) {
        if (!wanted.module().equals(WasiPreview1.MODULE)) {
            return false;
        }
        boolean served = ENVIRONMENT.wasi.matcher(wanted.name()).matches()
                || CLOCK.wasi.matcher(wanted.name()).matches()
                || RANDOM.wasi.matcher(wanted.name()).matches();
        // the sandbox refuses the rest; a module alone may be meant for another host
        return served || specimen.request().manifest().isPresent();
    }

    /** Whether the manifest declares the capability that the import asks for. */
    static boolean isDeclared(Specimen specimen, Import wanted) {
        Optional<Manifest> manifest = specimen.request().manifest().map(file -> file.manifest());
        return HostContract.capability(wanted.module())
                .filter(kind -> manifest.map(m -> m.capabilities().kinds().contains(kind))
                        .orElse(false))
                .isPresent();
    }
}
