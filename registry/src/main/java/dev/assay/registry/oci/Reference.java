package dev.assay.registry.oci;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.ModelException;
import dev.assay.registry.RegistryException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An artifact in a repository: {@code oci://host/name:tag}, {@code oci://host/name@sha256:…}, or both.
 *
 * @param tag where there is no digest, that of a name without one is {@code latest}
 */
public record Reference(Place repository, Optional<String> tag, Optional<Digest> digest) {
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    public Reference {
        tag.ifPresent(Reference::requireTag);
    }

    static String requireTag(String tag) {
        if (!TAG.matcher(tag).matches()) {
            throw new RegistryException(Inert.quote(tag) + " is not a tag: letters, digits and . _ -, at most 128");
        }
        return tag;
    }

    static boolean isTag(String tag) {
        return TAG.matcher(tag).matches();
    }

    /**
     * As people write it.
     *
     * @throws RegistryException when it is not written so
     */
    public static Reference parse(String text) {
        int at = text.indexOf('@');
        Optional<Digest> digest = at < 0 ? Optional.empty() : Optional.of(digest(text.substring(at + 1)));
        String named = at < 0 ? text : text.substring(0, at);
        int colon = named.indexOf(':', named.lastIndexOf('/'));
        Optional<String> tag = colon < 0 ? Optional.empty() : Optional.of(named.substring(colon + 1));
        Place place = Place.parse(colon < 0 ? named : named.substring(0, colon));
        return new Reference(place, tag.isEmpty() && digest.isEmpty() ? Optional.of("latest") : tag, digest);
    }

    private static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (ModelException e) {
            throw new RegistryException(Inert.quote(text) + ": " + e.getMessage(), e);
        }
    }

    public Reference at(Place other) {
        return new Reference(other, tag, digest);
    }

    /** What names it best: the digest, if it is known. */
    String name() {
        return digest.map(Digest::toString).or(() -> tag).orElse("latest");
    }

    @Override
    public String toString() {
        return repository
                + tag.map(name -> ":" + name).orElse("")
                + digest.map(name -> "@" + name).orElse("");
    }
}
