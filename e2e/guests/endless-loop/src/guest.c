/* A guest that never answers. */
#include "../../shared/guest.h"

DESCRIBE("endless-loop")

ASSESS {
    (void)request;
    for (volatile uint32_t turns = 0;; turns++) {}
    return length;
}
