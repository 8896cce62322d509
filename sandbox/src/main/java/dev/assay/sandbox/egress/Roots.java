package dev.assay.sandbox.egress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Who vouches for servers. */
final class Roots {
    private Roots() {}

    /** By the certificates of this file alone; without one, by this Java's. */
    static SSLContext context(Optional<Path> authority) throws GeneralSecurityException, EgressException {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(authority.isPresent() ? store(authority.get()) : (KeyStore) null);
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(Path file) throws GeneralSecurityException, EgressException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + count++, certificate);
            }
        } catch (IOException e) {
            throw EgressException.failed("the certificates that vouch for it cannot be read on this host");
        }
        return store;
    }
}
