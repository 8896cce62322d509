package dev.assay.audit.code;

/** Cryptographic primitives that are known by their constants. */
public enum Cipher {
    AES("AES", 4, 24, 24),
    GROESTL("Groestl", 4, 24, 24),
    KECCAK("Keccak", 8, 8, 6),
    SKEIN("Skein", 4, 8, 8),
    JH("JH", 4, 16, 16),
    BLAKE_256("BLAKE-256", 4, 12, 12),
    SHA_256("SHA-256", 4, 24, 32),
    /** The initial value of BLAKE2b, which is that of SHA-512. */
    BLAKE_2B("BLAKE2b", 4, 12, 12),
    SHA_512("SHA-512", 4, 24, 24),
    RANDOM_X("RandomX", 4, 4, 4);

    private final String title;
    /** How far apart its words lie in a table, in bytes. */
    final int stride;
    /** Different words in a row that are more than chance. */
    final int inData;
    /** Different words among the constants of the code that are more than chance. */
    final int inCode;

    Cipher(String title, int stride, int inData, int inCode) {
        this.title = title;
        this.stride = stride;
        this.inData = inData;
        this.inCode = inCode;
    }

    @Override
    public String toString() {
        return title;
    }
}
