package dev.assay.registry.http;

import dev.assay.model.Inert;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentChangedException;
import dev.assay.registry.RegistryException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Asks web servers. Whatever they answer, it ends in bounded time and holds a bounded number of bytes; what passes (a
 * connection that breaks, 429, 503) is tried again. Thread-safe.
 */
public final class Web {
    private final Patience patience;
    private final Watcher watcher;
    /** Two, each made when it is needed: to load what TLS needs takes longer than many a fetch without it. */
    private final Supplier<HttpClient> plain;

    private final Supplier<HttpClient> secure;

    /** By the authorities that this machine trusts. */
    public Web(Patience patience) {
        this(patience, Optional.empty());
    }

    /** By others, if they are given. */
    public Web(Patience patience, Optional<SSLContext> context) {
        this(patience, context, Watcher.NONE);
    }

    /** The same, and says how far what is downloaded has come. */
    public Web(Patience patience, Optional<SSLContext> context, Watcher watcher) {
        this.patience = patience;
        this.watcher = watcher;
        this.plain = new Once(() -> client(patience)
                .sslContext(new NoTls())
                .sslParameters(new SSLParameters())
                .build());
        this.secure = new Once(() -> {
            HttpClient.Builder builder = client(patience);
            context.ifPresent(builder::sslContext);
            return builder.build();
        });
    }

    private static HttpClient.Builder client(Patience patience) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.answer());
    }

    /** Makes a client once. */
    private static final class Once implements Supplier<HttpClient> {
        private final Supplier<HttpClient> made;
        private @Nullable HttpClient client;

        Once(Supplier<HttpClient> made) {
            this.made = made;
        }

        @Override
        public synchronized HttpClient get() {
            if (client == null) {
                client = made.get();
            }
            return client;
        }
    }

    public Patience patience() {
        return patience;
    }

    Watcher watcher() {
        return watcher;
    }

    /**
     * A small answer, whole; of what is no success the beginning.
     *
     * @param most bytes of a success
     * @throws ContentChangedException when a success has more
     * @throws RegistryException when there is no answer, or it stays one that passes
     */
    public Answer ask(Ask ask, int most) {
        Duration sending = Duration.ofSeconds(ask.body().get().contentLength() / patience.slowest());
        Attempts attempts = new Attempts(patience, patience.answer().plus(sending));
        Duration each = patience.stall().plus(sending);
        while (true) {
            Answer answer;
            try {
                answer = once(ask, most, each.compareTo(attempts.left()) < 0 ? each : attempts.left());
            } catch (UnreachableException e) {
                if (!ask.mayBeRepeated()) {
                    throw e.problem();
                }
                attempts.await(e.problem(), Optional.empty());
                continue;
            }
            if (!Attempts.isPassing(answer.status())) {
                return answer;
            }
            if (!ask.mayBeRepeated() && answer.status() != 429) {
                return answer;
            }
            attempts.await(unwilling(answer), Attempts.retryAfter(answer.headers()));
        }
    }

    /**
     * Content of known digest and size: exactly that, or an exception, and then what the sink has is worth nothing. A download that
     * is cut off goes on where it was, also where one of another process was whose beginning the sink has.
     */
    public void download(Ask ask, Blob blob, Sink sink) {
        new Download(this, ask, blob, sink).run();
    }

    static RegistryException unwilling(Answer answer) {
        return new RegistryException(answer.where() + " answered with " + answer.told() + ". Try again later");
    }

    /** It could not be asked, or broke off: that may pass. */
    static final class UnreachableException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient RegistryException problem;

        UnreachableException(RegistryException problem) {
            super(problem);
            this.problem = problem;
        }

        RegistryException problem() {
            return problem;
        }
    }

    /** One attempt, with its redirects and an answer to a challenge. */
    private Answer once(Ask ask, int most, Duration time) throws UnreachableException {
        long deadline = System.nanoTime() + time.toNanos();
        HttpResponse<byte[]> response = follow(ask, each -> send(each, Small.atMost(most), time, () -> deadline, most));
        return new Answer(response.uri(), response.statusCode(), response.headers(), response.body());
    }

    /** Sends one request. */
    @FunctionalInterface
    interface Sender<T> {
        HttpResponse<T> send(Ask ask) throws UnreachableException;
    }

    /** Sends, and sends again where the answer leads, a bounded number of times. */
    static <T> HttpResponse<T> follow(Ask ask, Sender<T> sender) throws UnreachableException {
        Ask next = ask;
        boolean challenged = false;
        int redirects = 0;
        while (redirects <= Redirects.MOST) {
            HttpResponse<T> response = sender.send(next);
            if (response.statusCode() == 401
                    && !challenged
                    && next.guard().challenged(next.uri(), response.headers())) {
                challenged = true;
            } else if (Redirects.is(response.statusCode()) && next.redirects() != Redirects.RETURNED) {
                next = next.at(next.redirects().next(next.uri(), response.headers()));
                redirects++;
            } else {
                return response;
            }
        }
        throw new RegistryException(ask.where() + " was redirected more than " + Redirects.MOST + " times");
    }

    /**
     * Sends one request and waits for the whole answer.
     *
     * @param head how long until it begins
     * @param deadline of {@link System#nanoTime}, which may move while bytes come
     */
    <T> HttpResponse<T> send(Ask ask, BodyHandler<T> body, Duration head, LongSupplier deadline, long most)
            throws UnreachableException {
        CompletableFuture<HttpResponse<T>> answer = client(ask).sendAsync(ask.request(head), body);
        long begun = System.nanoTime();
        try {
            while (true) {
                long left = deadline.getAsLong() - System.nanoTime();
                if (left <= 0) {
                    throw new UnreachableException(new RegistryException(ask.where() + " did not answer within "
                            + Math.max(
                                    1,
                                    Duration.ofNanos(System.nanoTime() - begun).toSeconds()) + " s"));
                }
                try {
                    return answer.get(left, TimeUnit.NANOSECONDS);
                } catch (TimeoutException _) {
                    // The deadline may have moved.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("interrupted while reading " + ask.where(), e);
        } catch (ExecutionException e) {
            throw failed(ask.where(), e, most);
        } finally {
            answer.cancel(true);
        }
    }

    private HttpClient client(Ask ask) {
        return ("http".equals(ask.uri().getScheme()) ? plain : secure).get();
    }

    private static UnreachableException failed(String uri, ExecutionException e, long most) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
            if (cause instanceof Small.TooLong) {
                throw new ContentChangedException(uri + " is larger than the " + most + " bytes expected of it");
            }
            if (cause instanceof RegistryException refused) {
                throw refused;
            }
            if (cause instanceof Receiver.NotKept) {
                throw new RegistryException("cannot keep what " + uri + " gives: " + cause.getMessage(), e);
            }
            if (cause instanceof SSLException) {
                // What a server presents will not be another certificate in a second.
                throw new RegistryException(
                        "cannot read " + uri + ": no trusted connection: " + told(cause)
                                + ". Check the address, or give the certificate authority",
                        e);
            }
        }
        return new UnreachableException(new RegistryException("cannot read " + uri + ": " + told(cause), e));
    }

    /** Some of it may be the server's own words. */
    private static String told(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : Inert.line(cause.getMessage(), 200);
    }
}
