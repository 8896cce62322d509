/* An honest compressor: matches in a window, a checksum by table, bits in a row. */
static unsigned crc[256], heads[1 << 15];

static void table(void) {
    for (unsigned i = 0; i < 256; i++) {
        unsigned c = i;
        for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
        crc[i] = c;
    }
}

static int match(const unsigned char *a, const unsigned char *b, int most) {
    int n = 0;
    while (n < most && a[n] == b[n]) n++;
    return n;
}

__attribute__((export_name("work"))) int work(const unsigned char *in, int length, unsigned char *out) {
    unsigned bits = 0, sum = ~0u; int held = 0, n = 0;
    table();
    for (int i = 0; i + 3 < length;) {
        unsigned h = (in[i] * 2654435761u ^ in[i + 1] * 40503u ^ in[i + 2]) & 0x7fff;
        int from = (int) heads[h] - 1, l = from >= 0 && i - from < 32768 ? match(in + from, in + i, length - i < 258 ? length - i : 258) : 0;
        heads[h] = (unsigned) i + 1;
        unsigned code = l > 3 ? 256u + (unsigned) l : in[i];
        for (int k = 0; k < (l > 3 ? l : 1); k++) sum = crc[(sum ^ in[i + k]) & 255] ^ sum >> 8;
        bits |= code << held; held += 10;
        while (held >= 8) { out[n++] = (unsigned char) bits; bits >>= 8; held -= 8; }
        i += l > 3 ? l : 1;
    }
    for (int i = 0; i < 4; i++) out[n++] = (unsigned char) (sum >> 8 * i);
    return n;
}
