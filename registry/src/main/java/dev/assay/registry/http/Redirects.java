package dev.assay.registry.http;

import dev.assay.model.Inert;
import dev.assay.registry.RegistryException;
import java.net.URI;
import java.net.http.HttpHeaders;

/** Where a server may send who asks it. */
public enum Redirects {
    /** Another place on the same server. */
    SAME_SERVER,
    /** Also another server, by HTTPS: what is fetched has a digest, and a registry's storage or CDN is elsewhere. */
    CONTENT,
    /** Nowhere: the redirect is the answer. */
    RETURNED;

    static final int MOST = 3;

    static boolean is(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /**
     * Where this answer leads.
     *
     * @throws RegistryException when that is nowhere, or not allowed
     */
    URI next(URI from, HttpHeaders headers) {
        String location = headers.firstValue("Location")
                .orElseThrow(() -> new RegistryException(Hosts.shown(from) + " redirects, but says not where to"));
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(Hosts.shown(from) + " redirects to something that is not a URL", e);
        }
        if (to.getHost() == null || to.getRawUserInfo() != null || !(Hosts.same(from, to) || mayLeaveFor(to))) {
            throw new RegistryException(Hosts.shown(from) + " redirects to another server, "
                    + Inert.line(to.getScheme() + "://" + to.getRawAuthority(), 200)
                    + ". If that is where the registry is now, use that address");
        }
        return to;
    }

    private boolean mayLeaveFor(URI to) {
        return this == CONTENT && "https".equals(to.getScheme());
    }
}
