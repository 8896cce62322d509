/* An honest user of AES and SHA-256: the records of a TLS library, read and written. */
#include "aes.h"
#include "sha256.h"
struct record { unsigned char type, major, minor; unsigned length; const unsigned char *body; };

static int header(const unsigned char *in, int length, struct record *out) {
    if (length < 5) return -1;
    out->type = in[0]; out->major = in[1]; out->minor = in[2];
    out->length = (unsigned) in[3] << 8 | in[4];
    if (out->type < 20 || out->type > 23 || out->major != 3 || out->length > 16640) return -2;
    if (length < (int) out->length + 5) return 0;
    out->body = in + 5;
    return (int) out->length + 5;
}

static int extensions(const unsigned char *in, int length, unsigned *versions) {
    int found = 0;
    while (length >= 4) {
        unsigned type = (unsigned) in[0] << 8 | in[1], size = (unsigned) in[2] << 8 | in[3];
        if ((int) size + 4 > length) return -1;
        switch (type) {
            case 43: for (unsigned i = 1; i + 1 < size; i += 2) if (found < 16) versions[found++] = (unsigned) in[4 + i] << 8 | in[5 + i]; break;
            case 0: case 10: case 13: case 16: case 51: break;
            default: if (type > 65280) return -2;
        }
        in += size + 4; length -= (int) size + 4;
    }
    return found;
}

__attribute__((export_name("work"))) int work(unsigned char *in, int length, unsigned char *key, unsigned *hash) {
    struct record r; unsigned versions[16]; int n, total = 0;
    while ((n = header(in + total, length - total, &r)) > 0) {
        unsigned char block[16];
        for (unsigned i = 0; i + 16 <= r.length; i += 16) {
            for (int j = 0; j < 16; j++) block[j] = r.body[i + j];
            for (int round = 0; round < 10; round++) aes_round(block, key + 16 * round);
            for (int j = 0; j < 16; j++) in[total + 5 + i + j] = block[j];
        }
        for (unsigned i = 0; i + 64 <= r.length; i += 64) sha256(hash, r.body + i);
        if (r.type == 22 && extensions(r.body, (int) r.length, versions) < 0) return -3;
        total += n;
    }
    return total;
}
