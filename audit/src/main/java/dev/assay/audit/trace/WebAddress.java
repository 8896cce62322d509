package dev.assay.audit.trace;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises addresses that a plugin has no honest use for: it asks its host, and the host knows the names. */
final class WebAddress {
    private static final int LONGEST_HOST = 253;

    private static final List<String> POOLS = List.of(
            "coinhive.",
            "coin-hive.",
            "crypto-loot.",
            "cryptoloot.",
            "coinimp.",
            "webminepool.",
            "jsecoin.",
            "minero.cc",
            "minexmr.",
            "supportxmr.",
            "xmrpool.",
            "nanopool.org",
            "moneroocean.",
            "hashvault.pro",
            "2miners.com",
            "f2pool.",
            "nicehash.com",
            "unmineable.com",
            "herominers.com",
            "monerohash.com",
            "dwarfpool.com",
            "ethermine.org",
            "slushpool.com",
            "minergate.com",
            "viabtc.com",
            "zpool.ca",
            "unmineable.",
            "xmr-eu",
            "xmrig.");

    private static final List<String> INSIDE =
            List.of(".internal", ".corp", ".lan", ".intranet", ".local", ".svc.cluster.local", ".home.arpa");

    private static final Pattern ADDRESS = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");

    private WebAddress() {}

    /** The URL whose scheme ends here; null where it is an ordinary one. */
    static @Nullable Trace at(byte[] bytes, int colon, int from, int to) {
        int start = colon;
        while (start > from && colon - start < 16 && ByteSet.SCHEME.has(bytes[start - 1])) {
            start--;
        }
        String scheme = String.valueOf(ByteScan.ascii(bytes, start, colon)).toLowerCase(Locale.ROOT);
        int hostAt = colon + 3;
        int end = ByteScan.endOfRun(bytes, hostAt, to, LONGEST_HOST, ByteSet.HOST);
        String host = String.valueOf(ByteScan.ascii(bytes, hostAt, end)).toLowerCase(Locale.ROOT);
        if (scheme.contains("stratum+") || scheme.endsWith("stratum")) {
            return paid(start, Math.max(end, colon + 3), "the address of a mining pool");
        }
        if (!scheme.endsWith("http")
                && !scheme.endsWith("https")
                && !scheme.endsWith("ws")
                && !scheme.endsWith("wss")
                && !scheme.endsWith("tcp")
                && !scheme.endsWith("ftp")) {
            return null;
        }
        if (POOLS.stream().anyMatch(pool -> host.startsWith(pool) || host.contains("." + pool))) {
            return paid(start, end, "the address of a mining pool");
        }
        Matcher number = ADDRESS.matcher(host);
        if (number.matches()) {
            return numeric(number, start, end);
        }
        boolean inside = INSIDE.stream().anyMatch(host::endsWith) && !host.startsWith(".");
        return inside ? new Trace(Trace.Kind.INTERNAL_HOST, start, end, "a URL of the internal host " + host) : null;
    }

    private static Trace paid(int start, int end, String what) {
        return new Trace(Trace.Kind.PAID_WORK, start, end, what);
    }

    /** Loopback, unspecified and documentation addresses are nobody's; versions look like addresses too, but not in a URL. */
    private static @Nullable Trace numeric(Matcher number, int start, int end) {
        int[] parts = new int[4];
        for (int i = 0; i < 4; i++) {
            parts[i] = Integer.parseInt(number.group(i + 1));
            if (parts[i] > 255) {
                return null;
            }
        }
        int a = parts[0];
        int b = parts[1];
        boolean example = (a == 192 && b == 0 && parts[2] == 2)
                || (a == 198 && b == 51 && parts[2] == 100)
                || (a == 203 && b == 0 && parts[2] == 113);
        if (a == 0 || a == 127 || a >= 224 || example) {
            return null;
        }
        boolean inside = a == 10 || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168) || (a == 169 && b == 254);
        return inside
                ? new Trace(Trace.Kind.INTERNAL_HOST, start, end, "a URL of the private address " + number.group())
                : paid(start, end, "a URL with a bare address, " + number.group());
    }

    /** A hidden service: rend-spec-v3, section 6, or sixteen characters of version 2. */
    static @Nullable Trace hidden(byte[] bytes, int dot, int from, int to) {
        if (!ByteScan.hasText(bytes, dot, to, ".onion") || (dot + 6 < to && ByteSet.ALPHANUMERIC.has(bytes[dot + 6]))) {
            return null;
        }
        int start = dot;
        while (start > from && dot - start < 57 && isBase32(bytes[start - 1])) {
            start--;
        }
        int length = dot - start;
        return length == 16 || length == 56 ? paid(start, dot + 6, "the address of a hidden service") : null;
    }

    private static boolean isBase32(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= '2' && b <= '7');
    }
}
