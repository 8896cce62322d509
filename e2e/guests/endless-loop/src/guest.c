/* A guest that does not answer for centuries: its loop has an end, so that what is in its bytes is against no rule. */
#include "../../shared/guest.h"

DESCRIBE("endless-loop")

ASSESS {
    (void)request;
    for (volatile uint64_t turns = 1; turns != 0; turns++) {}
    return length;
}
