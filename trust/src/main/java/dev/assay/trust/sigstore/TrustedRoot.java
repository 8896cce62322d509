package dev.assay.trust.sigstore;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.Reason;
import dev.assay.trust.TrustException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Whom keyless verification trusts: certificate authorities, transparency logs, certificate logs and timestamp
 * authorities, each in its time. Read from a Sigstore trusted root file; immutable and thread-safe.
 */
public final class TrustedRoot {
    private static final String PUBLIC_GOOD = "public-good.json";
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST = 256;

    /** From when to when something counts; an open end counts for ever. */
    record Window(Instant start, Optional<Instant> end) {
        boolean contains(Instant time) {
            return !time.isBefore(start) && (end.isEmpty() || !time.isAfter(end.get()));
        }
    }

    /**
     * A log and its key.
     *
     * @param id in hexadecimal: what entries, checkpoints and certificate timestamps call it
     * @param host of its address, which newer logs sign under; empty if it has none
     */
    record Log(String id, String host, LogKey key, Window window) {}

    /**
     * A chain of certificates in any order.
     *
     * @param within who of the chain signed each of the chain: checked once, and not again for each bundle
     */
    record Authority(List<X509Certificate> chain, Window window, Map<X509Certificate, List<X509Certificate>> within) {
        static Authority of(List<X509Certificate> chain, Window window) {
            Map<X509Certificate, List<X509Certificate>> within = new HashMap<>();
            chain.forEach(each -> within.put(each, CertificatePath.signers(each, chain)));
            return new Authority(chain, window, within);
        }

        /** Who of the chain signed a certificate, which need not be of the chain. */
        List<X509Certificate> signers(X509Certificate certificate) {
            List<X509Certificate> known = within.get(certificate);
            return known == null ? CertificatePath.signers(certificate, chain) : known;
        }
    }

    private final List<Authority> certificateAuthorities;
    private final List<Authority> timestampAuthorities;
    private final List<Log> transparencyLogs;
    private final List<Log> certificateLogs;

    private TrustedRoot(Fields fields) {
        certificateAuthorities = authorities(fields, "certificateAuthorities");
        timestampAuthorities = authorities(fields, "timestampAuthorities");
        transparencyLogs = logs(fields, "tlogs");
        certificateLogs = logs(fields, "ctlogs");
    }

    /**
     * Reads a file of media type {@code application/vnd.dev.sigstore.trustedroot+json}. What it does not name is not
     * trusted: without a certificate authority, no keyless bundle is.
     *
     * @throws TrustException with code {@code trusted-root-malformed} that names the field
     */
    public static TrustedRoot read(byte[] json) {
        try {
            Fields fields = Fields.of(Json.read(json, MOST_BYTES), "trusted root");
            String type = fields.text("mediaType");
            if (!type.matches(
                    "application/vnd\\.dev\\.sigstore\\.trustedroot(\\.v0\\.[12]\\+json|\\+json;version=0\\.[12])")) {
                throw new InvalidValueException(
                        "trusted root.mediaType", type, "a Sigstore trusted root, version 0.1 or 0.2");
            }
            return new TrustedRoot(fields);
        } catch (ModelException e) {
            throw new TrustException(new Reason(
                    "trusted-root-malformed",
                    "this is no trusted root: " + e.getMessage(),
                    "Give a trusted_root.json, as the instance's TUF repository serves it"));
        }
    }

    /**
     * The trusted root of Sigstore's public-good instance, as it was when this program was made. Where there is a
     * network, its TUF repository has the current one.
     */
    public static TrustedRoot publicGood() {
        try (InputStream in = Objects.requireNonNull(TrustedRoot.class.getResourceAsStream(PUBLIC_GOOD), PUBLIC_GOOD)) {
            return read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Authority> certificateAuthorities() {
        return certificateAuthorities;
    }

    List<Authority> timestampAuthorities() {
        return timestampAuthorities;
    }

    List<Log> transparencyLogs() {
        return transparencyLogs;
    }

    List<Log> certificateLogs() {
        return certificateLogs;
    }

    private static List<Authority> authorities(Fields root, String name) {
        return root.objects(name, MOST).stream()
                .map(fields -> Authority.of(
                        fields.object("certChain").objects("certificates", 16).stream()
                                .map(certificate -> certificate(base64(certificate, "rawBytes"), certificate.path()))
                                .toList(),
                        window(fields)))
                .toList();
    }

    private static List<Log> logs(Fields root, String name) {
        List<Log> logs = new ArrayList<>();
        for (Fields fields : root.objects(name, MOST)) {
            Fields key = fields.object("publicKey");
            Window window = window(key);
            String id = HexFormat.of().formatHex(base64(fields.object("logId"), "keyId"));
            String host = fields.optionalText("baseUrl").map(TrustedRoot::host).orElse("");
            logs.add(new Log(id, host, logKey(key), window));
        }
        return List.copyOf(logs);
    }

    private static String host(String address) {
        try {
            return Objects.requireNonNullElse(new URI(address).getHost(), "");
        } catch (URISyntaxException _) {
            return "";
        }
    }

    private static LogKey logKey(Fields key) {
        try {
            return LogKey.of(key.text("keyDetails"), base64(key, "rawBytes"), key.path());
        } catch (TrustException e) {
            throw new InvalidValueException(key.path(), String.valueOf(e.getMessage()));
        }
    }

    /** A start is needed: a key that was always valid is one that nobody looked at. */
    private static Window window(Fields fields) {
        Fields validFor = fields.object("validFor");
        return new Window(validFor.instant("start"), validFor.optionalInstant("end"));
    }

    static X509Certificate certificate(byte[] der, String path) {
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            // What follows the certificate, or a second encoding of it, is refused.
            if (Arrays.equals(certificate.getEncoded(), der)) {
                return certificate;
            }
        } catch (CertificateException | RuntimeException _) {
            // The JDK's parser throws several unchecked ones too; told below.
        }
        throw new InvalidValueException(path, "it is not a certificate");
    }

    static byte[] base64(Fields fields, String name) {
        try {
            byte[] bytes = Base64.getDecoder().decode(fields.text(name));
            if (bytes.length > 0 && Base64.getEncoder().encodeToString(bytes).equals(fields.text(name))) {
                return bytes;
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw new InvalidValueException(fields.path() + "." + name, "it must be base64 with padding, and not empty");
    }
}
