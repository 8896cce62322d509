/*
 * assay/linux-baseline: permissions of the files that guard accounts, the settings of login.defs, and kernel settings.
 * The facts come file by file from the host; most files are only asked for mode and owner.
 */
#include "judge.h"

#define VERSION "0.1.0" /* the manifest's */

ASSAY_EXPORT(assay_describe) uint64_t assay_describe(void) {
    json_out out = {0};
    json_put(&out, "{\"abi\":\"1\",\"name\":\"assay/linux-baseline\",\"version\":\"" VERSION "\",\"checks\":[");
    for (int i = 0; i < rule_count; i++) {
        const assay_check *check = &rules[i].check;
        json_put(&out, i == 0 ? "{" : ",{");
        json_put_member(&out, "key", check->key);
        json_put_member(&out, "title", check->title);
        json_put(&out, ",\"control-ids\":[");
        for (int c = 0; c < 3 && check->controls[c] != NULL; c++) {
            json_put(&out, c == 0 ? "" : ",");
            json_put_text(&out, check->controls[c]);
        }
        json_put(&out, "]}");
    }
    json_put(&out, "]}");
    return assay_answer(out);
}

static uint64_t assess(json request) {
    settings settings;
    char problem[256];
    if (!json_is_object(request)) return assay_refusal("invalid-request", "the request is not a JSON object");
    if (!settings_read(json_get(request, "config"), &settings, problem)) {
        return assay_refusal("invalid-config", problem);
    }
    static assay_report report;
    static verdict verdict;
    assay_report_start(&report, request);
    host host = host_read(&settings);
    for (int i = 0; i < rule_count; i++) {
        const assay_check *check = &rules[i].check;
        if (settings_exclude(&settings, check->key)) {
            assay_report_found(&report, check, ASSAY_NOT_APPLICABLE, "The plugin's configuration excludes this check.", "", "");
            continue;
        }
        judge(&rules[i], &host, &verdict);
        if (verdict.code[0] != '\0') assay_report_error(&report, verdict.code, verdict.remarks);
        assay_report_found(&report, check, verdict.judgement, verdict.remarks, verdict.actual, verdict.expected);
        if (verdict.actual[0] != '\0') assay_report_record(&report, check->key, "actual", verdict.actual);
    }
    return assay_report_answer(&report, "The host that was looked at");
}

ASSAY_EXPORT(assay_assess) uint64_t assay_assess(char *request, uint32_t length) {
    return assess(json_read(request, length));
}
