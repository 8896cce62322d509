package dev.assay.trust.sigstore;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Sigstore bundle, v0.1 to v0.3: read with every field checked, nothing believed yet.
 *
 * @param leaf the signer's certificate; absent where a bare key signed
 * @param timestamps DER of RFC 3161 responses
 */
record Material(Optional<X509Certificate> leaf, List<LogEntry> entries, List<byte[]> timestamps, Content content) {
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_ENTRIES = 8;

    /** Reads a bundle; one that signs a file as it is can only be read with the file. */
    static Material read(byte[] bundle, Optional<Artifact> artifact) throws Malformed {
        Fields fields = Fields.of(Json.read(bundle, MOST_BYTES), "bundle");
        int version = version(fields.text("mediaType"));
        Fields material = fields.object("verificationMaterial");
        List<LogEntry> entries = material.objects("tlogEntries", MOST_ENTRIES).stream()
                .map(LogEntry::fromJson)
                .toList();
        List<byte[]> stamps = material.optionalObject("timestampVerificationData").stream()
                .flatMap(Material::stamps)
                .toList();
        Optional<Fields> key = material.optionalObject("publicKey");
        Optional<X509Certificate> leaf = key.isPresent() ? Optional.empty() : Optional.of(leaf(material, version));
        material.end();
        Content content = content(fields, artifact, key);
        fields.end();
        requireWitnesses(version, entries, stamps);
        return new Material(leaf, entries, stamps, content);
    }

    private static void requireWitnesses(int version, List<LogEntry> entries, List<byte[]> stamps) {
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
        if (entries.stream().map(LogEntry::place).distinct().count() != entries.size()
                || stamps.stream().map(Digest::of).distinct().count() != stamps.size()) {
            throw new InvalidValueException("bundle.verificationMaterial", "a log entry or timestamp stands twice");
        }
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
        if (read.stream().anyMatch(one -> one.getSubjectX500Principal().equals(one.getIssuerX500Principal()))) {
            throw new InvalidValueException(
                    "bundle.verificationMaterial", "it brings a root: roots are only those of the trusted root");
        }
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

    private static Content content(Fields bundle, Optional<Artifact> artifact, Optional<Fields> key) throws Malformed {
        String hint = key.flatMap(one -> one.optionalText("hint")).orElse("");
        key.ifPresent(Fields::end);
        Optional<Fields> message = bundle.optionalObject("messageSignature");
        if (message.isEmpty()) {
            return envelope(bundle.object("dsseEnvelope"), hint);
        }
        return file(
                message.get(),
                artifact.orElseThrow(() -> new InvalidValueException(
                        "bundle.messageSignature", "it signs a file, and an envelope is needed here")));
    }

    /** What the bundle says of the file's digest must be true, though nothing follows from it. */
    private static Content file(Fields message, Artifact artifact) throws Malformed {
        Fields digest = message.object("messageDigest");
        MessageDigest hash = Hashes.named(digest.text("algorithm"))
                .orElseThrow(() -> new InvalidValueException(digest.path() + ".algorithm", "it is not accepted"));
        byte[] value = TrustedRoot.base64(digest, "digest");
        digest.end();
        byte[] signature = TrustedRoot.base64(message, "signature");
        message.end();
        byte[] found = artifact.hashed(hash)
                .orElseThrow(() -> new Malformed(
                        "artifact-differs", "the bundle names another digest than SHA-256: give the file itself"));
        if (!Arrays.equals(found, value)) {
            throw new Malformed("artifact-differs", "the bundle is about another file");
        }
        return new Content.File(artifact, signature);
    }

    private static Content envelope(Fields envelope, String hint) {
        List<Fields> signatures = envelope.objects("signatures", 1);
        if (signatures.isEmpty()) {
            throw new InvalidValueException("bundle.dsseEnvelope.signatures", "it must hold exactly one signature");
        }
        Content content = new Content.Envelope(
                envelope.text("payloadType"),
                TrustedRoot.base64(envelope, "payload"),
                TrustedRoot.base64(signatures.getFirst(), "sig"));
        String keyid = signatures.getFirst().optionalText("keyid").orElse("");
        if (!keyid.isEmpty() && !keyid.equals(hint)) {
            throw new InvalidValueException(
                    "bundle.dsseEnvelope.signatures[0].keyid", "it names another key than the bundle does");
        }
        signatures.getFirst().end();
        envelope.end();
        return content;
    }
}
