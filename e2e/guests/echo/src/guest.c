/* A guest that behaves: the near miss of the hostile ones. It answers with the configuration that it was given. */
#include "../../shared/guest.h"

ASSAY_EXPORT(assay_describe) uint64_t assay_describe(void) {
    json_out out = {0};
    json_put(&out, "{\"abi\":\"1\",\"name\":\"assay-guests/echo\",\"version\":\"0.1.0\",\"checks\":[");
    json_put(&out, "{\"key\":\"echo\",\"title\":\"The configuration came back\",\"control-ids\":[\"cm-6\"]}]}");
    return assay_answer(out);
}

ASSAY_EXPORT(assay_assess) uint64_t assay_assess(char *bytes, uint32_t length) {
    static const assay_check check = {"echo", "The configuration came back", "It shows that the run took place.", {"cm-6"}};
    static assay_report report;
    json request = json_read(bytes, length), config = json_get(request, "config");
    char *text = assay_alloc((uint32_t)config.length + 1);
    if (config.at != NULL) memcpy(text, config.at, config.length);
    text[config.length] = '\0';
    assay_report_start(&report, request);
    assay_report_found(&report, &check, ASSAY_PASS, text, "", "");
    return assay_report_answer(&report, "The runtime that asked");
}
