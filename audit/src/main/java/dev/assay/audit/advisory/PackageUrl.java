package dev.assay.audit.advisory;

import dev.assay.model.InvalidValueException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Package URLs (github.com/package-url/purl-spec), as far as advisories have an ecosystem for their type. Pure. */
final class PackageUrl {
    private static final int MOST_CHARACTERS = 1_000;

    /** Type, namespace and name, version; qualifiers and subpath say nothing about which package it is. */
    private static final Pattern FORM =
            Pattern.compile("pkg:/{0,2}([A-Za-z][A-Za-z0-9.+-]{0,39})/([^?#]+?)(?:@([^@/?#]+))?(?:\\?[^#]*)?(?:#.*)?");

    private static final Map<String, String> ECOSYSTEMS = Map.of(
            "cargo", Coordinates.CRATES,
            "golang", Coordinates.GO,
            "npm", Coordinates.NPM,
            "pypi", Coordinates.PYPI,
            "generic", Coordinates.GENERIC);

    private PackageUrl() {}

    /**
     * What it names; empty where no ecosystem of advisories belongs to its type.
     *
     * @param otherwise the version where the URL has none
     * @throws InvalidValueException for what is no package URL
     */
    static Optional<Component> read(String text, String otherwise) {
        Matcher matcher = FORM.matcher(text);
        if (text.length() > MOST_CHARACTERS || !matcher.matches()) {
            throw wrong(text);
        }
        String name = decoded(matcher.group(2), text);
        String version = matcher.group(3) == null ? otherwise : decoded(matcher.group(3), text);
        return Optional.ofNullable(ECOSYSTEMS.get(matcher.group(1).toLowerCase(Locale.ROOT)))
                .map(ecosystem -> new Component(new Coordinates(ecosystem, name), name, version));
    }

    private static String decoded(String part, String whole) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong(whole);
        }
    }

    private static InvalidValueException wrong(String text) {
        return new InvalidValueException("package URL", text, "one such as pkg:cargo/serde@1.0.200");
    }
}
