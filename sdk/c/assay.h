/*
 * What an Assay plugin written in C needs: the reactor ABI of the contract assessment/1, the host's capabilities, and the
 * response's shape. Headers only; every message is JSON (json.h, json_out.h). Memory is not given back: an instance lives for one run.
 *
 * A plugin includes this and defines assay_describe and assay_assess:
 *
 *     ASSAY_EXPORT(assay_describe) uint64_t assay_describe(void) { … return assay_answer(out); }
 *     ASSAY_EXPORT(assay_assess) uint64_t assay_assess(char *request, uint32_t length) { … }
 */
#ifndef ASSAY_H
#define ASSAY_H

#include "json_out.h"

#ifdef __wasm__
#define ASSAY_EXPORT(name) __attribute__((export_name(#name)))
#define ASSAY_IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#else /* outside the sandbox the program that includes this defines the imports, as its recorded host */
#define ASSAY_EXPORT(name)
#define ASSAY_IMPORT(module, name)
#endif

ASSAY_IMPORT("assay:host@1", "take") void assay_take(char *answer, uint32_t length);

/* One import for each capability; those that a plugin does not call are not in its module. */
ASSAY_IMPORT("assay:exec@1", "call") uint32_t assay_exec(const char *request, uint32_t length);
ASSAY_IMPORT("assay:file@1", "call") uint32_t assay_file(const char *request, uint32_t length);
ASSAY_IMPORT("assay:tls@1", "call") uint32_t assay_tls(const char *request, uint32_t length);
ASSAY_IMPORT("assay:http@1", "call") uint32_t assay_http(const char *request, uint32_t length);
ASSAY_IMPORT("assay:dns@1", "call") uint32_t assay_dns(const char *request, uint32_t length);
ASSAY_IMPORT("assay:kubernetes@1", "call") uint32_t assay_kubernetes(const char *request, uint32_t length);
ASSAY_IMPORT("assay:env@1", "call") uint32_t assay_env(const char *request, uint32_t length);
ASSAY_IMPORT("assay:clock@1", "call") uint32_t assay_clock(const char *request, uint32_t length);
ASSAY_IMPORT("assay:random@1", "call") uint32_t assay_random(const char *request, uint32_t length);
ASSAY_IMPORT("assay:log@1", "call") uint32_t assay_log(const char *request, uint32_t length);

/* Memory for a message of the host's. Weak, because several source files of a plugin may include this. */
__attribute__((weak)) ASSAY_EXPORT(assay_alloc) char *assay_alloc(uint32_t size) {
    char *memory = malloc(size > 0 ? size : 1);
    if (memory == NULL) __builtin_trap();
    return memory;
}

/* The message's place as the host wants it, pointer << 32 | length. */
static inline uint64_t assay_answer(json_out message) {
    return (uint64_t)(uintptr_t)message.bytes << 32 | (uint32_t)message.length;
}

/* What the host did: value, or why not. A call outside the effective set ends the run, so there is no code for it. */
typedef struct {
    json value; /* JSON_NONE where code is not empty */
    char code[32]; /* not-found, too-large, timeout, unavailable, refused, invalid-request, failed or malformed-answer */
    char message[256];
} assay_result;

/* Sends a request through an import and reads the answer; a host that answers anything else has failed. */
static inline assay_result assay_call(uint32_t (*capability)(const char *, uint32_t), json_out request) {
    assay_result result = {JSON_NONE, "", ""};
    uint32_t length = capability(request.bytes, (uint32_t)request.length);
    char *bytes = assay_alloc(length);
    assay_take(bytes, length);
    json answer = json_read(bytes, length), error = json_get(answer, "error");
    result.value = json_get(answer, "ok");
    if (result.value.at != NULL) return result;
    if (!json_text(json_get(error, "code"), result.code, sizeof result.code) || result.code[0] == '\0') {
        strcpy(result.code, "malformed-answer");
        strcpy(result.message, "the host answered neither ok nor an error");
    } else if (!json_text(json_get(error, "message"), result.message, sizeof result.message)) {
        strcpy(result.message, "without a message");
    }
    return result;
}

static inline bool assay_failed(const assay_result *result, const char *code) { return strcmp(result->code, code) == 0; }

/* One thing that a plugin looks at. */
typedef struct {
    const char *key; /* unique in the plugin */
    const char *title;
    const char *description; /* why, and what to do when it fails */
    const char *controls[3]; /* NIST SP 800-53 control ids; the first one is the finding's target */
} assay_check;

/* Only ASSAY_PASS satisfies the objective: what could not be judged never does. */
typedef enum { ASSAY_PASS, ASSAY_FAIL, ASSAY_NOT_APPLICABLE, ASSAY_ERROR } assay_judgement;

/* Collects the response: one observation and one finding for every check, whatever came of it. */
typedef struct {
    char subject[256];
    json_out errors, observations, findings, records;
} assay_report;

/* A report about the request's subject, else about the host of the runtime. */
static inline void assay_report_start(assay_report *report, json request) {
    memset(report, 0, sizeof *report);
    json given = json_get(json_get(request, "subject"), "identifier");
    if (json_text(given, report->subject, sizeof report->subject) && report->subject[0] != '\0') return;
    strcpy(report->subject, "host/");
    if (!json_text(json_get(request, "runtime-id"), report->subject + 5, sizeof report->subject - 5)) {
        strcpy(report->subject, "host/local");
    }
}

static inline void assay_put_item(json_out *list) { json_put(list, list->length == 0 ? "{" : ",{"); }

/* Something kept a check from being judged; the response's status says so. */
static inline void assay_report_error(assay_report *report, const char *code, const char *message) {
    assay_put_item(&report->errors);
    json_put_member(&report->errors, "code", code);
    json_put_member(&report->errors, "message", message);
    json_put_member(&report->errors, "subject", report->subject);
    json_put(&report->errors, "}");
}

static inline void assay_put_prop(json_out *out, const char *name, const char *value) {
    if (value[0] == '\0') return;
    json_put(out, out->bytes[out->length - 1] == '[' ? "{" : ",{");
    json_put_member(out, "name", name);
    json_put_member(out, "value", value);
    json_put(out, "}");
}

/* What a check found: remarks is one sentence; actual and expected are what it rests on, or empty. */
static inline void assay_report_found(assay_report *report, const assay_check *check, assay_judgement judgement,
                                      const char *remarks, const char *actual, const char *expected) {
    const char *reason = (const char *[]){"pass", "fail", "not-applicable", "error"}[judgement];
    json_out *out = &report->observations;
    assay_put_item(out);
    json_put_member(out, "key", check->key);
    json_put_member(out, "title", check->title);
    json_put_member(out, "description", remarks);
    json_put(out, ",\"methods\":[\"EXAMINE\"],\"subjects\":[");
    json_put_text(out, report->subject);
    json_put(out, "],\"props\":[");
    assay_put_prop(out, "result", reason);
    assay_put_prop(out, "actual", actual);
    assay_put_prop(out, "expected", expected);
    json_put(out, "]}");

    char target[32];
    strcpy(target, check->controls[0]);
    strcat(target, "_obj");
    out = &report->findings;
    assay_put_item(out);
    json_put_member(out, "key", check->key);
    json_put_member(out, "title", check->title);
    json_put_member(out, "description", check->description);
    json_put(out, ",\"target\":{\"type\":\"objective-id\",\"target-id\":");
    json_put_text(out, target);
    json_put(out, ",\"status\":{");
    json_put_member(out, "state", judgement == ASSAY_PASS ? "satisfied" : "not-satisfied");
    json_put_member(out, "reason", reason);
    json_put(out, "}},\"related-observations\":[");
    json_put_text(out, check->key);
    json_put(out, "]}");
}

/* A fact as it was found, for the policies of the administrator to judge: behavior says what it is a fact of. */
static inline void assay_report_record(assay_report *report, const char *behavior, const char *name, const char *value) {
    json_out *out = &report->records;
    assay_put_item(out);
    json_put_member(out, "subject", report->subject);
    json_put_member(out, "behavior", behavior);
    json_put(out, ",\"input\":{");
    json_put_member(out, name, value);
    json_put(out, "},\"labels\":{}}");
}

static inline void assay_put_list(json_out *out, const char *name, json_out items) {
    json_put(out, ",\"");
    json_put(out, name);
    json_put(out, "\":[");
    json_put_bytes(out, items.bytes == NULL ? "" : items.bytes, items.length);
    json_put(out, "]");
}

/* The response: partial as soon as one thing went wrong. title is the subject's. */
static inline uint64_t assay_report_answer(assay_report *report, const char *title) {
    json_out out = {0}, subject = {0};
    json_put(&subject, "{");
    json_put_member(&subject, "identifier", report->subject);
    json_put_member(&subject, "type", "inventory-item");
    json_put_member(&subject, "title", title);
    json_put(&subject, "}");
    json_put(&out, "{\"abi\":\"1\",\"status\":");
    json_put_text(&out, report->errors.length == 0 ? "success" : "partial");
    assay_put_list(&out, "errors", report->errors);
    assay_put_list(&out, "subjects", subject);
    assay_put_list(&out, "observations", report->observations);
    assay_put_list(&out, "findings", report->findings);
    assay_put_list(&out, "records", report->records);
    json_put(&out, "}");
    return assay_answer(out);
}

/* The response to what cannot be assessed at all, such as a configuration that makes no sense. */
static inline uint64_t assay_refusal(const char *code, const char *message) {
    json_out out = {0};
    json_put(&out, "{\"abi\":\"1\",\"status\":\"failure\",\"errors\":[{");
    json_put_member(&out, "code", code);
    json_put_member(&out, "message", message);
    json_put(&out, "}]}");
    return assay_answer(out);
}

#endif
