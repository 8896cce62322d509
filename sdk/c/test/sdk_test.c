/* Tests of json.h, json_out.h and assay.h, outside the sandbox: the host is a text that this program gives. */
#include "../assay.h"

#include <stdio.h>

static int failures;

#define CHECK(condition, ...) \
    do { \
        if (!(condition)) { \
            failures++; \
            printf("%s:%d: ", __func__, __LINE__); \
            printf(__VA_ARGS__); \
            printf("\n"); \
        } \
    } while (0)

static const char *host_answer, *host_request;

uint32_t assay_file(const char *request, uint32_t length) {
    static char kept[1024];
    snprintf(kept, sizeof kept, "%.*s", (int)length, request);
    host_request = kept;
    return (uint32_t)strlen(host_answer);
}

void assay_take(char *answer, uint32_t length) { memcpy(answer, host_answer, length); }

/* A copy without anything behind it, so that the address sanitizer sees every step too far. */
static json read(const char *text, size_t length) {
    char *copy = malloc(length > 0 ? length : 1);
    memcpy(copy, text, length);
    return json_read(copy, length);
}

static json document(const char *text) { return read(text, strlen(text)); }

static const char *text_of(json_out *out) {
    json_put_bytes(out, "", 1);
    return out->bytes;
}

static void every_kind_of_value_is_read(void) {
    static const char *const good[] = {"null", "true", "false", "0", "-1", "12.50", "1e+9", "1E-2", "\"\"", "[]", "{}", " [ 1 , \"a\" ,\t{ \"b\" : [null] } ]\r\n",
                                       "{\"a\":1,\"b\":{\"a\":1}}", "\"\\u00e9\\/\\b\\f\\n\\r\\t\\\"\\\\\"", "\"\\ud83d\\ude00\"", "\"\xc3\xa9\xf0\x9f\x98\x80\""};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) CHECK(document(good[i]).at != NULL, "%s", good[i]);
}

static void what_is_not_json_is_refused(void) {
    static const char *const bad[] = {"", " ", "nul", "nulll", "[1 2]", "[1,]", "[,1]", "[", "{", "{\"a\" 1}", "{a:1}", "{\"a\":1 \"b\"", "{\"a\":1,}", "{\"a\":1,\"a\":2}",
                                      "{\"b\":1,\"a\":{\"c\":1,\"c\":2}}", "1 1", "01", "-", "-01", "1.", ".1", "1e", "1e+", "+1", "\"a", "\"\n\"", "\"\\x\"", "\"\\", "\"\\u12g4\"",
                                      "\"\\u1", "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83d\\u0041\"", "\"\\ud83d\\u\"", "\"\xff\"", "\"\xc0\xaf\"", "\"\xe0\x80\xaf\"", "\"\xed\xa0\x80\"",
                                      "\"\xf0\x80\x80\xaf\"", "\"\xf4\x90\x80\x80\"", "\"\xc3\"", "{\"a\":[}", "]", "\xef\xbb\xbf{}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) CHECK(document(bad[i]).at == NULL, "%s", bad[i]);
    CHECK(read("1\0", 2).at == NULL, "a NUL behind the document");
    CHECK(read("\"\\\0\"", 4).at == NULL, "an escaped NUL");
}

static void no_cut_off_document_is_read(void) {
    static const char text[] = "{\"a\":[1,-2.5e3,\"x\\ud83d\\ude00\xc3\xa9\"],\"b\":{\"c\":null,\"d\":true}}";
    for (size_t cut = 0; cut < sizeof text - 1; cut++) CHECK(read(text, cut).at == NULL, "cut at %zu", cut);
}

static void nesting_and_members_are_bounded(void) {
    static char nested[2 * 1000 * 1000];
    for (int depth = JSON_DEEPEST + 1; depth <= JSON_DEEPEST + 2; depth++) {
        memset(nested, '[', (size_t)depth);
        memset(nested + depth, ']', (size_t)depth);
        CHECK((read(nested, 2 * (size_t)depth).at != NULL) == (depth == JSON_DEEPEST + 1), "%d deep", depth);
    }
    memset(nested, '[', sizeof nested);
    CHECK(read(nested, sizeof nested).at == NULL, "a million deep");
    for (int members = JSON_MOST_MEMBERS; members <= JSON_MOST_MEMBERS + 1; members++) {
        json_out out = {0};
        json_put(&out, "{");
        for (int i = 0; i < members; i++) {
            char key[16];
            snprintf(key, sizeof key, "k%d", i);
            json_put_member(&out, key, "");
        }
        json_put(&out, "}");
        CHECK((read(out.bytes, out.length).at != NULL) == (members == JSON_MOST_MEMBERS), "%d members", members);
    }
}

static void members_and_items_are_found(void) {
    json value = document(" { \"a\" : [ 1 , \"]}\\\"\" , {\"x\":{}} , null ] , \"b\" : { \"a\" : -7 } , \"c\" : true } ");
    int64_t number = 0;
    char text[16];
    CHECK(json_integer(json_get(json_get(value, "b"), "a"), &number) && number == -7, "%d", (int)number);
    CHECK(json_get(value, "x").at == NULL && json_get(value, "").at == NULL && json_get(json_get(value, "c"), "a").at == NULL, "found what is not there");
    json_step step = json_start(json_get(value, "a"));
    int count = 0;
    while (json_next(&step)) {
        count++;
        if (count == 2) CHECK(json_text(step.value, text, sizeof text) && strcmp(text, "]}\"") == 0, "%s", text);
        if (count == 3) CHECK(json_is_object(json_get(step.value, "x")), "the object in the list");
    }
    CHECK(count == 4, "%d items", count);
    json_step nothing = json_start(JSON_NONE), word = json_start(json_get(value, "c"));
    CHECK(!json_next(&nothing) && !json_next(&word), "walked over what has no members");
}

static void texts_are_copied_whole_or_not_at_all(void) {
    char text[8];
    CHECK(json_text(document("\"\\u00e9\\n\\ud83d\\ude00\""), text, sizeof text) && strcmp(text, "\xc3\xa9\n\xf0\x9f\x98\x80") == 0, "%s", text);
    CHECK(!json_text(document("\"12345678\""), text, sizeof text), "too long");
    CHECK(!json_text(document("\"1234\\ud83d\\ude00\""), text, sizeof text), "too long by its last character");
    CHECK(!json_text(document("\"a\\u0000b\""), text, sizeof text), "with a NUL");
    CHECK(!json_text(document("12"), text, sizeof text) && !json_text(JSON_NONE, text, sizeof text), "no text");
}

static void only_whole_numbers_of_a_size_are_integers(void) {
    int64_t number;
    CHECK(json_integer(document("999999999999999"), &number) && number == 999999999999999, "15 digits");
    static const char *const others[] = {"1000000000000000", "7.0", "1e3", "\"7\"", "true", "null"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) CHECK(!json_integer(document(others[i]), &number), "%s", others[i]);
    CHECK(!json_integer(JSON_NONE, &number), "nothing");
}

static void what_is_written_can_be_read(void) {
    json_out out = {0};
    json_put_text(&out, "a\"\\\n\x01\x7f\xc3\xa9\xff\xe2\x82");
    CHECK(strcmp(text_of(&out), "\"a\\\"\\\\\\u000a\\u0001\x7f\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"") == 0, "%s", out.bytes);
    CHECK(document(out.bytes).at != NULL, "%s", out.bytes);
}

static assay_result call(const char *answer) {
    json_out request = {0};
    json_put(&request, "{\"op\":\"stat\"}");
    host_answer = answer;
    return assay_call(assay_file, request);
}

static void answers_are_a_value_or_a_reason(void) {
    assay_result result = call("{\"ok\":{\"uid\":0}}");
    CHECK(json_is_object(result.value) && result.code[0] == '\0' && strcmp(host_request, "{\"op\":\"stat\"}") == 0, "%s", host_request);
    result = call("{\"error\":{\"code\":\"not-found\",\"message\":\"it is not there\"}}");
    CHECK(assay_failed(&result, "not-found") && strcmp(result.message, "it is not there") == 0 && result.value.at == NULL, "%s", result.code);
    result = call("{\"error\":{\"code\":\"failed\"}}");
    CHECK(assay_failed(&result, "failed") && strcmp(result.message, "without a message") == 0, "%s", result.message);
    static const char *const malformed[] = {"", "{}", "[]", "{\"error\":{}}", "{\"error\":{\"code\":1}}", "{\"error\":{\"code\":\"\"}}",
                                            "{\"error\":{\"code\":\"a code that is much longer than any\"}}", "{\"ok\":"};
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        result = call(malformed[i]);
        CHECK(assay_failed(&result, "malformed-answer") && result.value.at == NULL, "%s", malformed[i]);
    }
}

static void only_a_pass_satisfies(void) {
    static const assay_check check = {"k", "T", "D", {"ac-1", "ac-2"}};
    static const char *const reasons[] = {"pass", "fail", "not-applicable", "error"};
    for (int j = ASSAY_PASS; j <= ASSAY_ERROR; j++) {
        assay_report report;
        assay_report_start(&report, document("{\"runtime-id\":\"r\"}"));
        assay_report_found(&report, &check, (assay_judgement)j, "R", "1", "");
        char expected[512];
        snprintf(expected, sizeof expected,
                 "{\"key\":\"k\",\"title\":\"T\",\"description\":\"D\",\"target\":{\"type\":\"objective-id\",\"target-id\":\"ac-1_obj\",\"status\":{\"state\":\"%s\","
                 "\"reason\":\"%s\"}},\"related-observations\":[\"k\"]}", j == ASSAY_PASS ? "satisfied" : "not-satisfied", reasons[j]);
        CHECK(strcmp(text_of(&report.findings), expected) == 0, "%s", report.findings.bytes);
        snprintf(expected, sizeof expected,
                 "{\"key\":\"k\",\"title\":\"T\",\"description\":\"R\",\"methods\":[\"EXAMINE\"],\"subjects\":[\"host/r\"],"
                 "\"props\":[{\"name\":\"result\",\"value\":\"%s\"},{\"name\":\"actual\",\"value\":\"1\"}]}", reasons[j]);
        CHECK(strcmp(text_of(&report.observations), expected) == 0, "%s", report.observations.bytes);
    }
}

static void the_subject_is_the_request_s_or_the_host(void) {
    assay_report report;
    assay_report_start(&report, document("{\"subject\":{\"identifier\":\"web/1\"},\"runtime-id\":\"r\"}"));
    CHECK(strcmp(report.subject, "web/1") == 0, "%s", report.subject);
    assay_report_record(&report, "b", "actual", "\"1\"");
    const char *record =
        "{\"subject\":\"web/1\",\"behavior\":\"b\",\"input\":{\"actual\":\"\\\"1\\\"\"},\"labels\":{}}";
    CHECK(strcmp(text_of(&report.records), record) == 0, "%s", report.records.bytes);
    assay_report_start(&report, document("{\"subject\":{\"identifier\":\"\"}}"));
    CHECK(strcmp(report.subject, "host/local") == 0, "%s", report.subject);
}

int main(void) {
    static void (*const tests[])(void) = {every_kind_of_value_is_read, what_is_not_json_is_refused, no_cut_off_document_is_read, nesting_and_members_are_bounded,
                                          members_and_items_are_found, texts_are_copied_whole_or_not_at_all, only_whole_numbers_of_a_size_are_integers,
                                          what_is_written_can_be_read, answers_are_a_value_or_a_reason, only_a_pass_satisfies, the_subject_is_the_request_s_or_the_host};
    int count = sizeof tests / sizeof *tests, failed = 0;
    for (int i = 0; i < count; i++) {
        int before = failures;
        tests[i]();
        failed += failures > before;
    }
    printf("sdk/c: %d passed, %d failed\n", count - failed, failed);
    return failed > 0;
}
