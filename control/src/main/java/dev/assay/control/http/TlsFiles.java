package dev.assay.control.http;

import dev.assay.control.ControlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The service's TLS identity, as files in PEM.
 *
 * @param chain the certificate of the service first, then those that issued it
 * @param key PKCS#8, not encrypted
 */
public record TlsFiles(Path chain, Path key) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** Reads both; what cannot be used is a {@link ControlException}. */
    SSLContext context() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("service", privateKey(), new char[0], certificates());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, new SecureRandom());
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(chain + " and " + key + " (" + e.getMessage() + ")", e);
        }
    }

    private Certificate[] certificates() throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(chain)) {
            Certificate[] all = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(new Certificate[0]);
            if (all.length == 0) {
                throw new IOException(chain + " holds no certificate");
            }
            return all;
        }
    }

    private PrivateKey privateKey() throws IOException, GeneralSecurityException {
        Matcher pem = KEY.matcher(Files.readString(key, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IOException(key + " holds no 'BEGIN PRIVATE KEY'");
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String family : new String[] {"RSA", "EC", "Ed25519"}) {
            try {
                return KeyFactory.getInstance(family).generatePrivate(spec);
            } catch (GeneralSecurityException _) {
                // Of another family; if of none, it is told below.
            }
        }
        throw new GeneralSecurityException(key + " is not an RSA, EC or Ed25519 key");
    }

    private static ControlException unusable(String where, Exception cause) {
        return new ControlException(
                "The TLS certificate or key cannot be used",
                where,
                "Give a certificate chain and an unencrypted PKCS#8 key, both in PEM",
                cause);
    }
}
