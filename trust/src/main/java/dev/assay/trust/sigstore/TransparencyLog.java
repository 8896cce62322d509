package dev.assay.trust.sigstore;

import dev.assay.model.Json;
import dev.assay.trust.sigstore.LogEntry.Proof;
import dev.assay.trust.sigstore.TrustedRoot.Log;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Checks that a log holds an entry, and that the entry is about this signature of this content by this key. */
final class TransparencyLog {
    private TransparencyLog() {}

    /** The log that holds it; every promise and proof that is there must be right. */
    static Log verify(LogEntry entry, Content content, SignerKey signer, TrustedRoot root) throws Malformed {
        Log log = root.transparencyLogs().stream()
                .filter(known -> known.id().equals(entry.logId()))
                .findFirst()
                .orElseThrow(() -> new Malformed("unknown-log", "the entry is of a log that the trusted root lacks"));
        if (entry.promise().isEmpty() && entry.proof().isEmpty()) {
            throw new Malformed("log-proof-missing", "the entry has neither a promise nor a proof of inclusion");
        }
        if (entry.promise().isPresent()) {
            promise(entry, entry.promise().get(), log);
        }
        if (entry.proof().isPresent()) {
            proof(entry, entry.proof().get(), log);
        }
        LogBody.require(entry, content, signer);
        return log;
    }

    /** The signed entry timestamp: the log's word for the body, its place and its time. */
    private static void promise(LogEntry entry, String promise, Log log) throws Malformed {
        byte[] signed = Json.canonical(Json.object()
                .put("body", entry.body())
                .put("integratedTime", entry.integrated())
                .put("logID", entry.logId())
                .put("logIndex", entry.index()));
        if (!log.key().verifies(signed, base64(promise, "log-promise-invalid"))) {
            throw new Malformed("log-promise-invalid", "the log did not make this promise of inclusion");
        }
    }

    private static void proof(LogEntry entry, Proof proof, Log log) throws Malformed {
        List<byte[]> path = new ArrayList<>();
        for (String hash : proof.hashes()) {
            path.add(hash(hash));
        }
        byte[] leaf = Merkle.leaf(Base64.getDecoder().decode(entry.body()));
        byte[] root = Merkle.root(leaf, proof.index(), proof.treeSize(), path);
        if (!Arrays.equals(root, hash(proof.rootHash()))) {
            throw new Malformed("log-proof-invalid", "the proof of inclusion leads to another root");
        }
        Checkpoint.require(entry, proof, root, log);
    }

    private static byte[] hash(String text) throws Malformed {
        byte[] hash = base64(text, "log-proof-invalid");
        if (hash.length != 32) {
            throw new Malformed("log-proof-invalid", "a hash of the proof has not 32 bytes");
        }
        return hash;
    }

    /** Base64 in its one form: padded, no bits left over. */
    static byte[] base64(String text, String code) throws Malformed {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw new Malformed(code, "a value is not base64");
    }
}
