/* A guest that writes to its log without end. */
#include "../../shared/guest.h"

DESCRIBE("output-flood")

ASSESS {
    (void)request;
    json_out line = {0};
    json_put(&line, "{\"level\":\"info\",\"message\":\"");
    for (int i = 0; i < 2000; i++) json_put(&line, "flood ");
    json_put(&line, "\"}");
    for (;;) {
        char *answer = assay_alloc(length);
        uint32_t size = assay_log(line.bytes, (uint32_t)line.length);
        if (size > length) __builtin_trap();
        assay_take(answer, size);
        free(answer);
    }
}
