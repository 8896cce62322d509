package dev.assay.trust.tuf;

import dev.assay.model.Inert;
import dev.assay.model.Reason;
import dev.assay.trust.TrustException;

/** Why metadata or a target is refused: one code a kind of attack or fault. */
enum Refusal {
    /** It is not what the specification calls metadata. */
    MALFORMED("Tell whoever runs the repository"),
    /** Too few of the right keys signed it. */
    SIGNATURES("Tell whoever runs the repository; it may be forged"),
    /** Its version is not the one that was announced. */
    VERSION("Try again later; if it stays, tell whoever runs the repository"),
    /** It is older than what was seen already. */
    ROLLBACK("Tell whoever runs the repository; somebody may be replaying old metadata"),
    /** Its time is over. */
    EXPIRED("Check this machine's clock; else the repository is not kept fresh, or somebody holds updates back"),
    /** It is longer than announced, or than is accepted. */
    LENGTH("Tell whoever runs the repository"),
    /** Its bytes are not the announced ones. */
    HASH("Tell whoever runs the repository; the file may have been exchanged"),
    /** The repository has no such file, or does not announce it. */
    MISSING("Check the address and the name"),
    /** There is more of something than is followed. */
    TOO_MANY("Refresh again: what was verified is kept; if it stays, tell whoever runs the repository"),
    /** The repository could not be asked. */
    UNREACHABLE("Check the network and the address"),
    /** The folder of trusted metadata cannot be used. */
    STORE("Check the folder, its owner and its mode");

    private final String remedy;

    Refusal(String remedy) {
        this.remedy = remedy;
    }

    /** The exception to throw; its code is such as {@code tuf-rollback}. */
    TrustException because(String message) {
        String code = "tuf-" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return new TrustException(new Reason(code, Inert.line(message, 600), remedy));
    }
}
