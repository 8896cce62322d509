package dev.assay.trust.login;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.trust.TrustException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks services. Every answer is bounded in size and time, a service that is overloaded or broken is asked again a few
 * times, and no redirect is followed: a token would go along. Thread-safe.
 */
final class Caller {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_ERROR_BYTES = 8 << 10;
    private static final int SHOWN = 200;

    private final Patience patience;
    private final HttpClient client;

    Caller(Patience patience) {
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.answer())
                .build();
    }

    /**
     * A question to a service.
     *
     * @param service its name, for people
     * @param isSecret whether a text holds something that it was told in confidence
     * @param alsoGood a status besides 200 and 201 that is an answer, or 0
     */
    record Question(String service, HttpRequest request, Predicate<String> isSecret, int alsoGood) {
        static Question post(String service, URI address, String type, String accept, byte[] body) {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .header("Content-Type", type)
                    .header("Accept", accept)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            return new Question(service, request, text -> false, 0);
        }

        static Question get(String service, URI address) {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .header("Accept", "application/json")
                    .GET()
                    .build();
            return new Question(service, request, text -> false, 0);
        }

        /** With what must not be shown. */
        Question hiding(Predicate<String> secret) {
            return new Question(service, request, secret, alsoGood);
        }

        /** With another status that is an answer. */
        Question orStatus(int status) {
            return new Question(service, request, isSecret, status);
        }

        URI address() {
            return request.uri();
        }

        /** A text from the service, unless it repeats what must not be shown. */
        String shown(String text) {
            return isSecret.test(text) ? "(what it says could repeat a token, and is not shown)" : text;
        }

        TrustException failed(String problem, String remedy) {
            return Failure.service(service, address(), problem, remedy);
        }
    }

    /** What came back, as far as it was read. */
    private static final class Raw {
        final int status;
        final byte[] body;
        final Optional<String> location;
        final long wanted;

        Raw(HttpResponse<?> response, byte[] body) {
            this.status = response.statusCode();
            this.body = body;
            this.location = response.headers().firstValue("Location");
            this.wanted = response.headers()
                    .firstValue("Retry-After")
                    .map(Caller::seconds)
                    .orElse(0L);
        }
    }

    /**
     * The answer to a question.
     *
     * @throws TrustException with code {@code service-failed} or {@code service-answer-malformed}
     */
    Answer ask(Question question) {
        for (int attempt = 1; ; attempt++) {
            Raw raw = once(question);
            if (raw.status == 200 || raw.status == 201 || raw.status == question.alsoGood) {
                if (raw.body.length > MOST_BYTES) {
                    throw Failure.answer(
                            question.service, question.address(), "it has more than " + MOST_BYTES + " bytes");
                }
                return new Answer(question, raw.status, raw.body, raw.location);
            }
            boolean again = raw.status == 429 || raw.status >= 500;
            if (!again || attempt >= patience.attempts()) {
                throw refused(question, raw, attempt);
            }
            pause(question, attempt, raw.wanted);
        }
    }

    private TrustException refused(Question question, Raw raw, int attempts) {
        if (raw.status >= 300 && raw.status < 400) {
            return question.failed(
                    "answered with a redirect, status " + raw.status + ", which is not followed",
                    "Give the address that it points to, if you trust it");
        }
        return question.failed(
                "answered with status " + raw.status + (attempts > 1 ? ", " + attempts + " times" : "")
                        + told(raw.body)
                                .map(text -> ": " + Inert.line(question.shown(text), SHOWN))
                                .orElse(""),
                raw.status == 429 || raw.status >= 500 ? "Try again later" : "Check token and address");
    }

    /** The message in a service's own form of an error; a page for people is not shown. */
    private static Optional<String> told(byte[] body) {
        try {
            return Optional.of(Json.read(body, MOST_ERROR_BYTES).path("message").asString(""))
                    .filter(text -> !text.isBlank());
        } catch (ModelException _) {
            return Optional.empty();
        }
    }

    private void pause(Question question, int attempt, long wanted) {
        try {
            Thread.sleep(patience.after(attempt, wanted));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw question.failed("was not asked again: interrupted", "");
        }
    }

    /** The client's own timeout ends with the headers; this one covers the body too. */
    private Raw once(Question question) {
        FutureTask<Raw> task = new FutureTask<>(() -> exchange(question.request));
        Thread.ofVirtual().start(task);
        try {
            return task.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            task.cancel(true);
            throw question.failed(
                    "gave no whole answer within " + patience.answer().toMillis() + " ms", "Try again later");
        } catch (InterruptedException _) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw question.failed("was not waited for: interrupted", "");
        } catch (ExecutionException e) {
            throw question.failed("cannot be reached: " + why(e.getCause()), "Check address and network");
        }
    }

    /** In words of our own: those of a broken answer could repeat what was sent. */
    private static String why(@Nullable Throwable cause) {
        return switch (cause) {
            case ConnectException _ -> "nobody answers there";
            case SSLException tls -> "TLS failed: " + Inert.line(String.valueOf(tls.getMessage()), SHOWN);
            case null -> "it failed";
            default -> cause.getClass().getSimpleName();
        };
    }

    private Raw exchange(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        int status = response.statusCode();
        try (InputStream in = response.body()) {
            byte[] body = in.readNBytes(status < 300 || status == 409 ? MOST_BYTES + 1 : MOST_ERROR_BYTES);
            return new Raw(response, body);
        }
    }

    private static long seconds(String text) {
        return text.matches("[0-9]{1,6}") ? Long.parseLong(text) : 0;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
