// A plugin that hashes 100 kB as often as the number in its request says.
#include "../wasm/src/test/resources/kernels.c"

#define EXPORT(name) __attribute__((export_name(name)))

static char request[1024];
static const char answer[] = "{\"abi\":\"1\",\"status\":\"success\"}";
static volatile word sum;

EXPORT("assay_alloc") char *assay_alloc(int size) { return size > (int)sizeof request ? 0 : request; }

EXPORT("assay_describe") long long assay_describe(void) { __builtin_trap(); }

EXPORT("assay_assess") long long assay_assess(const char *from, int length) {
    int times = 0;
    for (int i = 0; i < length; i++)
        if (from[i] >= '0' && from[i] <= '9') times = 10 * times + from[i] - '0';
    for (int i = 0; i < times; i++) sum += sha256(100000);
    return ((long long)(unsigned)answer << 32) | (sizeof answer - 1);
}
