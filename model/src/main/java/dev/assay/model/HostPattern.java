package dev.assay.model;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Host patterns: a name or address, {@code *.example.com} for its subdomains, {@code *} for every host.
 */
public final class HostPattern {
    private static final Pattern FORM =
            Pattern.compile("\\*|(\\*\\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f:]{2,45}");

    /** As in RFC 2782 and the like, a label may begin with an underscore. */
    private static final Pattern NAME = Pattern.compile("\\*|(\\*\\.)?[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9])?");

    private HostPattern() {}

    /** The patterns in lower case, sorted, each once; at least one. */
    public static List<String> all(List<String> patterns) {
        return checked("host", patterns, FORM, "api.example.com", "a host name, an address, *.example.com or *");
    }

    /** The same for names in the domain name system. */
    static List<String> names(List<String> patterns) {
        return checked("name", patterns, NAME, "example.com", "a domain name, *.example.com or *");
    }

    /** The ports, sorted, each once. */
    static List<Integer> ports(List<Integer> ports) {
        for (int port : ports) {
            if (port < 1 || port > 65535) {
                throw new InvalidValueException("port", String.valueOf(port), "a number from 1 to 65535");
            }
        }
        return ports.stream().sorted().distinct().toList();
    }

    private static List<String> checked(
            String noun, List<String> patterns, Pattern form, String example, String expected) {
        List<String> all = patterns.stream()
                .map(p -> p.toLowerCase(Locale.ROOT))
                .sorted()
                .distinct()
                .toList();
        if (all.isEmpty()) {
            throw new InvalidValueException(noun + "s", "at least one is needed, such as " + example);
        }
        for (String pattern : all) {
            if (!form.matcher(pattern).matches() || pattern.contains("..")) {
                throw new InvalidValueException(noun, pattern, expected);
            }
        }
        return all;
    }

    public static boolean anyMatches(List<String> patterns, String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    static boolean overlap(List<String> some, List<String> others) {
        return some.stream().anyMatch(a -> others.stream().anyMatch(b -> matches(a, b) || matches(b, a)));
    }

    private static boolean matches(String pattern, String name) {
        if (pattern.equals("*") || pattern.equals(name)) {
            return true;
        }
        return pattern.startsWith("*.") && name.endsWith(pattern.substring(1)) && name.length() >= pattern.length();
    }
}
