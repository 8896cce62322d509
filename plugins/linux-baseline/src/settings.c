#include "settings.h"

static bool whole(json value, int64_t least, int64_t most, int64_t *out) {
    return json_integer(value, out) && *out >= least && *out <= most;
}

static bool octal(json value, int64_t *out) {
    char digits[5];
    if (!json_text(value, digits, sizeof digits) || strlen(digits) < 3) return false;
    *out = 0;
    for (const char *c = digits; *c != '\0'; c++) {
        if (*c < '0' || *c > '7') return false;
        *out = *out * 8 + (*c - '0');
    }
    return *out <= 0777;
}

static bool methods(json value, settings *out) {
    json_step step = json_start(value);
    if (!json_is_list(value)) return false;
    for (out->method_count = 0; json_next(&step); out->method_count++) {
        if (out->method_count == MOST_METHODS) return false;
        char *method = out->methods[out->method_count];
        if (!json_text(step.value, method, sizeof *out->methods) || method[0] == '\0') return false;
    }
    return out->method_count > 0;
}

static bool exclude(json value, settings *out) {
    json_step step = json_start(value);
    char key[64];
    if (!json_is_list(value)) return false;
    while (json_next(&step)) {
        if (!json_text(step.value, key, sizeof key) || rule_of(key) == NULL) return false;
    }
    out->exclude = value;
    return true;
}

bool settings_read(json config, settings *out, char problem[256]) {
    *out = (settings){365, 1, 7, 027, {"YESCRYPT", "SHA512"}, 2, JSON_NONE};
    problem[0] = '\0';
    if (config.at == NULL) return true;
    if (!json_is_object(config)) {
        strcpy(problem, "config: must be an object");
        return false;
    }
    json_step step = json_start(config);
    while (json_next(&step)) {
        const char *wanted = NULL;
        if (json_key_is(&step, "pass-max-days")) {
            if (!whole(step.value, 1, 9999, &out->most_days)) wanted = "must be a whole number from 1 to 9999";
        } else if (json_key_is(&step, "pass-min-days")) {
            if (!whole(step.value, 0, 9999, &out->least_days)) wanted = "must be a whole number from 0 to 9999";
        } else if (json_key_is(&step, "pass-warn-days")) {
            if (!whole(step.value, 0, 9999, &out->warn_days)) wanted = "must be a whole number from 0 to 9999";
        } else if (json_key_is(&step, "umask")) {
            if (!octal(step.value, &out->umask)) wanted = "must be three or four octal digits, such as \"027\"";
        } else if (json_key_is(&step, "encrypt-methods")) {
            if (!methods(step.value, out)) wanted = "must be a list of 1 to 8 names such as YESCRYPT";
        } else if (json_key_is(&step, "exclude")) {
            if (!exclude(step.value, out)) wanted = "must be a list of keys of checks";
        } else {
            wanted = "no such setting";
        }
        if (wanted != NULL) {
            size_t length = step.key.length < 100 ? step.key.length : 100;
            strcpy(problem, "config.");
            memcpy(problem + 7, step.key.at, length);
            problem[7 + length] = '\0';
            strcat(strcat(problem, ": "), wanted);
            return false;
        }
    }
    return true;
}

bool settings_exclude(const settings *settings, const char *key) {
    json_step step = json_start(settings->exclude);
    char excluded[64];
    while (json_next(&step)) {
        if (json_text(step.value, excluded, sizeof excluded) && strcmp(excluded, key) == 0) return true;
    }
    return false;
}
