package dev.assay.control;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address to listen on, read from what a person wrote. */
final class Listen {
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:\\[\\]]+):([0-9]{1,5})");

    private Listen() {}

    /**
     * Reads {@code host:port}.
     *
     * @throws ControlException if it is no address, or one beyond loopback without {@code safe}
     */
    static InetSocketAddress parse(String text, boolean safe) {
        Matcher parts = HOST_AND_PORT.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
            throw new ControlException(
                    "The address to listen on cannot be read", "'" + text + "'", "Give one such as 127.0.0.1:8484");
        }
        String host = parts.group(1).replaceAll("[\\[\\]]", "");
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            for (InetAddress address : addresses) {
                if (!address.isLoopbackAddress() && !safe) {
                    throw new ControlException(
                            "The service would be reached from beyond this machine without TLS",
                            text,
                            "Give a certificate and key, listen on 127.0.0.1, or allow plain text by name if a proxy"
                                    + " adds TLS");
                }
            }
            return new InetSocketAddress(addresses[0], Integer.parseInt(parts.group(2)));
        } catch (UnknownHostException e) {
            throw new ControlException(
                    "The host to listen on is not known", "'" + host + "'", "Give an address of this machine", e);
        }
    }
}
