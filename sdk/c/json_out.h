/* Writes JSON, as text that grows. */
#ifndef ASSAY_JSON_OUT_H
#define ASSAY_JSON_OUT_H

#include "json.h"

#include <stdlib.h>

/* Text that grows; the end of memory is the end of the run. */
typedef struct {
    char *bytes;
    size_t length, capacity;
} json_out;

static inline void json_put_bytes(json_out *out, const char *bytes, size_t length) {
    if (length > out->capacity - out->length) {
        out->capacity = (out->length + length) * 2;
        out->bytes = realloc(out->bytes, out->capacity);
        if (out->bytes == NULL) __builtin_trap();
    }
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
}

static inline void json_put(json_out *out, const char *text) { json_put_bytes(out, text, strlen(text)); }

/* Writes a text with quotes and escapes. What is not UTF-8 becomes U+FFFD, so the document stays one. */
static inline void json_put_text(json_out *out, const char *text) {
    const char *end = text + strlen(text), *copied = text;
    json_put(out, "\"");
    while (text < end) {
        unsigned char c = (unsigned char)*text;
        bool plain = c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
        size_t size = plain ? 1 : json_utf8(text, (size_t)(end - text));
        if (plain || size > 1) {
            text += size;
            continue;
        }
        json_put_bytes(out, copied, (size_t)(text - copied));
        char escape[] = {'\\', (char)c, '0', '0', (char)('0' + (c >> 4)), "0123456789abcdef"[c & 15]};
        if (c < 0x20) escape[1] = 'u';
        if (size == 0) json_put(out, "\xef\xbf\xbd");
        else json_put_bytes(out, escape, c < 0x20 ? sizeof escape : 2);
        copied = ++text;
    }
    json_put_bytes(out, copied, (size_t)(end - copied));
    json_put(out, "\"");
}

/* Writes one member of an object, with a comma behind all but the first of a run that starts with json_put(out, "{"). */
static inline void json_put_member(json_out *out, const char *key, const char *text) {
    if (out->bytes[out->length - 1] != '{') json_put(out, ",");
    json_put_text(out, key);
    json_put(out, ":");
    json_put_text(out, text);
}

#endif
