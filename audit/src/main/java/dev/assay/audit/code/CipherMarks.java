package dev.assay.audit.code;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Gathers the constants of ciphers in the data, where they must stand in a row, and in the code, where enough different ones
 * must be. Not thread-safe.
 */
final class CipherMarks {
    private static final Cipher[] CIPHERS = Cipher.values();
    private static final int KECCAK = at(Cipher.KECCAK);
    private static final int SKEIN = at(Cipher.SKEIN);
    private static final long KECCAK_HIGH = (1L << CipherWords.KECCAK_HIGH) - 1;
    private static final long KECCAK_LOW = (1L << CipherWords.KECCAK_INTERLEAVED_FROM) - 1;
    private static final int HIGH_BIT = 1 << 31;

    private final CipherWords words = CipherWords.ALL;
    private final long[] inCode = new long[CIPHERS.length];
    /** Words of Keccak seen in constants of 64 bits, whose upper halves prove them. */
    private long keccakWide;

    private final long[] row = new long[CIPHERS.length];
    private final int[] lastAt = new int[CIPHERS.length];
    private final int[] firstAt = new int[CIPHERS.length];
    private final Map<Cipher, Integer> found = new EnumMap<>(Cipher.class);

    @SuppressWarnings("EnumOrdinal") // never leaves this process
    private static int at(Cipher cipher) {
        return cipher.ordinal();
    }

    /** Looks at every word of some data, wherever it begins. */
    void data(byte[] bytes, int from, int to) {
        java.util.Arrays.fill(lastAt, Integer.MIN_VALUE / 2);
        int word = 0;
        for (int at = from; at < to; at++) {
            word = word >>> 8 | bytes[at] << 24;
            int mark = words.find(word);
            if (mark >= 0 && at - 3 >= from) {
                inRow(mark, at - 3);
            }
        }
    }

    private void inRow(int mark, int at) {
        int cipher = mark >> 6;
        int gap = at - lastAt[cipher];
        // tables of words may be interleaved with a second one of theirs
        if (gap > CIPHERS[cipher].stride) {
            row[cipher] = 0;
            firstAt[cipher] = at;
        } else if (gap < 4 && cipher != KECCAK) {
            return; // a word that overlaps the one before it is chance
        }
        lastAt[cipher] = at;
        row[cipher] |= 1L << mark;
        if (Long.bitCount(row[cipher]) >= CIPHERS[cipher].inData
                && (cipher != KECCAK || Long.bitCount(row[cipher] & (KECCAK_HIGH | ~KECCAK_LOW)) >= 3)) {
            found.putIfAbsent(CIPHERS[cipher], firstAt[cipher]);
        }
    }

    /** A constant of 32 bits in the code. */
    void constant(int value) {
        int mark = words.find(value);
        if (mark >= 0) {
            inCode[mark >> 6] |= 1L << mark;
        }
    }

    /** One of 64 bits: both halves must belong together, or there would be two chances for each. */
    void constant(long value) {
        int lower = words.find((int) value);
        if (lower < 0) {
            return;
        }
        int upper = (int) (value >>> 32);
        if (lower >> 6 == KECCAK) {
            if (upper == HIGH_BIT) {
                keccakWide |= 1L << lower;
            }
            return;
        }
        int other = words.find(upper);
        // the upper halves of SHA-512's constants are those of SHA-256
        if (other >= 0 && (other >> 6 == lower >> 6 || lower >> 6 == at(Cipher.SHA_512))) {
            inCode[lower >> 6] |= 1L << lower | (other >> 6 == lower >> 6 ? 1L << other : 0);
        }
    }

    /** The ciphers that are there. */
    Set<Cipher> ciphers() {
        Set<Cipher> all = EnumSet.noneOf(Cipher.class);
        all.addAll(found.keySet());
        for (Cipher cipher : CIPHERS) {
            if (Long.bitCount(inCode[at(cipher)]) >= cipher.inCode && cipher != Cipher.KECCAK) {
                all.add(cipher);
            }
        }
        if (Long.bitCount(keccakWide) >= Cipher.KECCAK.inCode
                || Long.bitCount(inCode[KECCAK] & KECCAK_HIGH) >= CipherWords.KECCAK_HIGH - 1
                || Long.bitCount(inCode[KECCAK] & ~KECCAK_LOW) >= 8) {
            all.add(Cipher.KECCAK);
        }
        if ((inCode[SKEIN] & 3) == 3) { // the parity of the key schedule, which nothing else has
            all.add(Cipher.SKEIN);
        }
        return all;
    }

    /** Where its table begins; negative where its constants are in the code. */
    int tableOf(Cipher cipher) {
        return found.getOrDefault(cipher, -1);
    }
}
