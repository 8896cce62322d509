package dev.assay.sandbox.host;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Lets every server's chain through, after the host's own roots have judged it, so that the verdict can be reported beside
 * what was seen. For one handshake that carries no data, never for a connection that is used.
 */
final class TrustJudge extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager roots;
    private Optional<String> problem = Optional.of("the server showed no certificate");

    private TrustJudge(X509ExtendedTrustManager roots) {
        this.roots = roots;
    }

    static TrustJudge byThisHost() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager roots) {
                return new TrustJudge(roots);
            }
        }
        throw new GeneralSecurityException("this Java has no PKIX trust manager");
    }

    /** Why this host would not trust the server; empty if it would. */
    Optional<String> problem() {
        return problem;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        try {
            roots.checkServerTrusted(chain, authType, socket);
            problem = Optional.empty();
        } catch (CertificateException e) {
            problem = Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("only sockets are judged");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only sockets are judged");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("no client is judged");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no client is judged");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no client is judged");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return roots.getAcceptedIssuers();
    }
}
