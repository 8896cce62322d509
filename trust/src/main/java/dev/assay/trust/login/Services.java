package dev.assay.trust.login;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The services of a Sigstore instance that sign. There is at least one that says a time. Immutable.
 *
 * @param authority gives certificates: the base of Fulcio's address
 * @param logs keep entries; may be none where the trusted root names none
 * @param timestamps say when: whole addresses of RFC 3161 authorities
 */
public record Services(URI authority, List<Log> logs, List<URI> timestamps) {
    private static final String PUBLIC_GOOD = "public-good.signing.json";

    /**
     * A transparency log.
     *
     * @param address the base of Rekor's address
     * @param version of its interface: 1 or 2
     */
    public record Log(URI address, int version) {
        /** Only the older interface promises inclusion, and with it a time. */
        boolean saysTime() {
            return version == 1;
        }
    }

    public Services {
        logs = List.copyOf(logs);
        timestamps = List.copyOf(timestamps);
        if (timestamps.isEmpty() && logs.stream().noneMatch(Log::saysTime)) {
            throw Failure.of(
                    "no-time",
                    "none of the services says when something was signed",
                    "Add a timestamp authority to the signing config ('tsaUrls')");
        }
    }

    /**
     * The services that a signing config names for this time, as the config's own rules choose them.
     *
     * @param json of media type {@code application/vnd.dev.sigstore.signingconfig.v0.2+json}
     * @throws dev.assay.trust.TrustException with code {@code signing-config-malformed}, {@code no-service} or {@code no-time}
     */
    public static Services of(byte[] json, Instant now) {
        return SigningConfig.services(json, now);
    }

    /** Those of Sigstore's public-good instance, as they were when this program was made. */
    public static Services publicGood(Instant now) {
        try (InputStream in = Objects.requireNonNull(Services.class.getResourceAsStream(PUBLIC_GOOD), PUBLIC_GOOD)) {
            return of(in.readAllBytes(), now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
