package dev.assay.registry.http;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentChangedException;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.RegistryException;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches one content of known digest and size (RFC 9110, section 14 for the ranges), from where an earlier fetch was cut off. It is
 * streamed: memory does not grow with it. A server gets as many attempts as are worth it, and no more time than the size is worth.
 * Not thread-safe.
 */
final class Download {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

    private final Web web;
    private final Ask ask;
    private final Blob blob;
    private final Receiver.Progress progress;
    private final Attempts attempts;
    private final long end;
    private boolean mayResume = true;
    private boolean resumed;

    Download(Web web, Ask ask, Blob blob, Sink sink) {
        this.web = web;
        this.ask = ask;
        this.blob = blob;
        this.progress = new Receiver.Progress(sink, blob, web.watcher());
        Duration total = web.patience().forContent(blob.size());
        this.attempts = new Attempts(web.patience(), total);
        this.end = System.nanoTime() + total.toNanos();
    }

    void run() {
        try {
            if (!isThere()) {
                fetch();
            }
        } catch (ContentChangedException e) {
            // Nobody is to go on from it.
            restart();
            throw e;
        } finally {
            web.watcher().ended(blob);
        }
    }

    /** What an earlier fetch left may be all of it. */
    private boolean isThere() {
        try {
            progress.begin();
        } catch (IOException _) {
            restart();
        }
        if (progress.received() < blob.size() || blob.size() == 0) {
            return false;
        }
        if (progress.received() == blob.size() && progress.digest().equals(blob.digest())) {
            return true;
        }
        restart();
        return false;
    }

    private void fetch() {
        while (true) {
            long before = progress.received();
            Optional<Duration> asked = Optional.empty();
            RegistryException problem;
            try {
                HttpResponse<Boolean> response = Web.follow(ask, this::attempt);
                int status = response.statusCode();
                if (status == 200 || status == 206) {
                    if (progress.received() == blob.size()) {
                        Digest found = progress.digest();
                        if (found.equals(blob.digest())) {
                            return;
                        }
                        problem = changed(response, found);
                    } else {
                        // Shorter than it said, or a part of what was asked for: there may be more.
                        problem = new RegistryException(ask.where() + " ended after " + progress.received() + " of "
                                + blob.size() + " bytes. Try again, or use another source");
                    }
                } else if (status == 416 && before > 0) {
                    restart();
                    problem = new RegistryException(ask.where() + " cannot go on where it was cut off");
                } else if (status == 404 || status == 410) {
                    throw new ContentMissingException(
                            ask.where() + " does not exist: status " + status + ". Check the address of the registry");
                } else if (Attempts.isPassing(status)) {
                    asked = Attempts.retryAfter(response.headers());
                    problem = new RegistryException(
                            ask.where() + " answered with status " + status + ". Try again later");
                } else {
                    throw new RegistryException(ask.where() + " answered with status " + status
                            + ". Check the address, and whether it wants a login");
                }
            } catch (Web.UnreachableException e) {
                problem = e.problem();
            }
            if (progress.received() > before) {
                attempts.succeeded();
            }
            attempts.await(problem, asked);
        }
    }

    /** Parts of two answers may not fit together: then it is tried once more in one piece. */
    private RegistryException changed(HttpResponse<?> response, Digest found) {
        ContentChangedException changed = new ContentChangedException(ask.where() + type(response.headers())
                + " has the digest " + found + " where " + blob.digest()
                + " is expected: it was changed. Use another source");
        if (!resumed) {
            throw changed;
        }
        mayResume = false;
        resumed = false;
        restart();
        return changed;
    }

    /** What it calls itself often tells what it is: the page of a login, say. */
    private static String type(HttpHeaders headers) {
        return headers.firstValue("Content-Type")
                .map(type -> " of type " + Inert.quote(type))
                .orElse("");
    }

    private HttpResponse<Boolean> attempt(Ask each) throws Web.UnreachableException {
        progress.touch();
        AtomicReference<Receiver> receiver = new AtomicReference<>();
        long from = mayResume ? progress.received() : 0;
        if (from == 0) {
            restart();
        }
        Ask ranged = from > 0 ? each.with("Range", "bytes=" + from + "-") : each;
        try {
            return web.send(ranged, body(from, receiver), web.patience().stall(), this::deadline, blob.size());
        } finally {
            Receiver used = receiver.get();
            if (used != null) {
                used.abandon();
            }
        }
    }

    private long deadline() {
        return Math.min(end, progress.moved() + web.patience().stall().toNanos());
    }

    private BodyHandler<Boolean> body(long from, AtomicReference<Receiver> receiver) {
        return head -> {
            if (head.statusCode() != 200 && head.statusCode() != 206) {
                return BodySubscribers.replacing(false);
            }
            begin(head, from);
            Receiver made = new Receiver(progress);
            receiver.set(made);
            return made;
        };
    }

    /** Whoever announces another length, or another range, is not read at all. */
    private void begin(ResponseInfo head, long from) {
        long announced = head.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (head.statusCode() == 200) {
            if (announced >= 0 && announced != blob.size()) {
                throw new ContentChangedException(ask.where() + " has " + announced + " bytes" + type(head.headers())
                        + " where " + blob.size() + " are expected: it was changed or cut. Use another source");
            }
            restart();
        } else if (from == 0 || !isTheRest(head, from)) {
            throw new ContentChangedException(
                    ask.where() + " answered with a part of it that was not asked for. Use another source");
        } else {
            resumed = true;
        }
    }

    private boolean isTheRest(ResponseInfo head, long from) {
        Matcher range =
                CONTENT_RANGE.matcher(head.headers().firstValue("Content-Range").orElse(""));
        return range.matches()
                && Long.parseLong(range.group(1)) == from
                && Long.parseLong(range.group(2)) < blob.size()
                && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == blob.size());
    }

    private void restart() {
        try {
            progress.restart();
        } catch (IOException e) {
            throw new RegistryException("cannot begin anew to keep " + ask.where() + ": " + e.getMessage(), e);
        }
    }
}
