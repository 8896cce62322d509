/* An honest password hasher: PBKDF2 with HMAC and SHA-256. */
#include "sha256.h"
static const unsigned first[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

__attribute__((export_name("work"))) void work(const unsigned char *password, int length, unsigned *out, int rounds) {
    unsigned char block[64];
    unsigned inner[8], outer[8];
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < 64; i++) block[i] = (unsigned char) ((i < length ? password[i] : 0) ^ (pass ? 0x5c : 0x36));
        unsigned *h = pass ? outer : inner;
        for (int i = 0; i < 8; i++) h[i] = first[i];
        sha256(h, block);
    }
    for (int r = 0; r < rounds; r++) {
        unsigned h[8];
        for (int i = 0; i < 8; i++) h[i] = inner[i];
        for (int i = 0; i < 32; i++) block[i] = (unsigned char) (out[i / 4] >> (24 - 8 * (i & 3)));
        sha256(h, block);
        for (int i = 0; i < 8; i++) out[i] ^= h[i] + outer[i];
    }
}
