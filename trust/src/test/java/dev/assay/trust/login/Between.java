package dev.assay.trust.login;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** Stands between the signer and the services, and says something else wherever a test wants it. */
final class Between implements AutoCloseable {
    /** What a test makes of a request. */
    interface Trick {
        void play(HttpExchange exchange, byte[] body) throws IOException;
    }

    private final String real;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Trick> tricks = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    Between(String real) throws IOException {
        this.real = real;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was asked for so far, as {@code METHOD /path?query}; forgotten then. */
    List<String> asked() {
        List<String> all = new ArrayList<>(asked);
        asked.clear();
        return all;
    }

    void trick(String path, Trick trick) {
        tricks.put(path, trick);
    }

    /** No tricks any more. */
    void behave() {
        tricks.clear();
        asked.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        try (exchange) {
            Trick trick = tricks.get(exchange.getRequestURI().getPath());
            if (trick != null) {
                trick.play(exchange, body);
            } else {
                forward(exchange, body, UnaryOperator.identity());
            }
        }
    }

    /** The real answer, changed. */
    void forward(HttpExchange exchange, byte[] body, UnaryOperator<byte[]> change) throws IOException {
        HttpResponse<byte[]> answer = real(exchange, body);
        answer.headers()
                .firstValue("Location")
                .ifPresent(to -> exchange.getResponseHeaders().add("Location", to));
        answer(exchange, answer.statusCode(), change.apply(answer.body()));
    }

    HttpResponse<byte[]> real(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(real + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
