package dev.assay.control;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * How to start the Configuration Service. Begins with {@link #of}; each method gives a copy with one thing changed.
 * Holds a password, so it has no {@code toString} that shows it.
 */
public final class Settings {
    final Path data;
    final String registry;
    final Path trust;
    String listen = "127.0.0.1:8484";

    @Nullable
    String databaseUrl;

    @Nullable
    String databasePassword;

    @Nullable
    Path tlsChain;

    @Nullable
    Path tlsKey;

    @Nullable
    URI publicUri;

    boolean plainTextAllowed;
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();

    private Settings(Path data, String registry, Path trust) {
        this.data = data;
        this.registry = registry;
        this.trust = trust;
    }

    private Settings(Settings other) {
        this(other.data, other.registry, other.trust);
        listen = other.listen;
        databaseUrl = other.databaseUrl;
        databasePassword = other.databasePassword;
        tlsChain = other.tlsChain;
        tlsKey = other.tlsKey;
        publicUri = other.publicUri;
        plainTextAllowed = other.plainTextAllowed;
        clock = other.clock;
        random = other.random;
    }

    /**
     * The usual: loopback, port 8484, the embedded PostgreSQL.
     *
     * @param data the service's own directory: signing key, embedded database, what it remembers of the registry
     * @param registry a directory or URL
     * @param trust the trust policy's file
     */
    public static Settings of(Path data, String registry, Path trust) {
        return new Settings(data, registry, trust);
    }

    /** Host and port, such as {@code 127.0.0.1:8484} or {@code [::1]:8484}; port 0 takes a free one. */
    public Settings listen(String hostAndPort) {
        Settings copy = new Settings(this);
        copy.listen = hostAndPort;
        return copy;
    }

    /**
     * Another PostgreSQL than the embedded one.
     *
     * @param url such as {@code postgresql://user@host:5432/database}
     * @param password null where the server asks for none
     */
    public Settings database(String url, @Nullable String password) {
        Settings copy = new Settings(this);
        copy.databaseUrl = url;
        copy.databasePassword = password;
        return copy;
    }

    /** Serves TLS; both files are PEM, the key unencrypted PKCS#8. */
    public Settings tls(Path chain, Path key) {
        Settings copy = new Settings(this);
        copy.tlsChain = chain;
        copy.tlsKey = key;
        return copy;
    }

    /** The address that runtimes and people use, where it is not the one listened on, such as behind a proxy. */
    public Settings publicUri(URI uri) {
        Settings copy = new Settings(this);
        copy.publicUri = uri;
        return copy;
    }

    /** Listens beyond loopback without TLS: for a proxy that adds it, and for nothing else. */
    public Settings allowPlainText() {
        Settings copy = new Settings(this);
        copy.plainTextAllowed = true;
        return copy;
    }

    /** The time, for tests. */
    public Settings clock(Clock clock) {
        Settings copy = new Settings(this);
        copy.clock = clock;
        return copy;
    }

    /** Where secrets come from, for tests. */
    public Settings random(SecureRandom random) {
        Settings copy = new Settings(this);
        copy.random = random;
        return copy;
    }
}
