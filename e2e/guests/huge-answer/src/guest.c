/* A guest that claims an answer of four gigabytes, most of it outside of its memory. */
#include "../../shared/guest.h"

DESCRIBE("huge-answer")

ASSESS {
    (void)length;
    return (uint64_t)(uintptr_t)request << 32 | UINT32_MAX;
}
