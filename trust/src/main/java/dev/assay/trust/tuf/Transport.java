package dev.assay.trust.tuf;

import java.util.Optional;

/** Where a repository's files come from. Nothing that it gives is believed before it is verified. */
@FunctionalInterface
public interface Transport {
    /**
     * The file below the repository's address, or empty if there is none.
     *
     * @param path parts joined by {@code /}, percent-encoded already
     * @param most how many bytes to read at most: a larger file is refused, and not read to its end
     * @throws dev.assay.trust.TrustException made with {@link #unreachable} or {@link #tooLong}
     */
    Optional<byte[]> fetch(String path, int most);

    /** To throw when it cannot be known whether there is such a file. */
    static dev.assay.trust.TrustException unreachable(String path, String problem) {
        return Refusal.UNREACHABLE.because("'" + path + "' cannot be fetched: " + problem);
    }

    /** To throw when there is more than was asked for. */
    static dev.assay.trust.TrustException tooLong(String path, int most) {
        return Refusal.LENGTH.because("'" + path + "' is longer than the " + most + " bytes expected of it");
    }
}
