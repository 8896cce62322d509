package dev.assay.registry.oci;

import dev.assay.registry.RegistryException;
import dev.assay.registry.http.Answer;
import dev.assay.registry.http.Hosts;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists that a registry gives in pages (RFC 8288). */
final class Pages {
    /** More than that no list has here. */
    static final int MOST = 100;

    private static final Pattern LINK = Pattern.compile("\\s*<([^<>\\s]{1,4096})>\\s*(;[^,<]*)");

    private Pages() {}

    /**
     * Where the next page is; empty after the last.
     *
     * @throws RegistryException when it is at another server
     */
    static Optional<URI> next(Answer answer) {
        Optional<String> link = answer.header("Link");
        if (link.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = LINK.matcher(link.get());
        while (matcher.find()) {
            if (matcher.group(2).matches(".*;\\s*rel=\"?next\"?.*")) {
                return Optional.of(sameServer(answer, matcher.group(1)));
            }
        }
        return Optional.empty();
    }

    private static URI sameServer(Answer answer, String target) {
        try {
            URI next = answer.uri().resolve(target);
            if (next.getHost() != null && Hosts.same(answer.uri(), next) && next.getRawUserInfo() == null) {
                return next;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new RegistryException(
                answer.where() + " has a next page at another server, which is not asked. Ask who keeps the registry");
    }
}
