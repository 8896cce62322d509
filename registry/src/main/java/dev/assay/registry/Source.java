package dev.assay.registry;

import dev.assay.model.Inert;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the files of a registry are read from. Nothing that a source gives is trusted: signatures and digests are
 * checked by who reads. Thread-safe.
 */
public interface Source {
    /** A URL must answer completely within this time. */
    Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * The whole file at this path, which has {@code /} between its parts and is relative to the registry.
     *
     * @param most the most bytes accepted; no more are held
     * @throws RegistryException when it is absent, larger, not a plain file, or cannot be read
     */
    byte[] read(String path, int most);

    /** A registry in this directory. Links are not followed beneath it. */
    static Source directory(Path directory) {
        return new DirectorySource(directory);
    }

    /** A registry whose files are served below this URL. HTTPS, or HTTP from this machine. */
    static Source url(URI base) {
        return new UrlSource(base, PATIENCE);
    }

    /** A directory or an {@code http(s)} URL, as people write it. */
    static Source of(String location) {
        try {
            return location.matches("https?:.*") ? url(URI.create(location)) : directory(Path.of(location));
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    Inert.quote(location) + " is neither a URL nor a path. Give https://host/path or a directory", e);
        }
    }
}
