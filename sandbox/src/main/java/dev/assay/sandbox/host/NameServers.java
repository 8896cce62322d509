package dev.assay.sandbox.host;

import dev.assay.model.Document;
import dev.assay.model.InvalidValueException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who is asked for names: addresses that the host file says under {@code dns:}, or this system's. */
public final class NameServers {
    private static final int PORT = 53;
    private static final Path SYSTEM = Path.of("/etc/resolv.conf");
    private static final Pattern FORM =
            Pattern.compile("(?:((?:[0-9]{1,3}\\.){3}[0-9]{1,3})|\\[([0-9a-f:]{2,45})])(?::([1-9][0-9]{0,4}))?");
    private static final Pattern LINE = Pattern.compile("nameserver\\s+([0-9A-Fa-f.:]+)\\s*");

    private NameServers() {}

    /** Faults are left in the document, for its {@link Document#finish}. */
    public static List<InetSocketAddress> read(Document at) {
        List<InetSocketAddress> servers = at.list("servers", NameServers::parse);
        if (servers.isEmpty()) {
            at.fault("servers", "at least one is needed", "for example [10.0.0.53]");
        }
        at.end();
        return servers;
    }

    private static InetSocketAddress parse(String text) {
        Matcher parts = FORM.matcher(text);
        try {
            if (parts.matches()) {
                String address = parts.group(1) == null ? parts.group(2) : parts.group(1);
                int port = parts.group(3) == null ? PORT : Integer.parseInt(parts.group(3));
                return new InetSocketAddress(InetAddress.ofLiteral(address), port);
            }
        } catch (IllegalArgumentException e) {
            // told below, as any other text that is none
        }
        throw new InvalidValueException("servers", text, "an address such as 10.0.0.53, [fd00::53] or 127.0.0.1:5353");
    }

    /** As they are now; none if the system does not say. */
    static List<InetSocketAddress> ofThisSystem() {
        try {
            return Files.readAllLines(SYSTEM).stream()
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .map(line -> new InetSocketAddress(InetAddress.ofLiteral(line.group(1)), PORT))
                    .toList();
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
    }
}
