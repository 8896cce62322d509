package dev.assay.model;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Host patterns: a name or address, {@code *.example.com} for its subdomains, {@code *} for every host. */
final class HostPattern {
    private static final Pattern FORM =
            Pattern.compile("\\*|(\\*\\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f:]{2,45}");

    private HostPattern() {}

    /** The patterns in lower case, sorted, each once; at least one. */
    static List<String> all(List<String> patterns) {
        List<String> all = patterns.stream()
                .map(p -> p.toLowerCase(Locale.ROOT))
                .sorted()
                .distinct()
                .toList();
        if (all.isEmpty()) {
            throw new InvalidValueException("hosts", "at least one is needed, such as api.example.com");
        }
        for (String pattern : all) {
            if (!FORM.matcher(pattern).matches() || pattern.contains("..")) {
                throw new InvalidValueException("host", pattern, "a host name, an address, *.example.com or *");
            }
        }
        return all;
    }

    static boolean anyMatches(List<String> patterns, String host) {
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
