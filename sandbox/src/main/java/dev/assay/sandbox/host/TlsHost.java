package dev.assay.sandbox.host;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.sandbox.egress.TimeLeft;
import dev.assay.sandbox.egress.Watchdog;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes one TLS handshake and tells what the peer showed. A peer that is not trusted is no error: whether and why not is
 * part of the answer, judged by this host's own roots and by the name asked for. No data is sent or read after the
 * handshake. However slowly a peer sends, it has {@link #LONGEST}. Thread-safe.
 */
final class TlsHost {
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final int MOST_ADDRESSES = 4;

    private final Duration longest;

    TlsHost() {
        this(LONGEST);
    }

    TlsHost(Duration longest) {
        this.longest = longest;
    }

    ObjectNode handshake(CapabilityRequest.Handshake request) {
        TimeLeft left = TimeLeft.of(longest);
        ObjectNode answer = handshake(request, left);
        return left.isOver() && !answer.has("ok") ? tooLate(request) : answer;
    }

    private ObjectNode tooLate(CapabilityRequest.Handshake request) {
        return Answer.error(
                Answer.TIMEOUT,
                request.host() + ":" + request.port() + " did not answer within " + longest.toSeconds() + " s");
    }

    private ObjectNode handshake(CapabilityRequest.Handshake request, TimeLeft left) {
        String where = request.host() + ":" + request.port();
        try (Socket socket = connect(request, left);
                Watchdog _ = new Watchdog(socket, left)) {
            return handshake(socket, request);
        } catch (UnknownHostException e) {
            return Answer.error(Answer.UNAVAILABLE, request.host() + " has no address");
        } catch (ConnectException | NoRouteToHostException e) {
            return Answer.error(Answer.UNAVAILABLE, "nothing answers at " + where + ": " + e.getMessage());
        } catch (SocketTimeoutException e) {
            return tooLate(request);
        } catch (SSLException e) {
            return Answer.error(Answer.FAILED, "the handshake with " + where + " failed: " + e.getMessage());
        } catch (IOException | GeneralSecurityException e) {
            return Answer.error(Answer.FAILED, where + ": " + e.getMessage());
        }
    }

    /** The first address that answers; each of them has its share of the time. */
    private static Socket connect(CapabilityRequest.Handshake request, TimeLeft left) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(request.host());
        IOException last = new UnknownHostException(request.host());
        int count = Math.min(addresses.length, MOST_ADDRESSES);
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(addresses[i], request.port()), 1 + left.millis() / (count - i));
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    private static ObjectNode handshake(Socket socket, CapabilityRequest.Handshake request)
            throws IOException, GeneralSecurityException {
        TrustJudge judge = TrustJudge.byThisHost();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {judge}, null);
        String name = request.serverName().orElse(request.host());
        try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, name, request.port(), false)) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (CapabilityRequest.Handshake.isName(name)) {
                parameters.setServerNames(List.of(new SNIHostName(name)));
            }
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            ObjectNode content = Json.object()
                    .put("protocol", tls.getSession().getProtocol())
                    .put("cipher", tls.getSession().getCipherSuite())
                    .put("address", socket.getInetAddress().getHostAddress())
                    .put("trusted", judge.problem().isEmpty());
            judge.problem().ifPresent(problem -> content.put("trust-problem", Inert.line(problem, 300)));
            content.set("chain", chain(tls));
            return Answer.ok(content);
        }
    }

    private static ArrayNode chain(SSLSocket tls) throws SSLPeerUnverifiedException, CertificateEncodingException {
        ArrayNode chain = Json.array();
        for (Certificate certificate : tls.getSession().getPeerCertificates()) {
            chain.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
        }
        return chain;
    }
}
