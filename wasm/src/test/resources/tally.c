// Built by: clang --target=wasm32 -O2 -nostdlib -Wl,--no-entry -Wl,--export=tally -Wl,--export=mix -o tally.wasm tally.c
// The object: clang --target=wasm32 -O2 -c -o tally.o.wasm tally.c
__attribute__((import_module("assay:log@1"), import_name("call"))) int log_call(const char *at, int length);

static const char greeting[] = "counted";
static int counts[256];

int tally(const unsigned char *at, int length) {
    int most = 0;
    for (int i = 0; i < length; i++) {
        int count = ++counts[at[i]];
        if (count > most) most = count;
    }
    log_call(greeting, sizeof greeting - 1);
    return most;
}

unsigned mix(unsigned x) {
    for (int i = 0; i < 16; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x = (x << 5) | (x >> 27);
    }
    return x;
}
