package dev.assay.trust.sigstore;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/** What a log keeps of an entry: it must be about this signature of this content by this key, and about no other. */
final class LogBody {
    private static final String CODE = "log-entry-differs";
    private static final int MOST_BYTES = 4 << 20;

    private final JsonNode spec;
    private final Content content;
    private final SignerKey signer;

    private LogBody(JsonNode spec, Content content, SignerKey signer) {
        this.spec = spec;
        this.content = content;
        this.signer = signer;
    }

    static void require(LogEntry entry, Content content, SignerKey signer) throws Malformed {
        JsonNode body;
        try {
            body = Json.read(Base64.getDecoder().decode(entry.body()), MOST_BYTES);
        } catch (ModelException e) {
            throw new Malformed(CODE, "the log's entry cannot be read: " + e.getMessage());
        }
        same(body.path("kind"), entry.kind(), "kind");
        same(body.path("apiVersion"), entry.version(), "version");
        LogBody log = new LogBody(body.path("spec"), content, signer);
        String kind = entry.kind() + ":" + entry.version();
        switch (kind) {
            case "hashedrekord:0.0.1" -> log.hashedRecord();
            case "hashedrekord:0.0.2" -> log.hashedRecord2();
            case "dsse:0.0.1" -> log.envelope(log.envelopeOf(kind));
            case "dsse:0.0.2" -> log.envelope2(log.envelopeOf(kind));
            case "intoto:0.0.2" -> log.inToto(log.envelopeOf(kind));
            default -> throw new Malformed("log-entry-unsupported", "a log entry of kind " + kind + " is not known");
        }
    }

    private Content.Envelope envelopeOf(String kind) throws Malformed {
        if (content instanceof Content.Envelope envelope) {
            return envelope;
        }
        throw new Malformed(CODE, "an entry of kind " + kind + " is about an envelope, and the bundle holds none");
    }

    /** For an envelope the record is of its encoding: of what is signed. */
    private void hashedRecord() throws Malformed {
        JsonNode hash = spec.at("/data/hash");
        same(hash.path("value"), HexFormat.of().formatHex(signed(hash.path("algorithm"))), "content");
        same(spec.at("/signature/content"), encoded(content.signature()), "signature");
        samePem(spec.at("/signature/publicKey/content"));
    }

    private void hashedRecord2() throws Malformed {
        JsonNode record = spec.path("hashedRekordV002");
        same(record.at("/data/digest"), encoded(signed(record.at("/data/algorithm"))), "content");
        same(record.at("/signature/content"), encoded(content.signature()), "signature");
        sameDer(record.at("/signature/verifier"));
    }

    private void envelope(Content.Envelope envelope) throws Malformed {
        payload(spec.path("payloadHash"), envelope);
        one(spec.path("signatures"));
        same(spec.at("/signatures/0/signature"), encoded(envelope.signature()), "signature");
        samePem(spec.at("/signatures/0/verifier"));
    }

    private void envelope2(Content.Envelope envelope) throws Malformed {
        JsonNode record = spec.path("dsseV002");
        same(record.at("/payloadHash/algorithm"), "SHA2_256", "hash algorithm");
        same(record.at("/payloadHash/digest"), encoded(Digest.sha256().digest(envelope.payload)), "content");
        one(record.path("signatures"));
        same(record.at("/signatures/0/content"), encoded(envelope.signature()), "signature");
        sameDer(record.at("/signatures/0/verifier"));
    }

    private void inToto(Content.Envelope envelope) throws Malformed {
        payload(spec.at("/content/payloadHash"), envelope);
        JsonNode logged = spec.at("/content/envelope");
        same(logged.path("payloadType"), envelope.payloadType, "payload type");
        one(logged.path("signatures"));
        // This kind of entry keeps the base64 of the base64.
        String twice = encoded(encoded(envelope.signature()).getBytes(StandardCharsets.US_ASCII));
        same(logged.at("/signatures/0/sig"), twice, "signature");
        samePem(logged.at("/signatures/0/publicKey"));
    }

    private static void payload(JsonNode hash, Content.Envelope envelope) throws Malformed {
        same(hash.path("algorithm"), "sha256", "hash algorithm");
        same(hash.path("value"), Digest.of(envelope.payload).hex(), "content");
    }

    private byte[] signed(JsonNode algorithm) throws Malformed {
        MessageDigest hash = Hashes.named(algorithm.asString(""))
                .orElseThrow(() -> new Malformed(CODE, "the log's entry is about another hash algorithm"));
        return content.signed(hash)
                .orElseThrow(
                        () -> new Malformed(CODE, "the log's entry needs more than the digest: give the file itself"));
    }

    private static void one(JsonNode signatures) throws Malformed {
        if (signatures.size() != 1) {
            throw new Malformed(CODE, "the log's entry holds not exactly one signature");
        }
    }

    private static void same(JsonNode found, String expected, String noun) throws Malformed {
        if (!found.isString() || !found.stringValue().equals(expected)) {
            throw new Malformed(CODE, "the log's entry is about another " + noun);
        }
    }

    private void sameDer(JsonNode verifier) throws Malformed {
        same(verifier.path(signer.field).path("rawBytes"), encoded(signer.der()), "certificate or key");
    }

    private void samePem(JsonNode found) throws Malformed {
        String pem = new String(TransparencyLog.base64(found.asString(""), CODE), StandardCharsets.UTF_8).strip();
        String begin = "-----BEGIN " + signer.label + "-----";
        String end = "-----END " + signer.label + "-----";
        boolean framed = pem.startsWith(begin) && pem.endsWith(end) && pem.length() > begin.length() + end.length();
        String inner = framed
                ? pem.substring(begin.length(), pem.length() - end.length()).replaceAll("\\s", "")
                : "";
        if (!Arrays.equals(TransparencyLog.base64(inner, CODE), signer.der())) {
            throw new Malformed(CODE, "the log's entry is about another certificate or key");
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
