package dev.assay.sandbox.egress;

import dev.assay.model.HostPattern;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where requests may go, by the runtime's own file: to public addresses over TLS, and beyond that only what the file opens.
 * Thread-safe.
 *
 * @param openings hosts that may have addresses of these networks
 * @param plain hosts that may be asked without TLS
 * @param authorities who vouches for a host, in place of this Java's roots
 */
public record Network(List<Opening> openings, List<String> plain, List<Authority> authorities, Resolver resolver) {
    /** Public addresses, over TLS, certified by this Java's roots. */
    public static final Network PUBLIC = new Network(List.of(), List.of(), List.of(), InetAddress::getAllByName);

    /** Tells the addresses of a name, each time as it is then. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** These hosts may have addresses in these blocks, which are not public. */
    record Opening(List<String> hosts, List<Addresses.Block> blocks) {}

    /** A file of certificates, PEM, that alone vouches for these hosts. */
    record Authority(List<String> hosts, Path file) {}

    /** The address that this text is, without asking anybody; empty if it is a name. */
    static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text))
                    .filter(a -> text.contains(":") || text.matches("([0-9]+\\.){3}[0-9]+"));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean allowsPlain(String host) {
        return HostPattern.anyMatches(plain, host);
    }

    Optional<Path> authority(String host) {
        return authorities.stream()
                .filter(authority -> HostPattern.anyMatches(authority.hosts(), host))
                .map(Authority::file)
                .findFirst();
    }

    /**
     * The host's addresses, resolved once; who connects uses these and asks for no others, so that a name cannot lead elsewhere
     * afterwards. If one of them is not allowed, none is.
     */
    List<InetAddress> addresses(String host) throws EgressException {
        InetAddress[] addresses;
        try {
            addresses = resolver.resolve(host);
        } catch (UnknownHostException e) {
            throw new EgressException(EgressException.Kind.UNAVAILABLE, host + " has no address");
        }
        for (InetAddress address : addresses) {
            if (!allows(host, address)) {
                throw EgressException.refused(
                        host
                                + " is not on the public internet, and this host's file does not open it: name it under network:");
            }
        }
        return List.of(addresses);
    }

    private boolean allows(String host, InetAddress address) {
        return switch (Addresses.kind(address)) {
            case PUBLIC -> true;
            case NONE -> false;
            case LOCAL ->
                openings.stream()
                        .filter(opening -> HostPattern.anyMatches(opening.hosts(), host))
                        .anyMatch(opening -> opening.blocks().stream().anyMatch(block -> block.contains(address)));
        };
    }
}
