package dev.assay.trust.login;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.trust.Bundle;
import dev.assay.trust.Dsse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A bundle that is being made: what is signed, the signature, and what services said of it so far. Not thread-safe. */
final class Draft {
    private final Optional<Envelope> envelope;
    private final byte[] message;
    private final byte[] signature;
    private final CertifiedKey key;
    private final List<byte[]> timestamps = new ArrayList<>();
    private final List<ObjectNode> entries = new ArrayList<>();

    /** A payload that is signed with its type. */
    static final class Envelope {
        private final String payloadType;
        private final byte[] payload;

        Envelope(String payloadType, byte[] payload) {
            this.payloadType = payloadType;
            this.payload = payload;
        }

        byte[] encoding() {
            return Dsse.pae(payloadType, payload);
        }
    }

    private Draft(Optional<Envelope> envelope, byte[] message, byte[] signature, CertifiedKey key) {
        this.envelope = envelope;
        this.message = message;
        this.signature = signature;
        this.key = key;
    }

    static Draft of(Envelope envelope, CertifiedKey key) {
        byte[] message = envelope.encoding();
        return new Draft(Optional.of(envelope), message, key.sign(message), key);
    }

    static Draft of(byte[] file, CertifiedKey key) {
        return new Draft(Optional.empty(), file, key.sign(file), key);
    }

    Optional<Envelope> envelope() {
        return envelope;
    }

    byte[] signature() {
        return signature.clone();
    }

    CertifiedKey key() {
        return key;
    }

    void add(byte[] timestamp) {
        timestamps.add(timestamp);
    }

    /** An entry in the form that bundles have. */
    void add(ObjectNode entry) {
        entries.add(entry);
    }

    /** The envelope alone, as it stands in bundles. */
    ObjectNode envelopeJson() {
        Envelope signed = envelope.orElseThrow();
        ObjectNode out = Json.object().put("payload", base64(signed.payload)).put("payloadType", signed.payloadType);
        out.putArray("signatures").addObject().put("sig", base64(signature));
        return out;
    }

    byte[] bundle() {
        ObjectNode out = Json.object().put("mediaType", Bundle.MEDIA_TYPE);
        ObjectNode material = out.putObject("verificationMaterial");
        material.putObject("certificate").put("rawBytes", base64(key.certificate()));
        ArrayNode logged = material.putArray("tlogEntries");
        entries.forEach(logged::add);
        ArrayNode stamps = material.putObject("timestampVerificationData").putArray("rfc3161Timestamps");
        timestamps.forEach(stamp -> stamps.addObject().put("signedTimestamp", base64(stamp)));
        if (envelope.isPresent()) {
            out.set("dsseEnvelope", envelopeJson());
        } else {
            ObjectNode signed = out.putObject("messageSignature").put("signature", base64(signature));
            signed.putObject("messageDigest").put("algorithm", "SHA2_256").put("digest", base64(sha256()));
        }
        return Json.canonical(out);
    }

    /** The digest of the bytes that are signed: of the file, or of the envelope's encoding. */
    byte[] sha256() {
        return Digest.sha256().digest(message);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
