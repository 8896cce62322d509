package dev.assay.sandbox.egress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server on loopback that answers each connection's one request with whatever bytes a test wants, over TLS or without. */
public final class Origin implements AutoCloseable {
    private static final char[] PASSWORD = "password".toCharArray();
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)\r\n");

    private final ServerSocket listening;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    /** A request as it arrived. */
    public record Seen(String head, String body) {
        public String line() {
            return head.substring(0, head.indexOf("\r\n"));
        }
    }

    /** What is written to the client. */
    @FunctionalInterface
    public interface Handler {
        void answer(Seen request, Socket client) throws IOException, InterruptedException;
    }

    /** A key for these names, and its certificate as a file. */
    public record Keys(SSLContext context, Path certificate) {
        public static Keys make(Path folder) throws Exception {
            Path store = folder.resolve("origin.p12");
            Process keytool = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/keytool",
                            "-genkeypair",
                            "-alias",
                            "origin",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=origin.test",
                            "-ext",
                            "san=dns:localhost,dns:api.test,dns:other.test,dns:token.test,ip:127.0.0.1",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            new String(PASSWORD))
                    .redirectErrorStream(true)
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed");
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            Path certificate = folder.resolve("origin.pem");
            String pem = Base64.getMimeEncoder()
                    .encodeToString(keys.getCertificate("origin").getEncoded());
            Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\n" + pem + "\n-----END CERTIFICATE-----\n");
            return new Keys(context, certificate);
        }
    }

    private Origin(ServerSocket listening, Handler handler) {
        this.listening = listening;
        Thread.ofVirtual().start(() -> accept(handler));
    }

    public static Origin secure(Keys keys, Handler handler) throws IOException {
        return new Origin(
                keys.context().getServerSocketFactory().createServerSocket(0, 64, InetAddress.getLoopbackAddress()),
                handler);
    }

    public static Origin plain(Handler handler) throws IOException {
        return new Origin(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), handler);
    }

    /** Always the same bytes. */
    public static Handler says(String text) {
        return (request, client) -> write(client, text);
    }

    /** A whole and honest response. */
    public static String ok(String body) {
        return response("200 OK", "", body);
    }

    public static String response(String status, String fields, String body) {
        return "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: "
                + body.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n\r\n" + body;
    }

    public static String redirect(int status, String location) {
        return response(status + " Elsewhere", "Location: " + location + "\r\n", "");
    }

    public static void write(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        client.getOutputStream().flush();
    }

    private void accept(Handler handler) {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client, handler));
            } catch (IOException e) {
                // the end of the test
            }
        }
    }

    private void serve(Socket client, Handler handler) {
        try (client) {
            Seen request = read(client.getInputStream());
            seen.add(request);
            handler.answer(request, client);
        } catch (IOException | InterruptedException e) {
            // a client that left
        }
    }

    private static Seen read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no request");
            }
            head.write(b);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        Matcher length = LENGTH.matcher(text);
        byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        return new Seen(text, new String(body, StandardCharsets.ISO_8859_1));
    }

    public int port() {
        return listening.getLocalPort();
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** So that the next test sees its own requests. */
    public void forget() {
        seen.clear();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
