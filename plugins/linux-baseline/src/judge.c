#include "judge.h"

/* Appends to a text of the given size, cutting off what does not fit. */
static void append(char *out, size_t size, const char *text) {
    size_t used = strlen(out), length = strlen(text), room = size - 1 - used;
    memcpy(out + used, text, length < room ? length : room);
    out[used + (length < room ? length : room)] = '\0';
}

#define APPEND(out, text) append(out, sizeof(out), text)

static const char *number(int64_t value, unsigned base) {
    static char digits[32];
    char *at = digits + sizeof digits - 1;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do *--at = (char)('0' + rest % base);
    while ((rest /= base) > 0);
    if (base == 8) *--at = '0';
    if (value < 0) *--at = '-';
    return at;
}

/* A whole number with at most white space around it. */
static bool parse(const char *text, unsigned base, int64_t *out) {
    bool negative = *text == '-';
    const char *at = text + negative;
    int64_t sum = 0;
    for (; *at >= '0' && *at < (char)('0' + base) && at - text < 16; at++) sum = sum * base + (*at - '0');
    bool digits = at > text + negative;
    *out = negative ? -sum : sum;
    return digits && at[strspn(at, " \t\r\n")] == '\0';
}

static assay_result ask(const char *op, const char *path) {
    json_out request = {0};
    json_put(&request, "{");
    json_put_member(&request, "op", op);
    json_put_member(&request, "path", path);
    json_put(&request, "}");
    return assay_call(assay_file, request);
}

/* The text of a file that was read, or NULL where it is not text. */
static char *content(const assay_result *read) {
    json text = json_get(read->value, "content");
    char *out = text.at == NULL ? NULL : assay_alloc((uint32_t)text.length + 1);
    return out != NULL && json_text(text, out, text.length + 1) ? out : NULL;
}

static void passed(verdict *out, bool passed) {
    out->judgement = passed ? ASSAY_PASS : ASSAY_FAIL;
    APPEND(out->remarks, "It is ");
    APPEND(out->remarks, out->actual);
    APPEND(out->remarks, "; the baseline wants ");
    APPEND(out->remarks, out->expected);
    APPEND(out->remarks, ".");
}

static void other(verdict *out, assay_judgement judgement, const char *code, const char *remarks) {
    out->judgement = judgement;
    APPEND(out->code, code);
    APPEND(out->remarks, remarks);
}

/* True when there is an answer to judge; else says in the verdict what there is. */
static bool answered(const assay_result *result, verdict *out) {
    if (result->code[0] == '\0') return true;
    if (assay_failed(result, "not-found")) other(out, ASSAY_NOT_APPLICABLE, "", "This host does not have it.");
    else other(out, ASSAY_ERROR, result->code, result->message);
    return false;
}

static void judge_permissions(const rule *rule, const host *host, verdict *out) {
    bool directory = rule->least & DIRECTORY, shadow = rule->least & GROUP_SHADOW;
    char type[16], mode_text[8];
    int64_t mode, uid, gid;
    APPEND(out->expected, shadow ? "owner 0, group 0 or shadow, mode " : "owner 0, group 0, mode ");
    APPEND(out->expected, number(rule->most, 8));
    APPEND(out->expected, " or less");
    assay_result stat = ask("stat", rule->place);
    if (assay_failed(&stat, "not-found") && (rule->least & MUST_EXIST)) {
        APPEND(out->actual, "missing");
        passed(out, false);
        return;
    }
    if (!answered(&stat, out)) return;
    if (!json_text(json_get(stat.value, "type"), type, sizeof type) ||
        !json_text(json_get(stat.value, "mode"), mode_text, sizeof mode_text) || !parse(mode_text, 8, &mode) ||
        !json_integer(json_get(stat.value, "uid"), &uid) || !json_integer(json_get(stat.value, "gid"), &gid)) {
        other(out, ASSAY_ERROR, "malformed-answer", "The host answered without type, mode, uid and gid.");
        return;
    }
    bool right_type = strcmp(type, directory ? "directory" : "file") == 0;
    bool right_group = gid == 0 || (shadow && gid == host->shadow);
    if (!right_type) APPEND(out->actual, "of another type, ");
    APPEND(out->actual, "owner ");
    APPEND(out->actual, number(uid, 10));
    APPEND(out->actual, ", group ");
    APPEND(out->actual, number(gid, 10));
    APPEND(out->actual, ", mode ");
    APPEND(out->actual, number(mode, 8));
    passed(out, right_type && uid == 0 && right_group && (mode & ~(int64_t)rule->most) == 0);
}

static void judge_kernel(const rule *rule, verdict *out) {
    assay_result read = ask("read", rule->place);
    int64_t value;
    if (!answered(&read, out)) return;
    char *text = content(&read);
    if (text == NULL || !parse(text, 10, &value)) {
        other(out, ASSAY_ERROR, "malformed-answer", "The host's file does not hold a whole number.");
        return;
    }
    APPEND(out->actual, number(value, 10));
    APPEND(out->expected, number(rule->least, 10));
    if (rule->most > rule->least) {
        APPEND(out->expected, " to ");
        APPEND(out->expected, number(rule->most, 10));
    }
    passed(out, value >= rule->least && value <= rule->most);
}

/* The last value that login.defs gives a name, as the programs that read it take it; empty where it gives none. */
static void login_value(const char *text, const char *name, char *out, size_t size) {
    size_t length = strlen(name);
    out[0] = '\0';
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *at = line + strspn(line, " \t");
        if (strncmp(at, name, length) != 0 || (at[length] != ' ' && at[length] != '\t')) continue;
        at += length + strspn(at + length, " \t\"");
        size_t value = strcspn(at, " \t\r\n\"");
        if (value >= size) value = size - 1;
        memcpy(out, at, value);
        out[value] = '\0';
    }
}

static bool one_of(const settings *settings, const char *method, verdict *out) {
    bool found = false;
    for (int i = 0; i < settings->method_count; i++) {
        APPEND(out->expected, i == 0 ? "" : " or ");
        APPEND(out->expected, settings->methods[i]);
        found |= strcmp(settings->methods[i], method) == 0;
    }
    return found;
}

static void judge_login(const rule *rule, const host *host, verdict *out) {
    const settings *s = host->settings;
    int64_t days, least = rule->least == AT_LEAST_MIN_DAYS ? s->least_days : s->warn_days;
    char value[64];
    if (!answered(&host->login_defs, out)) return;
    if (host->login_text == NULL) {
        other(out, ASSAY_ERROR, "malformed-answer", "/etc/login.defs is not text.");
        return;
    }
    login_value(host->login_text, rule->place, value, sizeof value);
    APPEND(out->actual, value[0] == '\0' ? "not set" : value);
    bool good = parse(value, rule->least == UMASK_COVERS ? 8 : 10, &days) && days >= 0;
    switch ((login_want)rule->least) {
    case AT_MOST_DAYS:
        APPEND(out->expected, "1 to ");
        APPEND(out->expected, number(s->most_days, 10));
        good = good && days >= 1 && days <= s->most_days;
        break;
    case AT_LEAST_MIN_DAYS:
    case AT_LEAST_WARN_DAYS:
        APPEND(out->expected, "at least ");
        APPEND(out->expected, number(least, 10));
        good = good && days >= least;
        break;
    case UMASK_COVERS:
        APPEND(out->expected, number(s->umask, 8));
        APPEND(out->expected, " or stricter");
        good = good && (days & s->umask) == s->umask;
        break;
    case ENCRYPT_ONE_OF:
        good = one_of(s, value, out);
        break;
    }
    passed(out, good);
}

/* The number in the line "shadow:x:42:" of /etc/group. */
static int64_t shadow_group(void) {
    assay_result read = ask("read", "/etc/group");
    char *line = content(&read);
    while (line != NULL && *line != '\0') {
        char *end = line + strcspn(line, "\n"), *next = end + (*end == '\n');
        *end = '\0';
        char *digits = strncmp(line, "shadow:", 7) == 0 ? strchr(line + 7, ':') : NULL;
        int64_t gid;
        if (digits != NULL) {
            digits[1 + strcspn(digits + 1, ":")] = '\0';
            return parse(digits + 1, 10, &gid) ? gid : -1;
        }
        line = next;
    }
    return -1;
}

host host_read(const settings *settings) {
    host host = {settings, ask("read", "/etc/login.defs"), NULL, shadow_group()};
    host.login_text = content(&host.login_defs);
    return host;
}

void judge(const rule *rule, const host *host, verdict *out) {
    memset(out, 0, sizeof *out);
    switch (rule->kind) {
    case PERMISSIONS: judge_permissions(rule, host, out); break;
    case LOGIN: judge_login(rule, host, out); break;
    case KERNEL: judge_kernel(rule, out); break;
    }
}
