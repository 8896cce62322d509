package dev.assay.registry.http;

import dev.assay.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Who is trusted to vouch for servers, in place of those that this machine trusts. */
public final class Authorities {
    private static final int MOST_CERTIFICATES = 1000;

    private Authorities() {}

    /**
     * Certificates in PEM.
     *
     * @throws RegistryException when they cannot be read, or there are none
     */
    public static SSLContext read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty() || certificates.size() > MOST_CERTIFICATES) {
                throw new RegistryException(file + " has " + certificates.size()
                        + " certificates. Give a file with those of the authorities to trust, in PEM");
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                trusted.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new RegistryException(
                    "the certificate authorities in " + file + " cannot be read: " + e.getMessage()
                            + ". Give certificates in PEM",
                    e);
        }
    }
}
