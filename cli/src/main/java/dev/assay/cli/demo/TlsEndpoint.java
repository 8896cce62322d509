package dev.assay.cli.demo;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A TLS server on loopback with a certificate of its own making, for a plugin to look at. */
final class TlsEndpoint implements AutoCloseable {
    private final HttpsServer server;

    private TlsEndpoint(HttpsServer server) {
        this.server = server;
    }

    static TlsEndpoint start(Path folder, Path passphraseFile) {
        try {
            Path store = folder.resolve("endpoint.p12");
            certificate(store, passphraseFile);
            char[] passphrase = Files.readString(passphraseFile).strip().toCharArray();
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, passphrase);
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, passphrase);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            server.start();
            return new TlsEndpoint(server);
        } catch (IOException | GeneralSecurityException e) {
            throw new DemoException("cannot start the TLS endpoint: " + e, e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The JDK's own keytool makes it: 60 days, P-256, for localhost. */
    private static void certificate(Path store, Path passphraseFile) throws IOException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "endpoint",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "60",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass:file",
                        passphraseFile.toString())
                .redirectErrorStream(true)
                .redirectOutput(store.resolveSibling("keytool.log").toFile())
                .start();
        try {
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                keytool.destroyForcibly();
                throw new DemoException("keytool could not make a certificate: "
                        + Files.readString(store.resolveSibling("keytool.log")).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted while keytool made a certificate", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
