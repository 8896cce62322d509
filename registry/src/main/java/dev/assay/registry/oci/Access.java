package dev.assay.registry.oci;

import dev.assay.registry.RegistryException;
import dev.assay.registry.http.Authorities;
import dev.assay.registry.http.Patience;
import dev.assay.registry.http.Watcher;
import dev.assay.registry.http.Web;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How servers are reached: with whose certificates, by which logins, how patiently. Thread-safe. */
public final class Access {
    /** Names a file of certificate authorities in PEM, which are trusted instead of this machine's. */
    public static final String CA_VARIABLE = "ASSAY_CA_FILE";

    private final Web web;
    private final Logins logins;
    private final boolean ownAuthority;
    private final Map<URI, Tokens> tokens = new ConcurrentHashMap<>();

    /**
     * Nothing is asked yet.
     *
     * @param authorities certificates in PEM, which are trusted instead of this machine's
     * @throws RegistryException when they cannot be read
     */
    public Access(Logins logins, Optional<Path> authorities, Patience patience) {
        this(logins, authorities, patience, Watcher.NONE);
    }

    /** The same, and says how far what is fetched has come. */
    public Access(Logins logins, Optional<Path> authorities, Patience patience, Watcher watcher) {
        this.web = new Web(patience, authorities.map(Authorities::read), watcher);
        this.logins = logins;
        this.ownAuthority = authorities.isPresent();
    }

    /** By the environment of a process: its {@code ASSAY_CA_FILE}, and the logins that {@code docker login} keeps. */
    public static Access of(Map<String, String> environment) {
        return of(environment, Watcher.NONE);
    }

    /** The same, and says how far what is fetched has come. */
    public static Access of(Map<String, String> environment, Watcher watcher) {
        return new Access(
                Logins.of(environment),
                Optional.ofNullable(environment.get(CA_VARIABLE))
                        .filter(file -> !file.isBlank())
                        .map(Path::of),
                Patience.USUAL,
                watcher);
    }

    public Web web() {
        return web;
    }

    /** A repository. On this machine registries have no TLS, unless an authority for it was named. */
    public Repository repository(Place place) {
        URI root = place.root(!place.plain() && (ownAuthority || !place.isLocal()));
        return new Repository(
                place, root, web, tokens.computeIfAbsent(root, _ -> new Tokens(web, root, place.host(), logins)));
    }
}
