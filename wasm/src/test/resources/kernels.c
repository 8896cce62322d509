// Built by: clang --target=wasm32 -O2 -nostdlib -fno-builtin -Wl,--no-entry -Wl,--export=input -Wl,--export=sha256 -Wl,--export=json -Wl,--export=sort -o kernels.wasm kernels.c
// Work of two kinds: SHA-256, where arithmetic on locals is nearly all, and a JSON parser, where branches are.
typedef unsigned char byte;
typedef unsigned int word;

static byte buffer[1 << 20];

byte *input(void) { return buffer; }

static const word K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static word turn(word x, int by) { return x >> by | x << (32 - by); }

static void chunk(word state[8], const byte *at) {
    word w[64];
    for (int i = 0; i < 16; i++)
        w[i] = (word)at[4 * i] << 24 | (word)at[4 * i + 1] << 16 | (word)at[4 * i + 2] << 8 | at[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        word s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3;
        word s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    word a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 64; i++) {
        word t1 = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i];
        word t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g; g = f; f = e; e = d + t1; d = c; c = b; b = a; a = t1 + t2;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

// The first word of the SHA-256 of the input's first bytes, of which there is room for 64 more.
word sha256(word length) {
    word state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    word whole = length & ~63u;
    for (word at = 0; at < whole; at += 64) chunk(state, buffer + at);
    byte last[128];
    word rest = length - whole;
    for (word i = 0; i < 128; i++) last[i] = i < rest ? buffer[whole + i] : 0;
    last[rest] = 0x80;
    word end = rest < 56 ? 64 : 128;
    for (int i = 0; i < 4; i++) last[end - 1 - i] = (byte)(length << 3 >> 8 * i);
    last[end - 5] = (byte)(length >> 29);
    for (word at = 0; at < end; at += 64) chunk(state, last + at);
    return state[0];
}

static const byte *at, *end;
static int depth;
static word values;

static void blank(void) { while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) at++; }

static int digits(void) {
    const byte *start = at;
    while (at < end && *at >= '0' && *at <= '9') { values = values * 31 + *at; at++; }
    return at > start;
}

static int number(void) {
    if (*at == '-') at++;
    if (!digits()) return 0;
    if (at < end && *at == '.') { at++; if (!digits()) return 0; }
    if (at < end && (*at | 0x20) == 'e') {
        at++;
        if (at < end && (*at == '+' || *at == '-')) at++;
        return digits();
    }
    return 1;
}

static int string(void) {
    at++;
    while (at < end && *at != '"') {
        if (*at < 0x20) return 0;
        if (*at == '\\') at++;
        values = values * 31 + (at < end ? *at : 0);
        at++;
    }
    return at < end && *at++ == '"';
}

static int literal(const char *text) {
    while (*text) if (at == end || *at++ != (byte)*text++) return 0;
    return 1;
}

static int value(void) {
    blank();
    if (at == end || depth == 200) return 0;
    values++;
    switch (*at) {
        case '{': case '[': {
            byte open = *at++, close = open + 2;
            depth++;
            blank();
            if (at < end && *at == close) { at++; depth--; return 1; }
            for (;;) {
                if (open == '{') {
                    blank();
                    if (at == end || *at != '"' || !string()) return 0;
                    blank();
                    if (at == end || *at++ != ':') return 0;
                }
                if (!value()) return 0;
                blank();
                if (at == end) return 0;
                if (*at == close) { at++; depth--; return 1; }
                if (*at++ != ',') return 0;
            }
        }
        case '"': return string();
        case 't': return literal("true");
        case 'f': return literal("false");
        case 'n': return literal("null");
        default: return number();
    }
}

// A number over all values of the JSON text in the input, or 0 if it is none.
word json(word length) {
    at = buffer;
    end = buffer + length;
    depth = 0;
    values = 1;
    if (!value()) return 0;
    blank();
    return at == end ? values | 1 : 0;
}

// Sorts the input's bytes by their low half; gives back what stands in the middle. Floats, doubles and 64 bits come along.
double sort(word length, double by, float and, unsigned long long mask) {
    for (word gap = length / 2; gap > 0; gap /= 2)
        for (word i = gap; i < length; i++) {
            byte moved = buffer[i];
            word j = i;
            for (; j >= gap && (buffer[j - gap] & mask) > (moved & mask); j -= gap) buffer[j] = buffer[j - gap];
            buffer[j] = moved;
        }
    return buffer[length / 2] * by + and;
}
