package dev.assay.sandbox.egress;

import dev.assay.model.Document;
import dev.assay.model.HostPattern;
import dev.assay.model.InvalidValueException;
import dev.assay.model.ModelException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what the host file says of the network, under {@code network:}. */
public final class NetworkReader {
    private NetworkReader() {}

    /** Faults are left in the document, for its {@link Document#finish}. */
    public static Network read(Document at) {
        List<Network.Opening> openings = new ArrayList<>();
        for (Document open : at.mappings("open")) {
            openings.add(new Network.Opening(hosts(open, "hosts"), open.list("addresses", NetworkReader::block)));
            if (!open.has("addresses")) {
                open.fault("addresses", "it must say which addresses", "for example [10.0.0.0/8]");
            }
            open.end();
        }
        List<Network.Authority> authorities = new ArrayList<>();
        for (Document authority : at.mappings("authorities")) {
            List<String> hosts = hosts(authority, "hosts");
            authority
                    .required("file", NetworkReader::file)
                    .ifPresent(file -> authorities.add(new Network.Authority(hosts, file)));
            authority.end();
        }
        List<String> plain = at.has("plain") ? hosts(at, "plain") : List.of();
        at.end();
        return new Network(List.copyOf(openings), plain, List.copyOf(authorities), InetAddress::getAllByName);
    }

    static List<String> hosts(Document at, String key) {
        try {
            return HostPattern.all(at.texts(key));
        } catch (ModelException e) {
            at.fault(key, String.valueOf(e.getMessage()), "");
            return List.of();
        }
    }

    static Path file(String text) {
        if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
            throw new InvalidValueException("file", text, "an absolute path");
        }
        return Path.of(text);
    }

    private static Addresses.Block block(String text) {
        try {
            return Addresses.Block.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("addresses", text, "a block such as 10.0.0.0/8 or fd00::/8");
        }
    }
}
