package dev.assay.registry;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A registry that a web server or CDN serves as plain files. */
final class UrlSource implements Source {
    private static final int MOST_REDIRECTS = 3;

    private final URI base;
    private final Duration patience;
    private final HttpClient client;

    UrlSource(URI base, Duration patience) {
        if (base.getHost() == null || base.getRawQuery() != null || base.getRawUserInfo() != null) {
            throw new RegistryException(
                    "'" + base + "' cannot be a registry: give https://host/path, without user or query");
        }
        if (!"https".equals(base.getScheme()) && !("http".equals(base.getScheme()) && isLoopback(base.getHost()))) {
            throw new RegistryException("'" + base + "' is not HTTPS. HTTP is used on this machine only");
        }
        this.base = base.getRawPath().endsWith("/") ? base : URI.create(base + "/");
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .build();
    }

    @Override
    public byte[] read(String path, int most) {
        URI target = base.resolve(path);
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<byte[]> response = get(target, most);
            switch (response.statusCode()) {
                case 200 -> {
                    return response.body();
                }
                case 301, 302, 303, 307, 308 -> target = redirected(target, response);
                case 404, 410 ->
                    throw new ContentMissingException(target + " does not exist: status " + response.statusCode()
                            + ". Check the address of the registry");
                default ->
                    throw new RegistryException(
                            target + " answered with status " + response.statusCode() + ". Try again later");
            }
        }
        throw new RegistryException(base.resolve(path) + " was redirected more than " + MOST_REDIRECTS + " times");
    }

    /** The page that comes with a redirect or an error may be longer than the file would be; nobody reads it. */
    private static BodyHandler<byte[]> body(int most) {
        return answer -> answer.statusCode() == 200
                ? BodySubscribers.limiting(BodySubscribers.ofByteArray(), most)
                : BodySubscribers.replacing(new byte[0]);
    }

    private HttpResponse<byte[]> get(URI target, int most) {
        HttpRequest request =
                HttpRequest.newBuilder(target).timeout(patience).GET().build();
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, body(most));
        try {
            // The request's own timeout ends with the headers; this one covers the body too.
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new RegistryException(target + " did not answer within " + patience.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new RegistryException("interrupted while reading " + target, e);
        } catch (ExecutionException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            // The body handler that limits has no exception type of its own, only words.
            throw message.contains("exceeds capacity")
                    ? new ContentChangedException(target + " is larger than the " + most + " bytes expected of it")
                    : new RegistryException("cannot read " + target + ": " + message, e);
        }
    }

    /** Only within one server: another one was not chosen by the user, and a local one may not be meant for us. */
    private static URI redirected(URI from, HttpResponse<?> response) {
        String location = response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new RegistryException(from + " redirects, but says not where to"));
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(from + " redirects to something that is not a URL", e);
        }
        if (!Objects.equals(to.getScheme(), from.getScheme())
                || !Objects.equals(to.getRawAuthority(), from.getRawAuthority())) {
            throw new RegistryException(from + " redirects to another server, " + to.getScheme() + "://"
                    + to.getRawAuthority() + ". If that is where the registry is now, use that address");
        }
        return to;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || (host.matches("127\\.[0-9.]+|\\[::1]")
                        && InetAddress.ofLiteral(bare(host)).isLoopbackAddress());
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
