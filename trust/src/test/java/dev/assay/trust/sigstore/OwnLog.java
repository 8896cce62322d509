package dev.assay.trust.sigstore;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.trust.Dsse;
import dev.assay.trust.VerificationKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.node.ObjectNode;

/** A log with one leaf that keeps whatever it is given, and a signer with a bare key: what a log says can be anything. */
final class OwnLog {
    static final byte[] FILE = "a file".getBytes(StandardCharsets.UTF_8);
    static final byte[] STATEMENT =
            ("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"f\",\"digest\":{\"sha256\":\""
                            + Digest.of(FILE).hex()
                            + "\"}}],\"predicateType\":\"https://example.com/p/v1\",\"predicate\":{}}")
                    .getBytes(StandardCharsets.UTF_8);
    static final String TYPE = "application/vnd.in-toto+json";

    private final KeyPair log;
    private final byte[] logId;
    private final KeyPair signer;

    OwnLog() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        signer = generator.generateKeyPair();
        log = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        logId = Digest.sha256().digest(log.getPublic().getEncoded());
    }

    VerificationKey key() {
        return VerificationKey.ofSpki(signer.getPublic().getEncoded(), "key");
    }

    String pem() {
        return base64(key().pem().getBytes(StandardCharsets.UTF_8));
    }

    byte[] sign(byte[] message) throws GeneralSecurityException {
        return signature(signer, "SHA256withECDSA", message);
    }

    TrustedRoot root() {
        ObjectNode root = Json.object().put("mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1");
        ObjectNode trusted = root.putArray("tlogs").addObject().put("baseUrl", "https://log.example");
        ObjectNode publicKey = trusted.putObject("publicKey")
                .put("rawBytes", base64(log.getPublic().getEncoded()))
                .put("keyDetails", "PKIX_ED25519");
        publicKey.putObject("validFor").put("start", "2020-01-01T00:00:00Z");
        trusted.putObject("logId").put("keyId", base64(logId));
        return TrustedRoot.read(Json.canonical(root));
    }

    /** A bundle over the statement, or else over the file, with an entry that has this body. */
    byte[] bundle(byte[] signature, boolean statement, String kind, String version, byte[] body)
            throws GeneralSecurityException {
        ObjectNode bundle = Json.object().put("mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json");
        ObjectNode material = bundle.putObject("verificationMaterial");
        material.putObject("publicKey").put("hint", "h");
        material.putArray("tlogEntries").add(entry(kind, version, body));
        if (statement) {
            ObjectNode envelope = bundle.putObject("dsseEnvelope")
                    .put("payload", base64(STATEMENT))
                    .put("payloadType", TYPE);
            envelope.putArray("signatures").addObject().put("sig", base64(signature));
        } else {
            ObjectNode message = bundle.putObject("messageSignature").put("signature", base64(signature));
            message.putObject("messageDigest")
                    .put("algorithm", "SHA2_256")
                    .put("digest", base64(Digest.sha256().digest(FILE)));
        }
        return Json.canonical(bundle);
    }

    private ObjectNode entry(String kind, String version, byte[] body) throws GeneralSecurityException {
        String root = base64(Merkle.leaf(body));
        ObjectNode entry = Json.object().put("logIndex", "0").put("canonicalizedBody", base64(body));
        entry.putObject("logId").put("keyId", base64(logId));
        entry.putObject("kindVersion").put("kind", kind).put("version", version);
        ObjectNode proof = entry.putObject("inclusionProof")
                .put("logIndex", "0")
                .put("rootHash", root)
                .put("treeSize", "1");
        proof.putArray("hashes");
        proof.putObject("checkpoint").put("envelope", note("log.example\n1\n" + root + "\n"));
        return entry;
    }

    /** A signed note of this text, whatever it says. */
    String note(String text) throws GeneralSecurityException {
        ByteArrayOutputStream hinted = new ByteArrayOutputStream();
        hinted.writeBytes(Arrays.copyOf(logId, 4));
        hinted.writeBytes(signature(log, "Ed25519", text.getBytes(StandardCharsets.UTF_8)));
        return text + "\n\u2014 log.example " + base64(hinted.toByteArray()) + "\n";
    }

    static byte[] encoding() {
        return Dsse.pae(TYPE, STATEMENT);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(Digest.sha256().digest(bytes));
    }

    private static byte[] signature(KeyPair pair, String algorithm, byte[] message) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(message);
        return signature.sign();
    }
}
