/* A guest that fails. The divisor is the request's, so that no compiler sees it coming. */
#include "../../shared/guest.h"

DESCRIBE("trap")

ASSESS {
    volatile uint32_t zero = request[0] == '{' ? 0 : 1;
    return length / zero;
}
