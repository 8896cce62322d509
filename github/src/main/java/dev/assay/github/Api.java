package dev.assay.github;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Speaks HTTP with GitHub's API: the token, retries, rate limits, pages, bounds, and errors that say what to do. The
 * token goes to the API's own origin (for uploads: to the host that belongs to it) and nowhere else, and into no message.
 * Safe for concurrent use.
 */
final class Api {
    static final int MOST_ATTEMPTS = 5;
    static final int MOST_PAGES = 30;
    static final int PAGE = 100;
    static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private static final int LARGEST_ANSWER = 16 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TRANSFER = Duration.ofMinutes(10);
    private static final Pattern NEXT = Pattern.compile("<([^<>]{1,2000})>\\s*;\\s*rel=\"next\"");

    private final HttpClient client;
    private final URI base;
    private final String token;
    private final Waits waits;
    private final Pause pause;

    /** {@code base} must be https, or http on loopback; the token goes into a header, so it must be one word. */
    Api(URI base, String token, Clock clock, Pause pause) {
        this.base = requireSafe(base);
        if (!token.matches("[\\x21-\\x7e]{1,10000}")) {
            throw new GitHubException("GITHUB_TOKEN is not a token: it has spaces, line ends or other characters that"
                    + " no token has. Set it to the token alone");
        }
        this.token = token;
        this.waits = new Waits(clock);
        this.pause = pause;
        this.client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Performs it and reads the answer; an empty answer is an empty object. */
    JsonNode call(Call call) {
        return json(call, succeeded(call, sent(call)));
    }

    /** As {@link #call}, empty where GitHub answers that there is no such thing. */
    Optional<JsonNode> find(Call call) {
        HttpResponse<byte[]> answer = sent(call);
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(json(call, succeeded(call, answer)));
    }

    /** As {@link #call}, empty where GitHub answers with one of these: outcomes that the caller expects. */
    Optional<JsonNode> unless(Set<Integer> statuses, Call call) {
        HttpResponse<byte[]> answer = sent(call);
        return statuses.contains(answer.statusCode())
                ? Optional.empty()
                : Optional.of(json(call, succeeded(call, answer)));
    }

    /** The elements of all pages; {@code field} names the array in an answer that is an object. Refuses more than 3,000. */
    List<JsonNode> all(Call first, String field) {
        List<JsonNode> all = new ArrayList<>();
        String separator = first.path().contains("?") ? "&" : "?";
        Call call = Call.get(first.what(), first.permission(), first.path() + separator + "per_page=" + PAGE);
        URI next = uri(call.path());
        for (int page = 0; page < MOST_PAGES; page++) {
            HttpResponse<byte[]> answer = succeeded(call, attempts(call, request(next, call)));
            JsonNode body = json(call, answer);
            JsonNode elements = field.isEmpty() ? body : body.path(field);
            if (!elements.isArray() || elements.size() > PAGE) {
                throw new GitHubException(
                        "cannot " + call.what() + ": GitHub's answer is not a list of at most " + PAGE);
            }
            elements.forEach(all::add);
            Optional<URI> following = next(call, answer);
            if (following.isEmpty()) {
                return List.copyOf(all);
            }
            next = following.get();
        }
        throw new GitHubException("cannot " + call.what() + ": there are more than " + MOST_PAGES * PAGE
                + ", which is more than is read");
    }

    /**
     * Saves what GitHub redirects to, at most {@code most} bytes. It usually lies on another host, which gets no token:
     * its address is the permission.
     */
    void download(Call call, Path to, long most) {
        HttpResponse<byte[]> answer = sent(call);
        if (answer.statusCode() != 302) {
            succeeded(call, answer);
        }
        URI from = resolve(call, answer.headers().firstValue("location").orElse(""));
        requireSafe(from);
        HttpRequest request = HttpRequest.newBuilder(from)
                .timeout(PATIENCE)
                .header("User-Agent", "assay")
                .build();
        HttpResponse<Path> file = attempts(
                call,
                () -> exchange(
                        call,
                        request,
                        BodyHandlers.limiting(BodyHandlers.ofFile(to, CREATE, WRITE, TRUNCATE_EXISTING), most),
                        TRANSFER));
        if (file.statusCode() != 200) {
            throw new GitHubException("cannot " + call.what() + ": the storage answered " + file.statusCode()
                    + ". It may have expired; run the workflow again");
        }
    }

    /** Sends a file to an address that GitHub named. */
    JsonNode upload(Call call, URI to, Path file, String mediaType) {
        if (!Origins.takesUploads(base, to)) {
            throw new GitHubException("cannot " + call.what() + ": GitHub names " + Inert.quote(String.valueOf(to))
                    + " as the place, which does not belong to " + base + "; the token is not sent there");
        }
        try {
            HttpRequest.BodyPublisher body =
                    Files.size(file) == 0 ? BodyPublishers.noBody() : BodyPublishers.ofFile(file);
            HttpRequest request =
                    authorized(to).header("Content-Type", mediaType).POST(body).build();
            return json(call, succeeded(call, attempts(call, () -> exchange(call, request, bounded(), TRANSFER))));
        } catch (IOException e) {
            throw new GitHubException(
                    "cannot " + call.what() + ": " + Inert.quote(file.toString()) + " is unreadable", e);
        }
    }

    private HttpResponse<byte[]> sent(Call call) {
        return attempts(call, request(uri(call.path()), call));
    }

    private Attempt<byte[]> request(URI uri, Call call) {
        HttpRequest.Builder builder = authorized(uri);
        call.bytes()
                .ifPresentOrElse(
                        body -> builder.header("Content-Type", "application/json")
                                .method(call.method(), BodyPublishers.ofByteArray(body)),
                        () -> builder.method(call.method(), BodyPublishers.noBody()));
        HttpRequest request = builder.build();
        return () -> exchange(call, request, bounded(), PATIENCE);
    }

    private HttpRequest.Builder authorized(URI uri) {
        return HttpRequest.newBuilder(uri)
                .timeout(TRANSFER)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", "2022-11-28")
                .header("User-Agent", "assay");
    }

    /** One try. A connection that breaks is told by {@link IOException}. */
    private interface Attempt<T> {
        HttpResponse<T> make() throws IOException;
    }

    /** Tries until there is an answer that trying again would not change. */
    private <T> HttpResponse<T> attempts(Call call, Attempt<T> attempt) {
        for (int made = 1; ; made++) {
            Optional<Duration> wait;
            try {
                HttpResponse<T> answer = attempt.make();
                wait = waits.before(call, made, answer);
                if (wait.isEmpty()) {
                    return answer;
                }
                if (made == MOST_ATTEMPTS || wait.get().compareTo(LONGEST_WAIT) > 0) {
                    throw Refusals.busy(call, answer.statusCode(), wait.get());
                }
            } catch (IOException e) {
                wait = Optional.of(Waits.backoff(made));
                if (made == MOST_ATTEMPTS || !call.repeatable()) {
                    throw Refusals.unreachable(call, base, e);
                }
            }
            pause.await(wait.get());
        }
    }

    /** With a limit for the whole answer: the client's own ends with its headers. */
    private <T> HttpResponse<T> exchange(Call call, HttpRequest request, BodyHandler<T> handler, Duration limit)
            throws IOException {
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, handler);
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (String.valueOf(e.getCause()).contains("body exceeds capacity")) {
                throw new GitHubException("cannot " + call.what() + ": it is larger than is accepted", e);
            }
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no whole answer within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new GitHubException("cannot " + call.what() + ": interrupted", e);
        }
    }

    private static BodyHandler<byte[]> bounded() {
        return BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER);
    }

    private HttpResponse<byte[]> succeeded(Call call, HttpResponse<byte[]> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw Refusals.of(call, answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer;
    }

    private static JsonNode json(Call call, HttpResponse<byte[]> answer) {
        try {
            return answer.body().length == 0 ? Json.object() : Json.read(answer.body(), LARGEST_ANSWER);
        } catch (InvalidValueException e) {
            throw new GitHubException(
                    "cannot " + call.what() + ": GitHub's answer is unreadable: " + e.getMessage(), e);
        }
    }

    private Optional<URI> next(Call call, HttpResponse<byte[]> answer) {
        Matcher link = NEXT.matcher(answer.headers().firstValue("link").orElse(""));
        if (!link.find()) {
            return Optional.empty();
        }
        URI next = resolve(call, link.group(1));
        if (!Origins.same(base, next)) {
            throw new GitHubException("cannot " + call.what() + ": the next page lies on another host, "
                    + Inert.quote(String.valueOf(next)) + "; the token is not sent there");
        }
        return Optional.of(next);
    }

    private URI resolve(Call call, String named) {
        try {
            if (!named.isBlank()) {
                return base.resolve(named);
            }
        } catch (IllegalArgumentException e) {
            throw new GitHubException(
                    "cannot " + call.what() + ": GitHub names " + Inert.quote(named) + " as the place", e);
        }
        throw new GitHubException("cannot " + call.what() + ": GitHub did not say where it lies");
    }

    private URI uri(String path) {
        return URI.create(base + path);
    }

    private static URI requireSafe(URI uri) {
        if (Origins.isSafe(uri)) {
            return uri;
        }
        throw new GitHubException(Inert.quote(String.valueOf(uri))
                + " is not an address that is asked: it must be https (http on loopback only), without user and fragment."
                + " Correct GITHUB_API_URL");
    }
}
