package dev.assay.trust.sigstore;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.trust.Dsse;
import dev.assay.trust.sigstore.LogEntry.Proof;
import dev.assay.trust.sigstore.TrustedRoot.Log;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Checks that a log holds an entry, and that the entry is about this signature of this content by this certificate. */
final class TransparencyLog {
    private static final int MOST_BODY = 4 << 20;

    private TransparencyLog() {}

    /** The log that holds it; every promise and proof that is there must be right. */
    static Log verify(LogEntry entry, Material material, TrustedRoot root) throws Malformed {
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
        try {
            body(entry, material);
        } catch (ModelException | CertificateEncodingException e) {
            throw new Malformed("log-entry-differs", "the log's entry cannot be read: " + e.getMessage());
        }
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
        checkpoint(proof, root, log);
    }

    private static byte[] hash(String text) throws Malformed {
        byte[] hash = base64(text, "log-proof-invalid");
        if (hash.length != 32) {
            throw new Malformed("log-proof-invalid", "a hash of the proof has not 32 bytes");
        }
        return hash;
    }

    /** A signed note: origin, tree size, root hash, and after an empty line the signatures (C2SP tlog-checkpoint). */
    private static void checkpoint(Proof proof, byte[] root, Log log) throws Malformed {
        String note = proof.checkpoint();
        int end = note.indexOf("\n\n");
        List<String> lines =
                end < 0 ? List.of() : List.of(note.substring(0, end).split("\n", -1));
        if (lines.size() < 3
                || !lines.get(1).equals(Long.toString(proof.treeSize()))
                || !lines.get(2).equals(Base64.getEncoder().encodeToString(root))) {
            throw new Malformed("log-checkpoint-invalid", "the checkpoint is not of the proof's tree");
        }
        byte[] signed = note.substring(0, end + 1).getBytes(StandardCharsets.UTF_8);
        for (String line : note.substring(end + 2).split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length != 3 || !words[0].equals("\u2014")) {
                continue;
            }
            byte[] hinted = base64(words[2], "log-checkpoint-invalid");
            if (hinted.length > 4 && log.key().verifies(signed, Arrays.copyOfRange(hinted, 4, hinted.length))) {
                return;
            }
        }
        throw new Malformed("log-checkpoint-invalid", "the log did not sign this checkpoint");
    }

    private static void body(LogEntry entry, Material material) throws Malformed, CertificateEncodingException {
        JsonNode body = Json.read(Base64.getDecoder().decode(entry.body()), MOST_BODY);
        same(body.path("kind"), entry.kind(), "kind");
        same(body.path("apiVersion"), entry.version(), "version");
        JsonNode spec = body.path("spec");
        byte[] certificate = material.leaf().getEncoded();
        byte[] signature = material.content().signature;
        byte[] payload = material.content().payload;
        byte[] signed = Dsse.pae(material.content().payloadType, payload);
        switch (entry.kind() + ":" + entry.version()) {
            case "dsse:0.0.1" -> {
                same(spec.at("/payloadHash/algorithm"), "sha256", "hash algorithm");
                same(spec.at("/payloadHash/value"), Digest.of(payload).hex(), "content");
                one(spec.path("signatures"));
                same(spec.at("/signatures/0/signature"), encoded(signature), "signature");
                samePem(spec.at("/signatures/0/verifier"), certificate);
            }
            case "intoto:0.0.2" -> {
                same(spec.at("/content/payloadHash/algorithm"), "sha256", "hash algorithm");
                same(spec.at("/content/payloadHash/value"), Digest.of(payload).hex(), "content");
                same(spec.at("/content/envelope/payloadType"), material.content().payloadType, "payload type");
                one(spec.at("/content/envelope/signatures"));
                // This kind of entry keeps the base64 of the base64.
                String twice = encoded(encoded(signature).getBytes(StandardCharsets.US_ASCII));
                same(spec.at("/content/envelope/signatures/0/sig"), twice, "signature");
                samePem(spec.at("/content/envelope/signatures/0/publicKey"), certificate);
            }
            case "hashedrekord:0.0.2" -> {
                JsonNode record = spec.path("hashedRekordV002");
                same(record.at("/data/algorithm"), "SHA2_256", "hash algorithm");
                same(record.at("/data/digest"), encoded(Digest.sha256().digest(signed)), "content");
                same(record.at("/signature/content"), encoded(signature), "signature");
                same(record.at("/signature/verifier/x509Certificate/rawBytes"), encoded(certificate), "certificate");
            }
            case "dsse:0.0.2" -> {
                JsonNode record = spec.path("dsseV002");
                same(record.at("/payloadHash/algorithm"), "SHA2_256", "hash algorithm");
                same(record.at("/payloadHash/digest"), encoded(Digest.sha256().digest(payload)), "content");
                one(record.path("signatures"));
                same(record.at("/signatures/0/content"), encoded(signature), "signature");
                same(record.at("/signatures/0/verifier/x509Certificate/rawBytes"), encoded(certificate), "certificate");
            }
            default ->
                throw new Malformed("log-entry-unsupported", "a log entry of kind " + entry.kind() + " is not known");
        }
    }

    private static void one(JsonNode signatures) throws Malformed {
        if (signatures.size() != 1) {
            throw new Malformed("log-entry-differs", "the log's entry holds not exactly one signature");
        }
    }

    private static void same(JsonNode found, String expected, String noun) throws Malformed {
        if (!found.isString() || !found.stringValue().equals(expected)) {
            throw new Malformed("log-entry-differs", "the log's entry is about another " + noun);
        }
    }

    private static void samePem(JsonNode found, byte[] certificate) throws Malformed {
        String pem = new String(base64(found.asString(""), "log-entry-differs"), StandardCharsets.UTF_8).strip();
        String begin = "-----BEGIN CERTIFICATE-----";
        String end = "-----END CERTIFICATE-----";
        boolean framed = pem.startsWith(begin) && pem.endsWith(end) && pem.length() > begin.length() + end.length();
        String inner = framed
                ? pem.substring(begin.length(), pem.length() - end.length()).replaceAll("\\s", "")
                : "";
        if (!Arrays.equals(base64(inner, "log-entry-differs"), certificate)) {
            throw new Malformed("log-entry-differs", "the log's entry is about another certificate");
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] base64(String text, String code) throws Malformed {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new Malformed(code, "a value is not base64");
        }
    }
}
