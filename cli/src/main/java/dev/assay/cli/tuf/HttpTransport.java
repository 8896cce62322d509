package dev.assay.cli.tuf;

import dev.assay.cli.CommandException;
import dev.assay.model.Inert;
import dev.assay.trust.tuf.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A repository's files from a web server. HTTPS, or HTTP on this machine; no redirects. */
final class HttpTransport implements Transport {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String base;
    private final Duration patience;
    private final HttpClient client;

    HttpTransport(URI address) {
        this(address, PATIENCE);
    }

    /**
     * Waits for each file only so long.
     *
     * @param patience from the request to the last byte of the answer
     */
    HttpTransport(URI address, Duration patience) {
        boolean local = "http".equals(address.getScheme())
                && address.getHost() != null
                && address.getHost().matches("localhost|127\\.[0-9.]+|\\[::1]");
        if (address.getHost() == null
                || address.getRawQuery() != null
                || address.getRawUserInfo() != null
                || !("https".equals(address.getScheme()) || local)) {
            throw new CommandException(Inert.quote(address.toString())
                    + " cannot be a repository: give https://host/path, or http:// on this machine");
        }
        base = address + (address.getRawPath().endsWith("/") ? "" : "/");
        this.patience = patience;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .build();
    }

    /** The page that comes with an error may be longer than the file would be; nobody reads it. */
    private static BodyHandler<byte[]> body(int most) {
        return answer -> answer.statusCode() == 200
                ? BodySubscribers.limiting(BodySubscribers.ofByteArray(), most)
                : BodySubscribers.replacing(new byte[0]);
    }

    @Override
    public Optional<byte[]> fetch(String path, int most) {
        URI target = URI.create(base + path);
        HttpRequest request =
                HttpRequest.newBuilder(target).timeout(patience).GET().build();
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, body(most));
        try {
            // The request's own timeout ends with the headers; this one covers the body too.
            HttpResponse<byte[]> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return switch (response.statusCode()) {
                case 200 -> Optional.of(response.body());
                // Object stores answer 403 for what is not there.
                case 403, 404, 410 -> Optional.empty();
                default -> throw Transport.unreachable(target.toString(), "status " + response.statusCode());
            };
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw Transport.unreachable(target.toString(), "no whole answer within " + patience.toMillis() + " ms");
        } catch (InterruptedException _) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw Transport.unreachable(target.toString(), "interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            // The body handler that limits has no exception type of its own, only words.
            throw message.contains("exceeds capacity")
                    ? Transport.tooLong(target.toString(), most)
                    : Transport.unreachable(target.toString(), message);
        }
    }
}
