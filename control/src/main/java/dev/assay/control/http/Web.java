package dev.assay.control.http;

import dev.assay.control.ControlException;
import dev.assay.control.http.Reply.Problem;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The web server: turns what arrives into requests, and replies into what is sent. */
public final class Web implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Web.class);

    /** A little more than the largest body of any operation. */
    private static final long MOST_PAYLOAD = 40L << 20;

    private static final int MOST_CONNECTIONS = 2000;
    private static final int MOST_HEADER_BYTES = 32 << 10;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final WebServer server;
    private final Function<Request, Reply> router;
    private final boolean tls;
    private final String host;

    private Web(InetSocketAddress address, @Nullable TlsFiles tls, Function<Request, Reply> router) {
        this.router = router;
        this.tls = tls != null;
        this.host = address.getHostString();
        var builder = WebServer.builder()
                .bindAddress(address)
                .shutdownHook(false)
                .shutdownGracePeriod(GRACE)
                .maxPayloadSize(MOST_PAYLOAD)
                .maxTcpConnections(MOST_CONNECTIONS)
                .idleConnectionTimeout(IDLE)
                .connectionOptions(options -> options.readTimeout(READ_TIMEOUT))
                .addProtocol(
                        Http1Config.builder().maxHeadersSize(MOST_HEADER_BYTES).build())
                .directHandlers(directHandlers())
                .routing(rules -> rules.any(this::serve)
                        .error(Throwable.class, (request, response, thrown) -> fail(response, thrown)));
        if (tls != null) {
            builder.tls(Tls.builder().sslContext(tls.context()).build());
        }
        this.server = builder.build();
    }

    /**
     * Starts serving.
     *
     * @param tls null for plain HTTP
     * @throws ControlException if the address cannot be listened on
     */
    public static Web start(InetSocketAddress address, @Nullable TlsFiles tls, Function<Request, Reply> router) {
        requireFree(address);
        Web web = new Web(address, tls, router);
        web.server.start();
        if (!web.server.isRunning()) {
            throw taken(address, "the server did not start; its log says why", null);
        }
        return web;
    }

    /** Helidon only logs that it could not start, so it is tried before. */
    private static void requireFree(InetSocketAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (IOException e) {
            throw taken(address, String.valueOf(e.getMessage()), e);
        }
    }

    private static ControlException taken(InetSocketAddress address, String why, @Nullable Throwable cause) {
        return new ControlException(
                "The address cannot be listened on",
                address.getHostString() + ":" + address.getPort() + " (" + why + ")",
                "Stop what listens there, or choose another with --listen; port 0 takes a free one",
                cause);
    }

    /** Where it is reached, with the port that was taken. */
    public URI uri() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return URI.create((tls ? "https://" : "http://") + name + ":" + server.port());
    }

    @Override
    public void close() {
        server.stop();
    }

    private void serve(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
        send(
                router.apply(new Request(
                        request.prologue().method().text(),
                        request.path().rawPath(),
                        request.query().rawValue(),
                        name -> request.headers().first(HeaderNames.create(name)),
                        request.content().hasEntity()
                                ? new Body(request.content().inputStream())
                                : InputStream.nullInputStream(),
                        request.remotePeer().host())),
                response);
    }

    private static void send(Reply reply, ServerResponse response) throws IOException, InterruptedException {
        switch (reply) {
            case Problem problem -> send(problem.answer(), response);
            case Reply.Answer answer -> {
                head(answer, answer.type(), response);
                response.send(answer.body().getBytes(StandardCharsets.UTF_8));
            }
            case Reply.Stream stream -> {
                head(stream, stream.type(), response);
                try (OutputStream out = response.outputStream()) {
                    stream.writer().write(out);
                }
            }
        }
    }

    private static void head(Reply reply, String type, ServerResponse response) {
        response.status(Status.create(reply.status()));
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Referrer-Policy", "no-referrer");
        if (!reply.headers().containsKey("Cache-Control")) {
            response.header("Cache-Control", "no-store");
        }
        if (!type.isEmpty()) {
            response.header("Content-Type", type);
        }
        reply.headers().forEach(response::header);
        if (reply.status() == 400 || reply.status() == 413) {
            // What is left of the request must not be read as another one.
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
    }

    /** Our mistakes: told to the log, not to the caller. A connection that broke is nobody's. */
    private static void fail(ServerResponse response, Throwable thrown) {
        Problem problem = internal();
        if (thrown instanceof HttpException refused) {
            problem = malformed(refused.status().code());
        } else if (thrown instanceof UncheckedIOException || thrown instanceof IOException) {
            LOG.debug("a connection ended early", thrown);
        } else {
            LOG.error("a call failed", thrown);
        }
        if (!response.isSent()) {
            Reply.Answer answer = problem.answer();
            head(answer, answer.type(), response);
            response.send(answer.body().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Problem internal() {
        return Problem.of(500, "internal", "The service failed at this call; its log says why. Report it");
    }

    private static Problem malformed(int status) {
        return status == 413
                ? Problem.of(413, "too-large", "The body is larger than any that this server reads. Send less")
                : Problem.of(status, "malformed", "The request is not one that this server reads");
    }

    /** What the server itself refuses, before there is a request. */
    private static DirectHandlers directHandlers() {
        DirectHandlers.Builder builder = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            builder.addHandler(event, (request, type, status, headers, message) -> {
                Reply.Answer answer = status.code() >= 500
                        ? internal().answer()
                        : malformed(status.code()).answer();
                return DirectHandler.TransportResponse.builder()
                        .status(status)
                        .headers(headers)
                        .header(HeaderNames.CONTENT_TYPE, answer.type())
                        .keepAlive(false)
                        .entity(answer.body())
                        .build();
            });
        }
        return builder.build();
    }
}
