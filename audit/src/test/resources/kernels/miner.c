/* In the manner of CryptoNight: AES over a scratchpad, Keccak, and the last rounds of BLAKE, JH and Skein. Mines nothing. */
#include "aes.h"
#include "keccak.h"
static const unsigned pi[16] = {
    0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89,
    0x452821e6, 0x38d01377, 0xbe5466cf, 0x34e90c6c, 0xc0ac29b7, 0xc97c50dd, 0x3f84d5b5, 0xb5470917,
};
static const u64 jh[16] = {
    0xeb98a3412c20d3ebULL, 0x92cdbe7b9cb245c1ULL, 0x1c93519160d4c7faULL, 0x260082d67e508a03ULL,
    0xa4239e267726b945ULL, 0xe0fb1a48d41a9477ULL, 0xcdb5ab26026b177aULL, 0x56f024420fff2fa8ULL,
    0x72d5dea2df15f867ULL, 0x7b84150ab7231557ULL, 0x81abd6904d5a87f6ULL, 0x4e9f4fc5c3d12b40ULL,
    0xea983ae05c45fa9cULL, 0x03c5d29966b2999aULL, 0x660296b4f2bb538aULL, 0xb556141a88dba231ULL,
};

static unsigned char pad[1 << 16];

void blake(unsigned *v, const unsigned *m) {
    for (int r = 0; r < 14; r++)
        for (int i = 0; i < 4; i++) {
            unsigned *a = v + i, *b = v + 4 + (i + r) % 4, *c = v + 8 + i, *d = v + 12 + i;
            *a += *b + (m[(2 * i + r) & 15] ^ pi[(2 * i + r + 1) & 15]);
            *d ^= *a; *d = *d >> 16 | *d << 16;
            *c += *d; *b ^= *c; *b = *b >> 12 | *b << 20;
            *a += *b; *d ^= *a; *d = *d >> 8 | *d << 24;
            *c += *d; *b ^= *c; *b = *b >> 7 | *b << 25;
        }
}

void skein(u64 *x, const u64 *key) {
    u64 ks[9], parity = 0x1BD11BDAA9FC1A22ULL;
    for (int i = 0; i < 8; i++) parity ^= ks[i] = key[i];
    ks[8] = parity;
    for (int r = 0; r < 72; r++) {
        if (r % 4 == 0) for (int i = 0; i < 8; i++) x[i] += ks[(r / 4 + i) % 9];
        for (int i = 0; i < 8; i += 2) { x[i] += x[i + 1]; x[i + 1] = ROL(x[i + 1], 46 - i) ^ x[i]; }
        u64 t = x[0]; x[0] = x[2]; x[2] = x[4]; x[4] = x[6]; x[6] = t;
    }
}

void last(u64 *x) {
    for (int r = 0; r < 16; r++)
        for (int i = 0; i < 4; i++) { x[i] ^= ~x[i + 4] & jh[r]; x[i + 4] ^= x[i] & jh[15 - r]; x[i] ^= ROL(x[i + 4], 17); }
}

__attribute__((export_name("work"))) u64 work(u64 *state, unsigned rounds) {
    keccak(state);
    for (unsigned i = 0; i < rounds; i++) {
        unsigned char *line = pad + (state[i % 25] & 0xfff0);
        aes_round(line, (unsigned char *) state);
        state[i % 25] ^= *(u64 *) line;
    }
    blake((unsigned *) state, (unsigned *) pad);
    skein(state, (u64 *) pad);
    last(state);
    return state[0];
}
