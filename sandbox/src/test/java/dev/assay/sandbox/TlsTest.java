package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TlsTest {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final char[] PASSWORD = "password".toCharArray();
    private static final Capabilities ANY = Capabilities.of(new Capability.Tls(List.of("*"), List.of()));
    private static final Sandbox SANDBOX = Guests.sandbox(ANY);
    private static final Exchanges HOST = new Exchanges(SANDBOX, ANY);

    @TempDir
    static Path folder;

    private static ServerSocket server;

    @BeforeAll
    static void serve() throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/keytool",
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=server.test",
                        "-ext",
                        "san=dns:localhost,dns:server.test,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).as("keytool").isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        ServerSocket listening =
                context.getServerSocketFactory().createServerSocket(0, 8, InetAddress.getLoopbackAddress());
        server = listening;
        Thread.ofVirtual().start(() -> accept(listening));
    }

    private static void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                ((SSLSocket) socket).startHandshake();
                socket.getInputStream().read();
            } catch (IOException e) {
                // a client that left; or the end of the test
            }
        }
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    @AfterEach
    void forgetTrust() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE + "Password");
    }

    private static void trustTheServer() {
        System.setProperty(TRUST_STORE, folder.resolve("keys.p12").toString());
        System.setProperty(TRUST_STORE + "Password", new String(PASSWORD));
    }

    private static String request(String host, int port, String more) {
        return "{\"host\":\"" + host + "\",\"port\":" + port + more + "}";
    }

    @Test
    void aHandshakeWithAnUnknownServerTellsWhatItShowedAndWhyItIsNotTrusted() throws Exception {
        JsonNode ok = HOST.ok("tls", request("localhost", server.getLocalPort(), ""));
        assertThat(ok.path("protocol").asString()).isEqualTo("TLSv1.3");
        assertThat(ok.path("cipher").asString()).startsWith("TLS_");
        assertThat(ok.path("address").asString()).isEqualTo("127.0.0.1");
        assertThat(ok.path("trusted").asBoolean()).isFalse();
        assertThat(ok.path("trust-problem").asString()).contains("unable to find valid certification path");
        X509Certificate shown = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(ok.path("chain").path(0).binaryValue()));
        assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=server.test");
    }

    @Test
    void aServerThatLeadsToARootOfThisHostIsTrusted() throws Exception {
        trustTheServer();
        assertThat(HOST.ok("tls", request("127.0.0.1", server.getLocalPort(), ""))
                        .path("trusted")
                        .asBoolean())
                .isTrue();
        String named = request("127.0.0.1", server.getLocalPort(), ",\"server-name\":\"server.test\"");
        assertThat(HOST.ok("tls", named).path("trusted").asBoolean()).isTrue();
    }

    @Test
    void aTrustedCertificateForAnotherNameIsNotTrusted() throws Exception {
        trustTheServer();
        String other = request("127.0.0.1", server.getLocalPort(), ",\"server-name\":\"other.test\"");
        JsonNode ok = HOST.ok("tls", other);
        assertThat(ok.path("trusted").asBoolean()).isFalse();
        assertThat(ok.path("trust-problem").asString()).contains("other.test");
    }

    @Test
    void whereNobodyListensNothingIsAvailable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(HOST.error("tls", request("localhost", port, ""))).isEqualTo("unavailable");
        assertThat(HOST.error("tls", request("no-such-host.invalid", 443, ""))).isEqualTo("unavailable");
    }

    @Test
    void aServerThatSpeaksNoTlsHasFailed() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream()
                            .write("220 hello\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // the end of the test
                }
            });
            assertThat(HOST.error("tls", request("localhost", plain.getLocalPort(), "")))
                    .isEqualTo("failed");
        }
    }

    @Test
    void aServerThatNeverAnswersEndsWithTheRun() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = SANDBOX.run(
                    Guests.assess("ask-tls", ANY, Guests.BRIEF, request("localhost", silent.getLocalPort(), "")));
            assertThat(run.outcome()).isEqualTo(Outcome.DEADLINE);
            Leftovers.awaitNoThreads();
        }
    }

    @Test
    void onlyGrantedHostsAndPortsAreReached() throws Exception {
        Capabilities narrow = Capabilities.of(new Capability.Tls(List.of("localhost"), List.of(server.getLocalPort())));
        Exchanges narrowed = new Exchanges(SANDBOX, narrow);
        assertThat(narrowed.ok("tls", request("LOCALHOST", server.getLocalPort(), ""))
                        .has("chain"))
                .isTrue();
        assertThat(narrowed.run("tls", request("127.0.0.1", server.getLocalPort(), ""))
                        .outcome())
                .isEqualTo(Outcome.DENIED);
        assertThat(narrowed.run("tls", request("localhost", 443, "")).outcome()).isEqualTo(Outcome.DENIED);
    }

    @Test
    void aRequestThatIsNotOfTheContractIsInvalid() throws Exception {
        for (String request : List.of(
                request("localhost", 0, ""),
                request("localhost", 65_536, ""),
                request("a b", 443, ""),
                request("localhost/x", 443, ""),
                request("a..b", 443, ""),
                request("localhost", 443, ",\"server-name\":\"" + "a".repeat(64) + ".test\""),
                request("localhost", 443, ",\"server-name\":\"a\\nb\""),
                request("localhost", 443, ",\"proxy\":\"x\""))) {
            assertThat(HOST.error("tls", request)).as(request).isEqualTo("invalid-request");
        }
    }
}
