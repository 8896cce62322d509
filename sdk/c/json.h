/*
 * RFC 8259 JSON for plugins, without a tree: a document is checked once, whole, by json_read; after that a value is just
 * its text, and looking something up walks over it. Nothing is allocated by reading.
 *
 * Strict and bounded: nesting over JSON_DEEPEST, an object with more than JSON_MOST_MEMBERS, a key twice, text that is
 * not UTF-8 and anything after the document are refused. Keys are compared as they are written, so one that is written
 * with escapes is never found.
 */
#ifndef ASSAY_JSON_H
#define ASSAY_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { JSON_DEEPEST = 64, JSON_MOST_MEMBERS = 512 };

/* The text of one value in a checked document; at is NULL where there is none. */
typedef struct {
    const char *at;
    size_t length;
} json;

static const json JSON_NONE = {NULL, 0};

static inline bool json_is(json value, char first) { return value.at != NULL && *value.at == first; }
static inline bool json_is_object(json value) { return json_is(value, '{'); }
static inline bool json_is_list(json value) { return json_is(value, '['); }
static inline bool json_is_text(json value) { return json_is(value, '"'); }

static inline const char *json_space(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
    return at;
}

static inline bool json_is_digit(char c) { return c >= '0' && c <= '9'; }

/* The length of the UTF-8 sequence at this place, 0 where there is none (RFC 3629: shortest form, no surrogates). */
static inline size_t json_utf8(const char *text, size_t length) {
    const unsigned char *at = (const unsigned char *)text;
    if (length == 0) return 0;
    size_t size = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;
    if (size > length) return 0;
    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xc0) != 0x80) return 0;
    }
    bool refused = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
                   (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f);
    return refused ? 0 : size;
}

/* The number of four hexadecimal digits, -1 for others. */
static inline int32_t json_hex(const char *at, const char *end) {
    int32_t number = 0;
    if (end - at < 4) return -1;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        int32_t digit = json_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0) return -1;
        number = number << 4 | digit;
    }
    return number;
}

/* The code point of the escape at this place, which starts with a backslash, and its length; -1 for none. */
static inline int32_t json_escape(const char *at, const char *end, size_t *length) {
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    *length = 2;
    if (end - at < 2 || at[1] == '\0') return -1;
    const char *name = strchr(names, at[1]);
    if (name != NULL) return values[name - names];
    int32_t first = at[1] == 'u' ? json_hex(at + 2, end) : -1;
    *length = 6;
    if (first < 0xd800 || first > 0xdfff) return first;
    if (first > 0xdbff || end - at < 12 || at[6] != '\\' || at[7] != 'u') return -1;
    int32_t second = json_hex(at + 8, end);
    *length = 12;
    return second < 0xdc00 || second > 0xdfff ? -1 : 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

/* The checks: each returns the place behind what it checked, or NULL. */
static inline const char *json_check_text(const char *at, const char *end) {
    if (at >= end || *at++ != '"') return NULL;
    while (at < end && *at != '"') {
        size_t length = json_utf8(at, (size_t)(end - at));
        if (length == 0 || (unsigned char)*at < 0x20) return NULL;
        if (*at == '\\' && json_escape(at, end, &length) < 0) return NULL;
        at += length;
    }
    return at < end ? at + 1 : NULL;
}

static inline const char *json_check_digits(const char *at, const char *end) {
    const char *start = at;
    while (at < end && json_is_digit(*at)) at++;
    return at == start ? NULL : at;
}

static inline const char *json_check_number(const char *at, const char *end) {
    if (at < end && *at == '-') at++;
    const char *start = at;
    at = json_check_digits(at, end);
    if (at == NULL || (*start == '0' && at - start > 1)) return NULL;
    if (at < end && *at == '.') at = json_check_digits(at + 1, end);
    if (at != NULL && at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-')) at++;
        at = json_check_digits(at, end);
    }
    return at;
}

static inline const char *json_check_word(const char *at, const char *end) {
    static const char *const words[] = {"null", "true", "false"};
    for (int i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(end - at) >= length && memcmp(at, words[i], length) == 0) return at + length;
    }
    return NULL;
}

static inline bool json_has(const char *object, const char *end, json key);
static inline const char *json_check_value(const char *at, const char *end, int depth);

/* A list or an object, whose members have keys. */
static inline const char *json_check_members(const char *at, const char *end, int depth, bool keyed) {
    const char *object = at, *checked = at + 1;
    const char close = keyed ? '}' : ']';
    at = json_space(at + 1, end);
    if (at < end && *at == close) return at + 1;
    for (size_t count = 1;; count++) {
        if (keyed) {
            const char *key = json_space(at, end);
            at = json_check_text(key, end);
            if (at == NULL || count > JSON_MOST_MEMBERS) return NULL;
            if (json_has(object, checked, (json){key + 1, (size_t)(at - key) - 2})) return NULL;
            at = json_space(at, end);
            if (at >= end || *at++ != ':') return NULL;
        }
        checked = json_check_value(at, end, depth + 1);
        if (checked == NULL) return NULL;
        at = json_space(checked, end);
        if (at < end && *at == close) return at + 1;
        if (at >= end || *at++ != ',') return NULL;
    }
}

static inline const char *json_check_value(const char *at, const char *end, int depth) {
    at = json_space(at, end);
    if (at >= end || depth > JSON_DEEPEST) return NULL;
    if (*at == '{' || *at == '[') return json_check_members(at, end, depth, *at == '{');
    if (*at == '"') return json_check_text(at, end);
    return json_is_digit(*at) || *at == '-' ? json_check_number(at, end) : json_check_word(at, end);
}

/* Checks a whole document; JSON_NONE where it is not one. The text must outlive every value that is taken of it. */
static inline json json_read(const char *text, size_t length) {
    const char *end = text + length, *start = json_space(text, end);
    const char *behind = json_check_value(start, end, 0);
    return behind != NULL && json_space(behind, end) == end ? (json){start, (size_t)(behind - start)} : JSON_NONE;
}

static inline const char *json_skip_text(const char *at) {
    for (at++; *at != '"'; at++) {
        if (*at == '\\') at++;
    }
    return at + 1;
}

/* Behind the member's value that starts here, in checked text. */
static inline const char *json_skip(const char *at) {
    int depth = 0;
    do {
        if (*at == '"') at = json_skip_text(at);
        else if (*at == '{' || *at == '[') depth++, at++;
        else if (*at == '}' || *at == ']') depth--, at++;
        else if (depth > 0) at++;
        else at += strcspn(at, ",]} \t\r\n");
    } while (depth > 0);
    return at;
}

/* Walks over a list or an object: json_step step = json_start(value); while (json_next(&step)) … step.value, step.key */
typedef struct {
    json key, value;
    const char *at, *end;
    bool keyed;
} json_step;

static inline json_step json_start(json value) {
    bool many = json_is_object(value) || json_is_list(value);
    const char *end = many ? value.at + value.length - 1 : NULL;
    return (json_step){JSON_NONE, JSON_NONE, many ? value.at + 1 : NULL, end, json_is_object(value)};
}

static inline bool json_next(json_step *step) {
    const char *at = json_space(step->at, step->end);
    if (at == step->end) return false;
    if (*at == ',') at = json_space(at + 1, step->end);
    if (step->keyed) {
        const char *behind = json_skip(at);
        step->key = (json){at + 1, (size_t)(behind - at) - 2};
        at = json_space(json_space(behind, step->end) + 1, step->end);
    }
    step->at = json_skip(at);
    step->value = (json){at, (size_t)(step->at - at)};
    return true;
}

static inline bool json_key_is(const json_step *step, const char *key) {
    return step->key.length == strlen(key) && memcmp(step->key.at, key, step->key.length) == 0;
}

/* Whether the members of the object up to end, which are checked, have this key. */
static inline bool json_has(const char *object, const char *end, json key) {
    json_step step = {JSON_NONE, JSON_NONE, object + 1, end, true};
    while (json_next(&step)) {
        if (step.key.length == key.length && memcmp(step.key.at, key.at, key.length) == 0) return true;
    }
    return false;
}

/* The member of an object; JSON_NONE where there is none, or no object. */
static inline json json_get(json object, const char *key) {
    json_step step = json_start(object);
    while (step.keyed && json_next(&step)) {
        if (json_key_is(&step, key)) return step.value;
    }
    return JSON_NONE;
}

/* Writes a code point as UTF-8, at most four bytes. */
static inline size_t json_encode(int32_t point, char *out) {
    if (point < 0x80) return out[0] = (char)point, 1;
    size_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, point >>= 6) out[i] = (char)(0x80 | (point & 0x3f));
    out[0] = (char)((size == 2 ? 0xc0 : size == 3 ? 0xe0 : 0xf0) | point);
    return size;
}

/* Copies a text, without escapes and ended by NUL, into out. False where it is no text, is too long, or holds a NUL. */
static inline bool json_text(json value, char *out, size_t size) {
    if (!json_is_text(value) || size == 0) return false;
    size_t written = 0;
    const char *end = value.at + value.length - 1;
    for (const char *at = value.at + 1; at < end;) {
        char bytes[4] = {*at};
        size_t read = 1, count = 1;
        if (*at == '\\') count = json_encode(json_escape(at, end, &read), bytes);
        if (bytes[0] == '\0' || written + count >= size) return false;
        memcpy(out + written, bytes, count);
        written += count;
        at += read;
    }
    out[written] = '\0';
    return true;
}

/* A whole number, written without point or exponent, of at most 15 digits. */
static inline bool json_integer(json value, int64_t *number) {
    if (value.at == NULL || value.length == 0) return false;
    bool negative = *value.at == '-';
    if (value.length - negative == 0 || value.length - negative > 15) return false;
    int64_t sum = 0;
    for (size_t i = negative; i < value.length; i++) {
        if (!json_is_digit(value.at[i])) return false;
        sum = sum * 10 + (value.at[i] - '0');
    }
    *number = negative ? -sum : sum;
    return true;
}

#endif
