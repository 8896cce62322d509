package dev.assay.audit.trace;

/** A set of bytes below 128, asked in the inner loop of the scan. */
final class ByteSet {
    static final ByteSet DIGIT = of("0-9");
    static final ByteSet ALPHANUMERIC = of("0-9A-Za-z");
    static final ByteSet BASE32 = of("A-Z2-7");
    static final ByteSet BASE64 = of("0-9A-Za-z+/");
    static final ByteSet BASE64_URL = of("0-9A-Za-z_-");
    static final ByteSet BASE58 = of("1-9A-HJ-NP-Za-km-z");
    static final ByteSet HOST = of("0-9A-Za-z._-");
    static final ByteSet SCHEME = of("0-9A-Za-z+");
    /** What a path on a build machine is made of; a blank would join words of a text. */
    static final ByteSet PATH = of("0-9A-Za-z_.+@~/\\-");

    private final boolean[] members = new boolean[128];

    private ByteSet() {}

    /** From a list of characters and of ranges such as {@code a-z}; a hyphen for itself stands last. */
    private static ByteSet of(String list) {
        ByteSet set = new ByteSet();
        for (int i = 0; i < list.length(); i++) {
            boolean range = i + 2 < list.length() && list.charAt(i + 1) == '-';
            char last = range ? list.charAt(i + 2) : list.charAt(i);
            for (char c = list.charAt(i); c <= last; c++) {
                set.members[c] = true;
            }
            i += range ? 2 : 0;
        }
        return set;
    }

    boolean has(byte b) {
        return b >= 0 && members[b];
    }
}
