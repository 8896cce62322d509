package dev.assay.runtime;

import dev.assay.model.Version;
import dev.assay.model.fleet.RuntimeProfile;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a runtime is started with.
 *
 * @param home its own directory: identity, what it remembers, results that wait
 * @param trust its own trust policy, which has the last word
 * @param host its own host file
 * @param registry a directory or an {@code http(s)} URL
 * @param grace for how long the last index known counts beyond its expiry, while the registry gives no newer one
 * @param cache how many bytes of fetched content are kept beside what the assigned plugins need
 * @param version of this program
 */
public record Settings(Path home, Path trust, Path host, String registry, Duration grace, long cache, Version version) {
    /** How much is kept where nobody says otherwise. */
    public static final long CACHE = 1L << 30;

    /** Less would fetch one release after another for ever. */
    public static final long SMALLEST_CACHE = 16L << 20;

    /** After so long nobody can say that a plugin was not revoked. */
    public static final Duration LONGEST_GRACE = Duration.ofDays(30);

    public Settings {
        if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
            throw new AssessmentRuntimeException(
                    "a grace of " + grace.toHours() + " hours is out of range. Give 0 to " + LONGEST_GRACE.toHours());
        }
        if (cache < SMALLEST_CACHE) {
            throw new AssessmentRuntimeException(
                    "a cache of " + cache + " bytes is too small. Give at least " + (SMALLEST_CACHE >> 20) + "MiB");
        }
    }

    HostFile hostFile() {
        try {
            return HostFile.read(Files.readAllBytes(host), host.toString());
        } catch (IOException e) {
            throw new AssessmentRuntimeException(
                    "the host file " + host + " cannot be read: " + e.getClass().getSimpleName()
                            + ". Give the file that says what this host lets plugins do",
                    e);
        }
    }

    /** What this runtime offers. */
    static RuntimeProfile profile(HostFile host, Version version) {
        return new RuntimeProfile(version, Sandbox.CONTRACTS, Sandbox.FEATURES, host.ceiling(), host.limits());
    }
}
