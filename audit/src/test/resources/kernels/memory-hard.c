/* In the manner of yescrypt and Argon2: SHA-256 and BLAKE2b over 64 MiB. */
#include "sha256.h"
typedef unsigned long long u64;
static const u64 iv[8] = {
    0x6a09e667f3bcc908ULL, 0xbb67ae8584caa73bULL, 0x3c6ef372fe94f82bULL, 0xa54ff53a5f1d36f1ULL,
    0x510e527fade682d1ULL, 0x9b05688c2b3e6c1fULL, 0x1f83d9abfb41bd6bULL, 0x5be0cd19137e2179ULL,
};

static u64 lanes[8 << 20];
#define ROTR(x, n) ((x) >> (n) | (x) << (64 - (n)))

void blake2b(u64 *v) {
    for (int r = 0; r < 12; r++)
        for (int i = 0; i < 4; i++) {
            u64 *a = v + i, *b = v + 4 + (i + r) % 4, *c = v + 8 + i, *d = v + 12 + i;
            *a += *b + iv[(r + i) & 7]; *d = ROTR(*d ^ *a, 32); *c += *d; *b = ROTR(*b ^ *c, 24);
            *a += *b; *d = ROTR(*d ^ *a, 16); *c += *d; *b = ROTR(*b ^ *c, 63);
        }
}

__attribute__((export_name(NAME))) u64 work(unsigned rounds) {
    for (unsigned i = 0; i < rounds; i++) {
        u64 *lane = lanes + (lanes[i & 7] & 0x7ffff0);
        blake2b(lane);
        sha256((unsigned *) lanes, (unsigned char *) lane);
    }
    return lanes[0];
}
