package dev.assay.registry.oci;

import dev.assay.model.Inert;
import dev.assay.registry.RegistryException;
import dev.assay.registry.http.Hosts;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository of an OCI registry, or what names of repositories begin with.
 *
 * @param plain whether the user says that it has no TLS
 * @param host with its port, if it has one
 * @param path parts joined by {@code /}
 */
public record Place(boolean plain, String host, String path) {
    /** What people write before a place. */
    public static final String SCHEME = "oci://";
    /** The same, and that it is to be asked without TLS. */
    public static final String PLAIN_SCHEME = "oci+http://";

    private static final int LONGEST = 255;
    private static final Pattern HOST = Pattern.compile(
            "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9a-fA-F:.]{2,45}])(?::[0-9]{1,5})?");
    /** OCI distribution specification 1.1, "Pulling manifests". */
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");

    private static final Pattern WRITTEN = Pattern.compile("(oci|oci\\+http)://([^/]+)/(.+)");

    public Place {
        if (!HOST.matcher(host).matches()) {
            throw new RegistryException(Inert.quote(host) + " is not a host of a registry. Give oci://host/name");
        }
        if (path.length() > LONGEST || !NAME.matcher(path).matches()) {
            throw new RegistryException(
                    Inert.quote(path) + " is not the name of a repository: lower-case letters, digits, and"
                            + " . _ - between them, in parts with / between, at most " + LONGEST + " characters");
        }
    }

    /** Whether this is written as a place is. */
    public static boolean is(String location) {
        return location.startsWith(SCHEME) || location.startsWith(PLAIN_SCHEME);
    }

    /**
     * {@code oci://host/path}, or {@code oci+http://} for a registry without TLS.
     *
     * @throws RegistryException when it is not that
     */
    public static Place parse(String location) {
        Matcher written = WRITTEN.matcher(location);
        if (!written.matches()) {
            throw new RegistryException(
                    Inert.quote(location) + " is not a place in an OCI registry. Give oci://host/name");
        }
        String host = written.group(2);
        String path = written.group(3);
        return new Place(
                written.group(1).equals("oci+http"),
                host,
                path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    /** Whether it is on this machine. */
    boolean isLocal() {
        return Hosts.isLoopback(host.replaceFirst(":[0-9]+$", ""));
    }

    /** Without TLS. */
    public Place insecure() {
        return new Place(true, host, path);
    }

    /** The repository of this name below this one. */
    Place below(String name) {
        return new Place(plain, host, path + "/" + name);
    }

    /**
     * Where its interface is. Docker Hub's is at another host than its name says.
     *
     * @param tls whether it has TLS
     */
    URI root(boolean tls) {
        return URI.create(
                (!tls ? "http://" : "https://") + (host.equals("docker.io") ? "registry-1.docker.io" : host) + "/v2/");
    }

    @Override
    public String toString() {
        return (plain ? PLAIN_SCHEME : SCHEME) + host + "/" + path;
    }
}
