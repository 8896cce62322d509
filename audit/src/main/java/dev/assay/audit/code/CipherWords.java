package dev.assay.audit.code;

import java.util.Arrays;

/**
 * The words that give ciphers away, in both byte orders, in an open table that is asked for every byte of data and every
 * constant: a bit of a filter answers nearly always. Immutable.
 */
final class CipherWords {
    private static final int FILTER_BITS = 18;
    private static final int TABLE_BITS = 15;
    private static final int SPREAD = 0x9E3779B1;
    private static final int NONE = -1;

    /** SHA-3, FIPS 202 section 3.2.5, the lower halves of the round constants; those with a high bit first. */
    private static final int[] KECCAK = {
        0x80008000,
        0x80008081,
        0x80008009,
        0x8000000a,
        0x8000808b,
        0x80008008,
        0x80000001,
        0x808a,
        0x808b,
        0x8082,
        0x8089,
        0x8009,
        0x8003,
        0x8002,
        0x800a,
        0x8080,
        0x8b,
        0x88,
        0x8a
    };

    /** How many of them no enumeration of a graphics library has. */
    static final int KECCAK_HIGH = 6;

    /** The same round constants, with even and odd bits apart. */
    private static final int[] KECCAK_INTERLEAVED = {
        0x8000008b,
        0x80008080,
        0x80008088,
        0x80000082,
        0x8000000b,
        0x8000008a,
        0x80000081,
        0x80000008,
        0x80008003,
        0x80000088,
        0x80008082
    };

    /** Skein 1.3, the key schedule's parity and the initial value of Skein-512-256. */
    private static final long[] SKEIN = {
        0x1BD11BDAA9FC1A22L,
        0xCCD044A12FDB3E13L,
        0xE83590301A79A9EBL,
        0x55AEA0614F816E6FL,
        0x2A2767A4AE9B94DBL,
        0xEC06025E74DD7683L,
        0xE7A436CDC4746251L,
        0xC36FBAF9393AD185L,
        0x3EEDBA1833EDFC13L
    };

    /** JH, the initial value of JH-256 and the first round constants in bitslice form, as bytes. */
    private static final long[] JH = {
        0xeb98a3412c20d3ebL, 0x92cdbe7b9cb245c1L, 0x1c93519160d4c7faL, 0x260082d67e508a03L,
        0xa4239e267726b945L, 0xe0fb1a48d41a9477L, 0xcdb5ab26026b177aL, 0x56f024420fff2fa8L,
        0x72d5dea2df15f867L, 0x7b84150ab7231557L, 0x81abd6904d5a87f6L, 0x4e9f4fc5c3d12b40L,
        0xea983ae05c45fa9cL, 0x03c5d29966b2999aL, 0x660296b4f2bb538aL, 0xb556141a88dba231L,
        0x03a35a5c9a190edbL, 0x403fb20a87c14410L, 0x1c051980849e951dL, 0x6f33ebad5ee7cddcL,
        0x10ba139202bf6b41L, 0xdc786515f7bb27d0L, 0x0a2c813937aa7850L, 0x3f1abfd2410091d3L,
        0x422d5a0df6cc7e90L, 0xdd629f9c92c097ceL, 0x185ca70bc72b44acL, 0xd1df65d663c6fc23L
    };

    /** BLAKE, section 2.1.1: digits of pi. */
    private static final int[] BLAKE_256 = {
        0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0, 0x082EFA98, 0xEC4E6C89,
        0x452821E6, 0x38D01377, 0xBE5466CF, 0x34E90C6C, 0xC0AC29B7, 0xC97C50DD, 0x3F84D5B5, 0xB5470917
    };

    /** RFC 7693, section 2.6. */
    private static final long[] BLAKE_2B = {
        0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L
    };

    /** The constants from which RandomX derives its registers. */
    private static final long[] RANDOM_X = {
        6364136223846793005L,
        Long.parseUnsignedLong("9298411001130361340"),
        Long.parseUnsignedLong("12065312585734608966"),
        Long.parseUnsignedLong("9306329213124626780"),
        5281919268842080866L,
        Long.parseUnsignedLong("10536153434571861004"),
        3398623926847679864L,
        Long.parseUnsignedLong("9549104520008361294")
    };

    /** Made when all constants are there. */
    static final CipherWords ALL = new CipherWords();

    private final long[] filter = new long[1 << (FILTER_BITS - 6)];
    private final int[] words = new int[1 << TABLE_BITS];
    private final short[] marks = new short[1 << TABLE_BITS];

    private CipherWords() {
        Arrays.fill(marks, (short) NONE);
        for (int i = 0; i < BLAKE_256.length; i++) {
            both(BLAKE_256[i], Cipher.BLAKE_256, i);
        }
        int[] primes = primes(80);
        for (int i = 0; i < 64; i++) {
            both((int) (fraction(primes[i]) >>> 32), Cipher.SHA_256, i);
        }
        for (int i = 0; i < 32; i++) {
            long k = fraction(primes[i]);
            // the upper half is SHA-256's: of SHA-512 the lower one tells
            both((int) k, Cipher.SHA_512, 2 * i);
        }
        longs(BLAKE_2B, Cipher.BLAKE_2B);
        longs(SKEIN, Cipher.SKEIN);
        longs(JH, Cipher.JH);
        longs(RANDOM_X, Cipher.RANDOM_X);
        for (int i = 0; i < KECCAK.length; i++) {
            both(KECCAK[i], Cipher.KECCAK, i);
        }
        for (int i = 0; i < KECCAK_INTERLEAVED.length; i++) {
            both(KECCAK_INTERLEAVED[i], Cipher.KECCAK, KECCAK_INTERLEAVED_FROM + i);
        }
        tables();
    }

    static final int KECCAK_INTERLEAVED_FROM = 32;

    /** FIPS 197: the S-box and its inverse as bytes, the tables of rounds as words; Groestl multiplies the same S-box otherwise. */
    private void tables() {
        int[] box = box();
        int[] inverse = new int[256];
        for (int i = 0; i < 256; i++) {
            inverse[box[i]] = i;
        }
        for (int i = 0; i < 256; i += 4) {
            put(word(box, i), Cipher.AES, i / 4);
            put(word(inverse, i), Cipher.AES, i / 4);
        }
        for (int i = 0; i < 256; i++) {
            circulant(new int[] {2, 1, 1, 3}, box[i], Cipher.AES, i & 63);
            circulant(new int[] {14, 9, 13, 11}, inverse[i], Cipher.AES, i & 63);
            circulant(new int[] {2, 7, 5, 3, 5, 4, 3, 2}, box[i], Cipher.GROESTL, i & 63);
        }
    }

    private void circulant(int[] row, int value, Cipher cipher, int index) {
        if (value < 4) {
            return; // small words stand everywhere
        }
        int[] products = new int[row.length];
        for (int i = 0; i < row.length; i++) {
            products[i] = times(row[i], value);
        }
        for (int start = 0; start < row.length; start++) {
            int[] turned = new int[4];
            for (int i = 0; i < 4; i++) {
                turned[i] = products[(start + i) % row.length];
            }
            both(word(turned, 0), cipher, index);
        }
    }

    private static int word(int[] bytes, int at) {
        return bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24;
    }

    private static int[] box() {
        int[] box = new int[256];
        int p = 1;
        int q = 1;
        do {
            p = times(3, p);
            q = times(0xf6, q); // the inverse of three
            int turned = q | q << 8;
            box[p] = ((q ^ turned >> 7 ^ turned >> 6 ^ turned >> 5 ^ turned >> 4) & 0xff) ^ 0x63;
        } while (p != 1);
        box[0] = 0x63;
        return box;
    }

    /** The product of two polynomials over GF(2), modulo that of AES. */
    private static int times(int a, int b) {
        int product = 0;
        int factor = b;
        for (int rest = a; rest > 0; rest >>= 1) {
            product ^= (rest & 1) * factor;
            factor = (factor << 1) ^ ((factor >> 7) * 0x11b);
        }
        return product;
    }

    private static int[] primes(int count) {
        int[] primes = new int[count];
        int found = 0;
        for (int n = 2; found < count; n++) {
            int candidate = n;
            if (Arrays.stream(primes, 0, found).allMatch(p -> candidate % p != 0)) {
                primes[found++] = n;
            }
        }
        return primes;
    }

    /** The first 64 bits of the fraction of a cube root: FIPS 180-4, section 4.2. */
    private static long fraction(int prime) {
        java.math.BigInteger scaled = java.math.BigInteger.valueOf(prime).shiftLeft(192);
        java.math.BigInteger root = java.math.BigInteger.ZERO;
        for (int bit = 68; bit >= 0; bit--) {
            java.math.BigInteger next = root.setBit(bit);
            if (next.pow(3).compareTo(scaled) <= 0) {
                root = next;
            }
        }
        return root.longValue();
    }

    private void longs(long[] values, Cipher cipher) {
        for (int i = 0; i < values.length; i++) {
            both((int) values[i], cipher, (2 * i) & 63);
            both((int) (values[i] >>> 32), cipher, (2 * i + 1) & 63);
        }
    }

    private void both(int word, Cipher cipher, int index) {
        put(word, cipher, index);
        put(Integer.reverseBytes(word), cipher, index);
    }

    /** A word of two ciphers stays with the first. */
    @SuppressWarnings("EnumOrdinal") // never leaves this process
    private void put(int word, Cipher cipher, int index) {
        int hash = word * SPREAD;
        int bit = hash >>> (32 - FILTER_BITS);
        filter[bit >>> 6] |= 1L << bit;
        int slot = hash >>> (32 - TABLE_BITS);
        while (marks[slot] != NONE) {
            if (words[slot] == word) {
                return;
            }
            slot = (slot + 1) & ((1 << TABLE_BITS) - 1);
        }
        words[slot] = word;
        marks[slot] = (short) (cipher.ordinal() << 6 | index);
    }

    /** Cipher and index in six bits of the word that is one of theirs; negative for any other. */
    int find(int word) {
        int hash = word * SPREAD;
        int bit = hash >>> (32 - FILTER_BITS);
        if ((filter[bit >>> 6] >>> bit & 1) == 0) {
            return NONE;
        }
        int slot = hash >>> (32 - TABLE_BITS);
        while (marks[slot] != NONE) {
            if (words[slot] == word) {
                return marks[slot];
            }
            slot = (slot + 1) & ((1 << TABLE_BITS) - 1);
        }
        return NONE;
    }
}
