/* A guest whose manifest declares one command and which asks for another: only the host can see that. */
#include "../../shared/guest.h"

DESCRIBE("denied-call")

ASSESS {
    (void)request, (void)length;
    json_out wanted = {0};
    json_put(&wanted, "{\"name\":\"not-declared\"}");
    assay_call(assay_exec, wanted);
    return assay_refusal("survived", "the host came back from a call that it had to deny");
}
