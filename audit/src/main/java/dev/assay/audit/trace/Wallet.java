package dev.assay.audit.trace;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Recognises where a coin is to be paid to: by its checksum, or where that needs a hash the JDK lacks, by length and alphabet. */
final class Wallet {
    private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final int MONERO = 95;

    private Wallet() {}

    /** The wallet that begins here, or null. */
    static @Nullable Trace at(byte[] bytes, int at, int from, int to) {
        if (to - at < 26
                || !ByteSet.BASE58.has(bytes[at + 25])
                || !ByteSet.BASE58.has(bytes[at + 12])
                || (at > from && ByteSet.ALPHANUMERIC.has(bytes[at - 1]))) {
            return null;
        }
        int end = ByteScan.endOfRun(bytes, at, to, MONERO + 1, ByteSet.BASE58);
        int length = end - at;
        if (length < 26 || (end < to && ByteSet.ALPHANUMERIC.has(bytes[end]))) {
            return null;
        }
        if (length == MONERO
                && (bytes[at] == '4' || bytes[at] == '8')
                && (ByteSet.DIGIT.has(bytes[at + 1]) || bytes[at + 1] == 'A' || bytes[at + 1] == 'B')
                && distinct(bytes, at, end) > 30) {
            return new Trace(Trace.Kind.PAID_WORK, at, end, "a Monero wallet");
        }
        return length <= 35 && (bytes[at] == '1' || bytes[at] == '3') && isBitcoin(bytes, at, end)
                ? new Trace(Trace.Kind.PAID_WORK, at, end, "a Bitcoin wallet whose checksum is right")
                : null;
    }

    private static int distinct(byte[] bytes, int from, int to) {
        return (int) new String(bytes, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1)
                .chars()
                .distinct()
                .count();
    }

    private static boolean isBitcoin(byte[] bytes, int from, int to) {
        BigInteger value = BigInteger.ZERO;
        for (int i = from; i < to; i++) {
            value = value.multiply(BigInteger.valueOf(58)).add(BigInteger.valueOf(BASE58.indexOf(bytes[i])));
        }
        byte[] digits = value.toByteArray();
        if (digits.length > 25 + 1) {
            return false;
        }
        byte[] whole = new byte[25];
        int copied = Math.min(25, digits.length);
        System.arraycopy(digits, digits.length - copied, whole, 25 - copied, copied);
        if (whole[0] != (bytes[from] == '1' ? 0 : 5)) {
            return false;
        }
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] hash = sha.digest(sha.digest(Arrays.copyOf(whole, 21)));
            return Arrays.equals(hash, 0, 4, whole, 21, 25);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
