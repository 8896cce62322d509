package dev.assay.sandbox.egress;

import dev.assay.model.InvalidValueException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The fields of a request's head: their form, which of them a guest may set, and which go along to another place. */
public final class Headers {
    static final int MOST = 64;

    private static final int LONGEST_VALUE = 8192;
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]{1,64}"); // RFC 9110, section 5.6.2
    private static final Pattern VALUE = Pattern.compile("([!-~]([ \\t!-~]*[!-~])?)?");

    /** They say where a message ends, who passes it on, or that it means something other than it seems to. */
    private static final Set<String> HOSTS_OWN = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "forwarded",
            "host",
            "http2-settings",
            "keep-alive",
            "max-forwards",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via");

    private static final Pattern HOSTS_OWN_FAMILIES = Pattern.compile(
            "proxy-.*|x-forwarded-.*|x-http-method.*|x-method-override|x-original-.*|x-rewrite-.*|impersonate-.*");

    private static final Set<String> FOR_ANYBODY =
            Set.of("accept", "accept-language", "content-language", "content-type", "user-agent");

    private Headers() {}

    static void check(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException("header", name, "a token of RFC 9110 of at most 64 characters");
        }
        if (value.length() > LONGEST_VALUE || !VALUE.matcher(value).matches()) {
            // not shown: it may be a secret
            throw new InvalidValueException(
                    "header " + name, "its value must be visible ASCII of at most 8192 characters");
        }
    }

    /** What a guest asks to be sent, with the names in lower case. */
    public static NavigableMap<String, String> ofGuest(Map<String, String> asked) {
        if (asked.size() > MOST) {
            throw new InvalidValueException("headers", "at most " + MOST + " are allowed");
        }
        NavigableMap<String, String> headers = new TreeMap<>();
        asked.forEach((text, value) -> {
            String name = text.toLowerCase(java.util.Locale.ROOT);
            check(name, value);
            if (HOSTS_OWN.contains(name) || HOSTS_OWN_FAMILIES.matcher(name).matches()) {
                throw new InvalidValueException("header", name, "one that is not the host's own to set");
            }
            if (headers.put(name, value) != null) {
                throw new InvalidValueException("header " + name, "it is there twice");
            }
        });
        return headers;
    }

    /** Of these, what another party than the one they were meant for may see: no credentials, nothing unknown. */
    static NavigableMap<String, String> forAnybody(NavigableMap<String, String> headers) {
        NavigableMap<String, String> kept = new TreeMap<>(headers);
        kept.keySet().retainAll(FOR_ANYBODY);
        return kept;
    }

    /** Of these, what describes no content. */
    static NavigableMap<String, String> withoutContent(NavigableMap<String, String> headers) {
        NavigableMap<String, String> kept = new TreeMap<>(headers);
        kept.keySet().removeIf(name -> name.startsWith("content-"));
        return kept;
    }
}
