/* A guest that takes memory, and uses it, as long as it gets some; then it gives up, as programs do. */
#include "../../shared/guest.h"

DESCRIBE("memory-growth")

ASSESS {
    (void)request;
    for (;;) {
        size_t grown = __builtin_wasm_memory_grow(0, 16);
        if (grown == SIZE_MAX) __builtin_trap();
        memset((char *)(grown << 16), (int)length, 16 << 16);
    }
}
