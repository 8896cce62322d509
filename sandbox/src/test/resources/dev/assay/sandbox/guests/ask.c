// Passes its request on to the capability it is built for, and puts the answer into its response, twice asked if the request
// begins with a space. Built once for each capability: clang -DCAPABILITY='"assay:exec@1"' …
#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

IMPORT(CAPABILITY, "call") int call(const char *request, int length);
IMPORT("assay:host@1", "take") void take(char *answer, int length);

static char memory_given[4 << 20];
static int given;

EXPORT("assay_alloc") void *assay_alloc(int size) {
    void *at = memory_given + given;
    given += (size + 15) & ~15;
    return at;
}

static char *put(char *at, const char *text) {
    while (*text) *at++ = *text++;
    return at;
}

static char *ask(char *at, const char *request, int length) {
    int answer = call(request, length);
    take(at, answer);
    return at + answer;
}

EXPORT("assay_describe") long long assay_describe(void) { __builtin_trap(); }

EXPORT("assay_assess") long long assay_assess(const char *request, int length) {
    char *start = assay_alloc(3 << 20);
    char *end = put(start, "{\"abi\":\"1\",\"status\":\"success\",\"records\":[");
    end = ask(end, request, length);
    if (*request == ' ') {
        end = ask(put(end, ","), request, length);
    }
    end = put(end, "]}");
    return ((long long)(unsigned)start << 32) | (unsigned)(end - start);
}
