package dev.assay.trust.sigstore;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A keyless Sigstore bundle, v0.1 to v0.3, with a DSSE envelope: read with every field checked, nothing believed yet.
 *
 * @param timestamps DER of RFC 3161 responses
 */
record Material(X509Certificate leaf, List<LogEntry> entries, List<byte[]> timestamps, Content content) {
    private static final int MOST_ENTRIES = 8;

    /** What is signed: type and payload in DSSE's encoding, and the one signature over it. */
    static final class Content {
        final String payloadType;
        final byte[] payload;
        final byte[] signature;

        Content(String payloadType, byte[] payload, byte[] signature) {
            this.payloadType = payloadType;
            this.payload = payload;
            this.signature = signature;
        }
    }

    static Material read(JsonNode json) {
        Fields fields = Fields.of(json, "bundle");
        int version = version(fields.text("mediaType"));
        Fields material = fields.object("verificationMaterial");
        List<LogEntry> entries = material.objects("tlogEntries", MOST_ENTRIES).stream()
                .map(LogEntry::fromJson)
                .toList();
        List<byte[]> stamps = material.optionalObject("timestampVerificationData").stream()
                .flatMap(Material::stamps)
                .toList();
        X509Certificate leaf = leaf(material, version);
        material.end();
        Content content = content(fields.object("dsseEnvelope"));
        fields.end();
        for (LogEntry entry : entries) {
            boolean enough =
                    version == 1 ? entry.promise().isPresent() : entry.proof().isPresent();
            if (!enough) {
                throw new InvalidValueException(
                        "bundle.verificationMaterial.tlogEntries",
                        version == 1 ? "an inclusion promise is missing" : "an inclusion proof is missing");
            }
        }
        // Twice the same witness is one witness.
        if (new HashSet<>(entries).size() != entries.size()
                || stamps.stream().map(Digest::of).distinct().count() != stamps.size()) {
            throw new InvalidValueException("bundle.verificationMaterial", "a log entry or timestamp stands twice");
        }
        return new Material(leaf, entries, stamps, content);
    }

    private static int version(String mediaType) {
        return switch (mediaType) {
            case "application/vnd.dev.sigstore.bundle+json;version=0.1" -> 1;
            case "application/vnd.dev.sigstore.bundle+json;version=0.2" -> 2;
            case "application/vnd.dev.sigstore.bundle.v0.3+json",
                    "application/vnd.dev.sigstore.bundle+json;version=0.3" -> 3;
            default ->
                throw new InvalidValueException(
                        "bundle.mediaType", mediaType, "a Sigstore bundle of version 0.1, 0.2 or 0.3");
        };
    }

    /** The first of a chain is the signer's; the others are only believed where the trusted root holds them. */
    private static X509Certificate leaf(Fields material, int version) {
        Optional<Fields> single = material.optionalObject("certificate");
        Optional<Fields> chain = version == 3 ? Optional.empty() : material.optionalObject("x509CertificateChain");
        if (single.isPresent() == chain.isPresent()) {
            throw new InvalidValueException(
                    "bundle.verificationMaterial", "it must hold one certificate, in the form of its version");
        }
        List<Fields> certificates =
                single.map(List::of).orElseGet(() -> chain.orElseThrow().objects("certificates", 16));
        if (certificates.isEmpty()) {
            throw new InvalidValueException("bundle.verificationMaterial", "it holds no certificate");
        }
        List<X509Certificate> read = certificates.stream()
                .map(one -> {
                    X509Certificate certificate =
                            TrustedRoot.certificate(TrustedRoot.base64(one, "rawBytes"), one.path());
                    one.end();
                    return certificate;
                })
                .toList();
        chain.ifPresent(Fields::end);
        return read.getFirst();
    }

    private static Stream<byte[]> stamps(Fields data) {
        List<byte[]> stamps = data.objects("rfc3161Timestamps", MOST_ENTRIES).stream()
                .map(one -> {
                    byte[] stamp = TrustedRoot.base64(one, "signedTimestamp");
                    one.end();
                    return stamp;
                })
                .toList();
        data.end();
        return stamps.stream();
    }

    private static Content content(Fields envelope) {
        List<Fields> signatures = envelope.objects("signatures", 1);
        if (signatures.isEmpty()) {
            throw new InvalidValueException("bundle.dsseEnvelope.signatures", "it must hold exactly one signature");
        }
        Content content = new Content(
                envelope.text("payloadType"),
                TrustedRoot.base64(envelope, "payload"),
                TrustedRoot.base64(signatures.getFirst(), "sig"));
        if (!signatures.getFirst().optionalText("keyid").orElse("").isEmpty()) {
            throw new InvalidValueException(
                    "bundle.dsseEnvelope.signatures[0].keyid", "the certificate names the key, nothing else");
        }
        signatures.getFirst().end();
        envelope.end();
        return content;
    }

    /** The largest bundle that is read. */
    static JsonNode json(byte[] bytes) {
        return Json.read(bytes, 16 << 20);
    }
}
