/* What the hostile guests share: they describe themselves like any plugin, and differ in how they assess. */
#ifndef GUEST_H
#define GUEST_H

#include "../../../sdk/c/assay.h"

#define DESCRIBE(guest)                                                                                                   \
    ASSAY_EXPORT(assay_describe) uint64_t assay_describe(void) {                                                          \
        json_out out = {0};                                                                                               \
        json_put(&out, "{\"abi\":\"1\",\"name\":\"assay-guests/" guest "\",\"version\":\"0.1.0\",\"checks\":[");         \
        json_put(&out, "{\"key\":\"" guest "\",\"title\":\"Nothing is checked\",\"control-ids\":[\"cm-6\"]}]}");         \
        return assay_answer(out);                                                                                         \
    }

#define ASSESS ASSAY_EXPORT(assay_assess) uint64_t assay_assess(char *request, uint32_t length)

#endif
