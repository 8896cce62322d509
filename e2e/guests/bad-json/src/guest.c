/* A guest whose answer starts like a response and ends too early. */
#include "../../shared/guest.h"

DESCRIBE("bad-json")

ASSESS {
    (void)request, (void)length;
    json_out out = {0};
    json_put(&out, "{\"abi\":\"1\",\"status\":\"success\",\"observations\":[{\"key\":\"half");
    return assay_answer(out);
}
