// A command: tries what WASI preview 1 has and says in its response what it was told.
#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))
typedef unsigned int u32;
typedef unsigned long long u64;

WASI("args_sizes_get") int args_sizes_get(u32 *, u32 *);
WASI("args_get") int args_get(char **, char *);
WASI("environ_sizes_get") int environ_sizes_get(u32 *, u32 *);
WASI("environ_get") int environ_get(char **, char *);
WASI("clock_time_get") int clock_time_get(u32, u64, u64 *);
WASI("clock_res_get") int clock_res_get(u32, u64 *);
WASI("random_get") int random_get(void *, u32);
WASI("fd_read") int fd_read(u32, void *, u32, u32 *);
WASI("fd_write") int fd_write(u32, void *, u32, u32 *);
WASI("fd_prestat_get") int fd_prestat_get(u32, void *);
WASI("fd_fdstat_get") int fd_fdstat_get(u32, void *);
WASI("fd_seek") int fd_seek(u32, u64, u32, void *);
WASI("fd_close") int fd_close(u32);
WASI("path_open") int path_open(u32, u32, const char *, u32, u32, u64, u64, u32, u32 *);
WASI("sock_send") int sock_send(u32, void *, u32, u32, u32 *);
WASI("sched_yield") int sched_yield(void);
WASI("poll_oneoff") int poll_oneoff(void *, void *, u32, u32 *);
WASI("proc_exit") void proc_exit(int);

static char buffer[1 << 16];
static char *at = buffer;
static const char *comma = "";

static void text(const char *t) {
    while (*t) *at++ = *t++;
}

static void number(const char *name, long long n) {
    char digits[24];
    int i = 0;
    text(comma), comma = ",";
    text("\""), text(name), text("\":\"");
    if (n < 0) text("-"), n = -n;
    do digits[i++] = '0' + n % 10; while (n /= 10);
    while (i) *at++ = digits[--i];
    text("\"");
}

static void say(u32 fd, const char *start, u32 length) {
    struct { const char *p; u32 n; } vector = {start, length};
    u32 written;
    fd_write(fd, &vector, 1, &written);
}

void _start(void) {
    static char request[256], *argv[8], args[256], random[32], stat[24], event[32];
    static struct { u64 data; u32 tag, pad; u32 clock, pad2; u64 timeout, precision; u32 flags, pad3; } sleep;
    u32 count = 9, size = 9, read = 0, events = 0;
    u64 before = 0, after = 0, resolution = 0;
    struct { char *p; u32 n; } vector = {request, sizeof request - 1};

    text("{\"abi\":\"1\",\"status\":\"success\",\"records\":[{");
    number("args", args_sizes_get(&count, &size) * 100 + count);
    args_get(argv, args);
    text(",\"operation\":\""), text(count > 1 ? argv[1] : ""), text("\"");
    number("environ", environ_sizes_get(&count, &size) * 100 + count);
    number("environ-get", environ_get(argv, args));
    number("read", fd_read(0, &vector, 1, &read) * 1000 + read);
    text(",\"request\":\""), text(request), text("\"");
    clock_res_get(0, &resolution);
    number("resolution", resolution);
    number("realtime", clock_time_get(0, 0, &before));
    clock_time_get(1, 0, &before);
    number("clock-9", clock_time_get(9, 0, &after));
    sleep.clock = 1, sleep.timeout = 20000000, sleep.data = 42;
    number("poll", poll_oneoff(&sleep, event, 1, &events) * 100 + events);
    clock_time_get(1, 0, &after);
    number("slept", after - before >= 15000000);
    number("event", event[0]);
    number("poll-0", poll_oneoff(&sleep, event, 0, &events));
    number("random", random_get(random, 32));
    number("random-huge", random_get(random, 1 << 20));
    number("random-differs", random[0] != random[1] || random[2] != random[3]);
    number("prestat", fd_prestat_get(3, stat));
    number("fdstat", fd_fdstat_get(1, stat) * 100 + stat[0]);
    number("fdstat-3", fd_fdstat_get(3, stat));
    number("seek", fd_seek(1, 0, 0, stat));
    number("close-3", fd_close(3));
    number("open", path_open(3, 0, "etc/passwd", 10, 0, -1, -1, 0, &count));
    number("send", sock_send(3, &vector, 1, 0, &count));
    number("yield", sched_yield());
    number("write-3", fd_write(3, &vector, 1, &count));
    number("write-many", fd_write(1, &vector, 5000, &count));
    text("}]}");
    say(2, "one line\nhalf", 13);
    say(2, " a line\n", 8);
    say(1, buffer, at - buffer);
    proc_exit(0);
}
