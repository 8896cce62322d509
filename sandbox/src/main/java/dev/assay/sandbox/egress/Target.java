package dev.assay.sandbox.egress;

import dev.assay.model.InvalidValueException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address on the web, read so that no two readers can take it for different hosts: no user, no fragment, no characters
 * outside RFC 3986, no host that ends in a number but is no dotted address, and no dot at a host's end.
 *
 * @param secure whether it is {@code https}
 * @param host a name in lower case, an IPv4 address, or an IPv6 address without its brackets
 * @param path with the query; begins with {@code /}
 */
public record Target(boolean secure, String host, int port, String path) {
    private static final int LONGEST = 8192;
    private static final String NOUN = "url";
    private static final Pattern FORM = Pattern.compile("(?i:(https?)://)(\\[[0-9A-Fa-f:]{2,45}]|[A-Za-z0-9.-]{1,253})"
            + "(?::([1-9][0-9]{0,4}))?((?:[/?](?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*+)?)");
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*" + "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern DOTTED = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern REFERENCE = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*+");

    /** Reads an absolute address. */
    public static Target parse(String url) {
        Matcher parts = FORM.matcher(url);
        if (url.length() > LONGEST || !parts.matches()) {
            throw new InvalidValueException(
                    NOUN, url, "https://host/path as in RFC 3986, without user and fragment, at most 8192 characters");
        }
        boolean secure = parts.group(1).equalsIgnoreCase("https");
        int port = Optional.ofNullable(parts.group(3)).map(Integer::parseInt).orElse(secure ? 443 : 80);
        if (port > 65_535) {
            throw new InvalidValueException("port", parts.group(3), "a number from 1 to 65535");
        }
        String path = parts.group(4);
        return new Target(secure, host(parts.group(2)), port, path.startsWith("/") ? path : "/" + path);
    }

    private static String host(String text) {
        String host = text.toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            String address = host.substring(1, host.length() - 1);
            if (Network.literal(address).isEmpty()) {
                throw new InvalidValueException("host", text, "an IPv6 address in brackets");
            }
            return address;
        }
        boolean number =
                NUMBER.matcher(host).matches(); // WHATWG URL, "ends in a number": 127.1, 0x7f.0.0.1, 2130706433
        if (!NAME.matcher(host).matches() || (number && !DOTTED.matcher(host).matches())) {
            throw new InvalidValueException(
                    "host", text, "a host name without a dot at its end, or four decimal numbers");
        }
        return host;
    }

    /** Where a {@code Location} points from here (RFC 3986, section 5.2); its fragment is nobody's business. */
    Target resolve(String location) {
        String reference = location.contains("#") ? location.substring(0, location.indexOf('#')) : location;
        if (reference.matches("(?i)[a-z][a-z0-9+.-]*:.*")) {
            return parse(reference);
        }
        if (!REFERENCE.matcher(reference).matches()) {
            throw new InvalidValueException("location", location, "characters of RFC 3986");
        }
        if (reference.startsWith("//")) {
            return parse((secure ? "https:" : "http:") + reference);
        }
        String plain = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        if (reference.isEmpty()) {
            return this;
        }
        return parse(origin()
                + switch (reference.charAt(0)) {
                    case '/' -> reference;
                    case '?' -> plain + reference;
                    default -> plain.substring(0, plain.lastIndexOf('/') + 1) + reference;
                });
    }

    /** Scheme, host and port: two addresses with the same origin are served by the same party. */
    public String origin() {
        return (secure ? "https://" : "http://") + authority();
    }

    /** Host and, unless it is the scheme's own, port: what the field {@code Host} says. */
    String authority() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }

    @Override
    public String toString() {
        return origin() + path;
    }
}
