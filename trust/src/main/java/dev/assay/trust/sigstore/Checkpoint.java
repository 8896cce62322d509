package dev.assay.trust.sigstore;

import dev.assay.trust.sigstore.LogEntry.Proof;
import dev.assay.trust.sigstore.TrustedRoot.Log;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a log signs of its tree: a note of origin, size and root hash (C2SP tlog-checkpoint and signed-note). */
final class Checkpoint {
    private static final String CODE = "log-checkpoint-invalid";
    private static final int MOST_SIGNATURES = 32;
    private static final int HINT_BYTES = 4;

    /** Rekor v1 writes the number of its tree after its name. */
    private static final Pattern ORIGIN = Pattern.compile("([^\\s+]{1,253})( - [0-9]{1,20})?");

    private static final Pattern SIGNATURE = Pattern.compile("\u2014 ([^\\s+]{1,253}) ([A-Za-z0-9+/]{1,2000}={0,2})");

    private Checkpoint() {}

    /** Refuses a note that is of another tree, or that the log did not sign under its name and key id. */
    static void require(LogEntry entry, Proof proof, byte[] root, Log log) throws Malformed {
        String note = proof.checkpoint();
        int end = note.indexOf("\n\n");
        List<String> lines =
                end < 0 ? List.of() : List.of(note.substring(0, end).split("\n", -1));
        if (lines.size() < 3
                || !lines.get(1).equals(Long.toString(proof.treeSize()))
                || !lines.get(2).equals(Base64.getEncoder().encodeToString(root))) {
            throw new Malformed(CODE, "the checkpoint is not of the proof's tree");
        }
        String name = name(lines.getFirst(), entry.index() == proof.index(), log);
        byte[] signed = note.substring(0, end + 1).getBytes(StandardCharsets.UTF_8);
        String[] signatures = note.substring(end + 2).split("\n", MOST_SIGNATURES + 2);
        if (signatures.length > MOST_SIGNATURES + 1) {
            throw new Malformed(CODE, "the checkpoint has more than " + MOST_SIGNATURES + " signatures");
        }
        if (!signatures[signatures.length - 1].isEmpty()) {
            throw new Malformed(CODE, "the checkpoint ends early");
        }
        boolean signs = false;
        for (int i = 0; i < signatures.length - 1; i++) {
            Matcher line = SIGNATURE.matcher(signatures[i]);
            if (!line.matches()) {
                throw new Malformed(CODE, "the checkpoint holds a signature that is none");
            }
            // Witnesses sign too, under their own names.
            signs = signs || (line.group(1).equals(name) && signs(log, signed, line.group(2)));
        }
        if (signs) {
            return;
        }
        throw new Malformed(CODE, "the log did not sign this checkpoint");
    }

    /** The name under which the log must have signed. */
    private static String name(String origin, boolean inPlace, Log log) throws Malformed {
        Matcher matcher = ORIGIN.matcher(origin);
        if (!matcher.matches()) {
            throw new Malformed(CODE, "the checkpoint's origin is no name of a log");
        }
        String name = matcher.group(1);
        if (matcher.group(2) == null) {
            // A log of this form is its origin, and numbers its entries as its tree does.
            if (!name.equals(log.host())) {
                throw new Malformed(CODE, "the checkpoint is of the log " + name + ", not of " + log.host());
            }
            if (!inPlace) {
                throw new Malformed("log-proof-invalid", "the entry's number is not its place in the tree");
            }
        }
        return name;
    }

    private static boolean signs(Log log, byte[] signed, String text) throws Malformed {
        byte[] hinted = TransparencyLog.base64(text, CODE);
        if (hinted.length <= HINT_BYTES) {
            return false;
        }
        String hint = HexFormat.of().formatHex(hinted, 0, HINT_BYTES);
        return log.id().startsWith(hint)
                && log.key().verifies(signed, Arrays.copyOfRange(hinted, HINT_BYTES, hinted.length));
    }
}
