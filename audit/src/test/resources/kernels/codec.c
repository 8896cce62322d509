/* An honest image codec: a transform of blocks, quantised and written as runs. */
static const unsigned char order[64] = {0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

static void transform(int *v, int step) {
    int a = v[0] + v[7 * step], b = v[step] + v[6 * step], c = v[2 * step] + v[5 * step], d = v[3 * step] + v[4 * step];
    int e = v[0] - v[7 * step], f = v[step] - v[6 * step], g = v[2 * step] - v[5 * step], h = v[3 * step] - v[4 * step];
    v[0] = a + b + c + d; v[4 * step] = a - b - c + d;
    v[2 * step] = ((a - d) * 1338 + (b - c) * 554) >> 10; v[6 * step] = ((a - d) * 554 - (b - c) * 1338) >> 10;
    v[step] = (e * 1420 + f * 1204 + g * 805 + h * 283) >> 10; v[3 * step] = (e * 1204 - f * 283 - g * 1420 - h * 805) >> 10;
    v[5 * step] = (e * 805 - f * 1420 + g * 283 + h * 1204) >> 10; v[7 * step] = (e * 283 - f * 805 + g * 1204 - h * 1420) >> 10;
}

__attribute__((export_name("work"))) int work(const unsigned char *image, int width, int height, unsigned char *out) {
    int n = 0;
    for (int y = 0; y + 8 <= height; y += 8)
        for (int x = 0; x + 8 <= width; x += 8) {
            int block[64], run = 0;
            for (int i = 0; i < 64; i++) block[i] = image[(y + i / 8) * width + x + i % 8] - 128;
            for (int i = 0; i < 8; i++) transform(block + 8 * i, 1);
            for (int i = 0; i < 8; i++) transform(block + i, 8);
            for (int i = 0; i < 64; i++) {
                int q = block[order[i]] / (16 + i);
                if (q == 0) run++;
                else { out[n++] = (unsigned char) run; out[n++] = (unsigned char) q; run = 0; }
            }
            out[n++] = 255;
        }
    return n;
}
