/* Three hashes unrolled, with no constant that is known: what is left of a miner whose author hid them. */
#define R(a, b, c, n) a += b ^ K; c = (c ^ a) << n | (c ^ a) >> (32 - n); b ^= c >> 3;
#define FOUR(K_, x, y) { unsigned K = K_; R(v[0], v[4], v[12], x) R(v[1], v[5], v[13], y) R(v[2], v[6], v[14], x) R(v[3], v[7], v[15], y) }
#define MANY(k) FOUR(k, 16, 7) FOUR(k + 3, 12, 9) FOUR(k + 5, 8, 13) FOUR(k + 7, 7, 18) FOUR(k + 9, 5, 11)
__attribute__((noinline)) void one(unsigned *v) { MANY(11) MANY(17) }
__attribute__((noinline)) void two(unsigned *v) { MANY(23) MANY(29) }
__attribute__((noinline)) void three(unsigned *v) { MANY(31) MANY(37) }

__attribute__((export_name("work"))) unsigned work(unsigned *v, unsigned target) {
    for (unsigned nonce = 0; nonce < 1000000; nonce++) {
        v[0] = nonce;
        one(v); two(v); three(v);
        if (v[7] < target) return nonce;
    }
    one(v); two(v); three(v);
    return 0;
}
