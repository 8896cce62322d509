package dev.assay.registry.search;

import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentMissingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Cards, and nodes in memory that are counted. */
final class Cards {
    private static final List<String> SUBJECTS = List.of(
            "sshd", "kernel", "Kubernetes", "TLS", "firewall", "passwords", "audit log", "cron", "sudo", "mounts");

    private Cards() {}

    static Card card(String plugin, String version, String summary) {
        return new Card(
                PluginName.parse(plugin),
                Version.parse(version),
                summary,
                Instant.parse("2026-11-22T12:00:00Z"),
                Optional.of(Verdict.APPROVED),
                new TreeSet<>(List.of("exec")),
                1,
                false,
                Digest.of((plugin + version).getBytes(StandardCharsets.UTF_8)),
                List.of(Digest.of(version.getBytes(StandardCharsets.UTF_8))));
    }

    static Card card(int number) {
        return card(
                "owner-" + number % 97 + "/plugin-" + number,
                "1." + number % 7 + ".0",
                "Checks " + SUBJECTS.get(number % 10) + " and " + SUBJECTS.get(number / 10 % 10) + " of a host");
    }

    /** Nodes in memory. */
    static final class Held implements Nodes {
        final Map<Blob, byte[]> all = new HashMap<>();
        int written;
        int read;
        long bytes;

        @Override
        public byte[] read(Blob node) {
            byte[] found = all.get(node);
            if (found == null) {
                throw new ContentMissingException(node + " is missing");
            }
            read++;
            bytes += found.length;
            return found;
        }

        @Override
        public void write(Blob node, byte[] bytes) {
            node.require(bytes, "what is written");
            all.put(node, bytes);
            written++;
        }
    }
}
