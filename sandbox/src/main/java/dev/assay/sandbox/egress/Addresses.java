package dev.assay.sandbox.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** What kind of place an address is, by IANA's registries of special-purpose addresses (RFC 6890 and its updates). */
final class Addresses {
    /** A place in the network. */
    enum Kind {
        /** Anybody's, on the public internet. */
        PUBLIC,
        /** This machine, this network, or not meant for the public internet: for guests only if the host file opens it. */
        LOCAL,
        /** No single machine: never. */
        NONE
    }

    /** A block of addresses. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(byte[] start, int bits) {
        /** {@code 10.0.0.0/8} or {@code fd00::/8}; an address alone is a block of one. */
        static Block parse(String text) {
            int slash = text.indexOf('/');
            byte[] start = Network.literal(slash < 0 ? text : text.substring(0, slash))
                    .orElseThrow(() -> new IllegalArgumentException(text))
                    .getAddress();
            String bits = slash < 0 ? String.valueOf(start.length * 8) : text.substring(slash + 1);
            if (!bits.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(bits) > start.length * 8) {
                throw new IllegalArgumentException(text);
            }
            return new Block(start, Integer.parseInt(bits));
        }

        boolean contains(byte[] address) {
            if (address.length != start.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = 0xff << (8 - bits % 8) & 0xff;
            return Arrays.equals(address, 0, whole, start, 0, whole)
                    && (bits % 8 == 0 || (address[whole] & mask) == (start[whole] & mask));
        }

        boolean contains(InetAddress address) {
            return contains(address.getAddress());
        }
    }

    private static final List<Block> NEVER = blocks("0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "::/128", "ff00::/8");

    private static final List<Block> LOCAL = blocks(
            "10.0.0.0/8",
            "100.64.0.0/10", // carriers' own
            "127.0.0.0/8",
            "169.254.0.0/16", // link-local, where clouds keep credentials
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "2001::/23", // Teredo, ORCHID and other protocols
            "2001:db8::/32",
            "2002::/16", // 6to4: any IPv4 address in disguise, and obsolete
            "3fff::/20");

    private static final Block GLOBAL = Block.parse("2000::/3");
    private static final Block NAT64 = Block.parse("64:ff9b::/96");

    private Addresses() {}

    private static List<Block> blocks(String... texts) {
        return Arrays.stream(texts).map(Block::parse).toList();
    }

    static Kind kind(InetAddress address) {
        if (NEVER.stream().anyMatch(block -> block.contains(address))) {
            return Kind.NONE;
        }
        if (LOCAL.stream().anyMatch(block -> block.contains(address))) {
            return Kind.LOCAL;
        }
        if (address instanceof Inet4Address || GLOBAL.contains(address)) {
            return Kind.PUBLIC;
        }
        // RFC 6052: a translator delivers to the IPv4 address within. (Java makes ::ffff:a.b.c.d an Inet4Address
        // itself.)
        return NAT64.contains(address) ? kind(inner(address)) : Kind.LOCAL;
    }

    private static InetAddress inner(InetAddress address) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
