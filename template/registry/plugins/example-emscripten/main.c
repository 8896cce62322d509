/* example/core-dumps: whether a program that runs with another user's rights may leave its memory on the disk. */
#include "../../sdk/c/assay.h"

#define VERSION "0.1.0" /* the manifest's */
#define SETTING "/proc/sys/fs/suid_dumpable"

static const assay_check check = {
    "suid-dumpable",
    "Programs with another user's rights leave no core dumps",
    "A core dump of such a program holds what its caller may not read. Set fs.suid_dumpable = 0 in /etc/sysctl.d.",
    {"si-11", "ac-6"},
};

ASSAY_EXPORT(assay_describe) uint64_t assay_describe(void) {
    json_out out = {0};
    json_put(&out, "{\"abi\":\"1\",\"name\":\"example/core-dumps\",\"version\":\"" VERSION "\",\"checks\":[{");
    json_put_member(&out, "key", check.key);
    json_put_member(&out, "title", check.title);
    json_put(&out, ",\"control-ids\":[\"si-11\",\"ac-6\"]}]}");
    return assay_answer(out);
}

/* Whether a dump that only root may read is accepted too: the setting 2. */
static bool read_config(json config, bool *root_only) {
    *root_only = false;
    if (config.at == NULL) return true;
    if (!json_is_object(config)) return false;
    json_step step = json_start(config);
    while (json_next(&step)) {
        char word[6];
        size_t length = 0;
        while (length < 5 && step.value.at[length] >= 'a' && step.value.at[length] <= 'z') length++;
        memcpy(word, step.value.at, length);
        word[length] = '\0';
        *root_only = strcmp(word, "true") == 0;
        if (!json_key_is(&step, "root-only-accepted") || (!*root_only && strcmp(word, "false") != 0)) return false;
    }
    return true;
}

ASSAY_EXPORT(assay_assess) uint64_t assay_assess(char *bytes, uint32_t length) {
    static assay_report report;
    bool root_only;
    char value[8];
    json request = json_read(bytes, length);
    if (!read_config(json_get(request, "config"), &root_only)) {
        return assay_refusal("invalid-config", "config: root-only-accepted, true or false, is all there is");
    }
    assay_report_start(&report, request);
    json_out asked = {0};
    json_put(&asked, "{\"op\":\"read\",\"path\":\"" SETTING "\"}");
    assay_result result = assay_call(assay_file, asked);
    const char *expected = root_only ? "0 or 2" : "0";
    if (result.code[0] == '\0' && json_text(json_get(result.value, "content"), value, sizeof value)) {
        value[strcspn(value, "\n")] = '\0';
        bool passed = strcmp(value, "0") == 0 || (root_only && strcmp(value, "2") == 0);
        assay_report_found(&report, &check, passed ? ASSAY_PASS : ASSAY_FAIL, "The kernel's setting was read from " SETTING ".",
                           value, expected);
    } else {
        const char *message = result.code[0] == '\0' ? "the host does not say what is in " SETTING : result.message;
        assay_report_error(&report, result.code[0] == '\0' ? "malformed-answer" : result.code, message);
        assay_report_found(&report, &check, ASSAY_ERROR, message, "", expected);
    }
    return assay_report_answer(&report, "The host whose kernel was looked at");
}
