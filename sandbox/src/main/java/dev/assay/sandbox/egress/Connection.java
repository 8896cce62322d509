package dev.assay.sandbox.egress;

import dev.assay.model.Inert;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Makes one request over a connection of its own, to an address that was checked. Nothing is sent twice and nothing is kept, so
 * what one request leaves behind is never read as the answer to another. Thread-safe.
 *
 * <p>An interruption closes the connection if the thread is virtual.
 */
final class Connection {
    private static final int MOST_ADDRESSES = 4;
    private static final int MOST_MILLIS_TO_CONNECT = 3000;

    private final Network network;

    Connection(Network network) {
        this.network = network;
    }

    Reply ask(Outgoing request, TimeLeft left) throws EgressException, InterruptedException {
        Target target = request.target();
        if (!target.secure() && !network.allowsPlain(target.host())) {
            throw EgressException.refused(
                    target.origin() + " is not asked without TLS: this host's file does not name it under plain:");
        }
        List<InetAddress> addresses = network.addresses(target.host());
        try (Socket socket = connect(target, addresses, left);
                Watchdog _ = new Watchdog(socket, left)) {
            return converse(target.secure() ? secured(socket, target) : socket, request);
        } catch (EOFException e) {
            throw problem(left, target.origin() + " ended its answer before the end");
        } catch (SSLException e) {
            throw problem(
                    left,
                    "TLS with " + target.origin() + " failed: " + Inert.line(String.valueOf(e.getMessage()), 200));
        } catch (IOException | GeneralSecurityException e) {
            throw problem(left, "the connection to " + target.origin() + " failed");
        }
    }

    /** Whatever was seen of it: the interruption, or the end of its time, closed the connection. */
    private static EgressException problem(TimeLeft left, String failure) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return left.isOver()
                ? new EgressException(EgressException.Kind.TIMEOUT, "the whole answer did not arrive in time")
                : EgressException.failed(failure);
    }

    private static Socket connect(Target target, List<InetAddress> addresses, TimeLeft left)
            throws EgressException, InterruptedException {
        for (InetAddress address : addresses.subList(0, Math.min(addresses.size(), MOST_ADDRESSES))) {
            Socket socket = new Socket(Proxy.NO_PROXY); // the JDK's properties may name a SOCKS proxy
            try {
                socket.connect(
                        new InetSocketAddress(address, target.port()), Math.min(left.millis(), MOST_MILLIS_TO_CONNECT));
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                close(socket);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
        throw left.isOver()
                ? new EgressException(EgressException.Kind.TIMEOUT, target.origin() + " did not answer in time")
                : new EgressException(EgressException.Kind.UNAVAILABLE, "nobody answers at " + target.origin());
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it was never open
        }
    }

    private SSLSocket secured(Socket socket, Target target)
            throws IOException, GeneralSecurityException, EgressException {
        Optional<Path> authority = network.authority(target.host());
        SSLSocket tls = (SSLSocket)
                Roots.context(authority).getSocketFactory().createSocket(socket, target.host(), target.port(), false);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (Network.literal(target.host()).isEmpty()) { // RFC 6066, section 3: addresses are no server names
            parameters.setServerNames(List.of(new SNIHostName(target.host())));
        }
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    private static Reply converse(Socket socket, Outgoing request) throws IOException, EgressException {
        socket.getOutputStream().write(request.bytes());
        socket.getOutputStream().flush();
        return new ReplyReader(new BufferedInputStream(socket.getInputStream())).read(request.method());
    }
}
