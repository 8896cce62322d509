/* example/shared-folders: in a folder that all may write, only the sticky bit keeps what one user wrote from the others. */
#include "../../sdk/c/assay.h"

#define VERSION "0.1.0" /* the manifest's */

static const assay_check check = {
    "sticky-bit",
    "What users put into shared folders is theirs to remove",
    "Whoever can remove or rename the files of others can put files of their own in their place. Run chmod 1777 on the folder.",
    {"ac-3", "ac-6"},
};
static const char *const folders[] = {"/tmp", "/var/tmp"};

ASSAY_EXPORT(assay_describe) uint64_t assay_describe(void) {
    json_out out = {0};
    json_put(&out, "{\"abi\":\"1\",\"name\":\"example/shared-folders\",\"version\":\"" VERSION "\",\"checks\":[{");
    json_put_member(&out, "key", check.key);
    json_put_member(&out, "title", check.title);
    json_put(&out, ",\"control-ids\":[\"ac-3\",\"ac-6\"]}]}");
    return assay_answer(out);
}

/* The folder's mode in octal; -1 where the host does not say it, and then result has the reason. */
static long mode_of(const char *folder, assay_result *result) {
    char text[8];
    json_out request = {0};
    json_put(&request, "{");
    json_put_member(&request, "op", "stat");
    json_put_member(&request, "path", folder);
    json_put(&request, "}");
    *result = assay_call(assay_file, request);
    if (result->code[0] != '\0') return -1;
    if (json_text(json_get(result->value, "mode"), text, sizeof text)) return strtol(text, NULL, 8);
    strcpy(result->code, "malformed-answer");
    strcpy(result->message, "the host does not say the mode");
    return -1;
}

static bool has_settings(json config) {
    json_step step = json_start(config);
    return config.at != NULL && (!json_is_object(config) || json_next(&step));
}

ASSAY_EXPORT(assay_assess) uint64_t assay_assess(char *bytes, uint32_t length) {
    static assay_report report;
    json request = json_read(bytes, length);
    if (has_settings(json_get(request, "config"))) return assay_refusal("invalid-config", "config: there are no settings");
    assay_report_start(&report, request);
    assay_judgement judgement = ASSAY_PASS;
    const char *remarks = "Every shared folder has the sticky bit.", *open = "";
    for (size_t i = 0; i < sizeof folders / sizeof *folders && judgement == ASSAY_PASS; i++) {
        static assay_result result;
        long mode = mode_of(folders[i], &result);
        if (mode < 0 && !assay_failed(&result, "not-found")) {
            assay_report_error(&report, result.code, result.message);
            judgement = ASSAY_ERROR;
            remarks = result.message;
        } else if (mode >= 0 && (mode & 0002) != 0 && (mode & 01000) == 0) {
            judgement = ASSAY_FAIL;
            remarks = "All may write this folder, and it has no sticky bit.";
            open = folders[i];
        }
    }
    assay_report_found(&report, &check, judgement, remarks, open, "");
    return assay_report_answer(&report, "The host whose folders were looked at");
}
