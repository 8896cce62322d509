package dev.assay.registry.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server wants before it answers (RFC 9110, section 11.6.1).
 *
 * @param scheme in lower case
 * @param parameters by their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final int LONGEST = 4 << 10;
    private static final Pattern SCHEME = Pattern.compile("\\s*,?\\s*([A-Za-z][A-Za-z0-9-]*)(?:\\s+|$)(?![\\s=])");
    private static final Pattern PARAMETER =
            Pattern.compile("\\s*,?\\s*([A-Za-z0-9_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"]*))");

    /** Those of all headers of that name; what is not written as the RFC has it ends the reading. */
    static List<Challenge> read(List<String> headers) {
        List<Challenge> all = new ArrayList<>();
        headers.stream().filter(header -> header.length() <= LONGEST).limit(8).forEach(header -> read(header, all));
        return all;
    }

    private static void read(String header, List<Challenge> all) {
        Matcher scheme = SCHEME.matcher(header);
        Matcher parameter = PARAMETER.matcher(header);
        int at = 0;
        while (at < header.length() && scheme.region(at, header.length()).lookingAt()) {
            at = scheme.end();
            Map<String, String> parameters = new TreeMap<>();
            while (parameter.region(at, header.length()).lookingAt()) {
                String value = parameter.group(2) == null
                        ? parameter.group(3)
                        : parameter.group(2).replaceAll("\\\\(.)", "$1");
                parameters.put(parameter.group(1).toLowerCase(Locale.ROOT), value);
                at = parameter.end();
            }
            all.add(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters));
        }
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }
}
