package dev.assay.trust.sigstore;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * An entry of a transparency log, as a bundle carries it.
 *
 * @param integrated seconds since 1970, or 0 where the log does not say
 * @param body base64 of what the log keeps
 */
record LogEntry(
        long index,
        String logId,
        String kind,
        String version,
        long integrated,
        Optional<String> promise,
        Optional<Proof> proof,
        String body) {
    private static final int MOST_HASHES = 64;

    /** As many digits as the largest number has. */
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,15}");

    /** That the entry is in the tree that the checkpoint signs. */
    record Proof(long index, long treeSize, String rootHash, List<String> hashes, String checkpoint) {}

    /** Where it stands: two entries of one place are one entry. */
    String place() {
        return logId + " " + index;
    }

    static LogEntry fromJson(Fields fields) {
        Fields kind = fields.object("kindVersion");
        Fields id = fields.object("logId");
        LogEntry entry = new LogEntry(
                number(fields, "logIndex"),
                HexFormat.of().formatHex(TrustedRoot.base64(id, "keyId")),
                kind.text("kind"),
                kind.text("version"),
                number(fields, "integratedTime"),
                fields.optionalObject("inclusionPromise").map(promise -> {
                    String text = promise.text("signedEntryTimestamp");
                    promise.end();
                    return text;
                }),
                fields.optionalObject("inclusionProof").map(LogEntry::proof),
                fields.text("canonicalizedBody"));
        TrustedRoot.base64(fields, "canonicalizedBody");
        kind.end();
        id.end();
        fields.end();
        return entry;
    }

    private static Proof proof(Fields fields) {
        Fields checkpoint = fields.object("checkpoint");
        Proof proof = new Proof(
                number(fields, "logIndex"),
                number(fields, "treeSize"),
                fields.text("rootHash"),
                fields.texts("hashes", MOST_HASHES),
                checkpoint.text("envelope"));
        checkpoint.end();
        fields.end();
        return proof;
    }

    /** Protocol buffers write 64-bit numbers as texts; an absent one is zero. */
    private static long number(Fields fields, String name) {
        Optional<JsonNode> node = fields.optionalNode(name);
        if (node.isEmpty()) {
            return 0;
        }
        String text = node.get().isString() || node.get().isIntegralNumber()
                ? node.get().asString()
                : "";
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > Json.LARGEST_INTEGER) {
            throw new InvalidValueException(fields.path() + "." + name, text, "a number from 0 to 2^53-1");
        }
        return Long.parseLong(text);
    }
}
