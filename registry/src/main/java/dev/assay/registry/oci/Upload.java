package dev.assay.registry.oci;

import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import dev.assay.registry.http.Answer;
import dev.assay.registry.http.Ask;
import dev.assay.registry.http.Guard;
import dev.assay.registry.http.Hosts;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends one content (OCI distribution specification 1.1, "Pushing blobs"): small content in one request, larger in pieces, of
 * which none that arrived is sent again. Not thread-safe.
 */
final class Upload {
    /** Larger content goes in pieces of this many bytes, unless the registry wants larger ones. */
    static final int PIECE = 16 << 20;

    private static final String BYTES = "application/octet-stream";
    private static final int MOST_ATTEMPTS = 4;
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");

    private final Repository repository;
    private final Blob blob;
    private final byte[] bytes;
    private final Guard guard;

    Upload(Repository repository, Blob blob, byte[] bytes) {
        this.repository = repository;
        this.blob = blob;
        this.bytes = bytes;
        this.guard = repository.pushing(Optional.empty());
    }

    /** Whether it was sent; not if it was taken from the other repository. */
    boolean run(Optional<Place> elsewhere) {
        Optional<Answer> begun = begin(elsewhere);
        for (int attempt = 1; begun.isPresent(); attempt++) {
            try {
                send(location(begun.get()), piece(begun.get()));
                return true;
            } catch (RegistryException e) {
                if (attempt == MOST_ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                // An upload that was lost leaves nothing behind that counts; another begins.
                begun = begin(Optional.empty());
            }
        }
        return false;
    }

    /** Empty if it is there already. */
    private Optional<Answer> begin(Optional<Place> elsewhere) {
        String query = elsewhere
                .map(place -> "?mount=" + blob.digest() + "&from=" + place.path())
                .orElse("");
        Guard mounting = repository.pushing(elsewhere);
        Answer answer = repository
                .web()
                .ask(
                        Ask.of("POST", repository.uri("blobs/uploads/" + query))
                                .sending(BYTES, new byte[0])
                                .by(mounting),
                        Stored.MOST_BYTES);
        if (answer.status() == 201 && elsewhere.isPresent()) {
            return Optional.empty();
        }
        if (answer.status() != 202 && elsewhere.isPresent()) {
            // One may push here and not read there: then it is sent.
            return begin(Optional.empty());
        }
        repository.require(answer, 202);
        return Optional.of(answer);
    }

    private void send(URI location, int piece) {
        URI last = location;
        long sent = 0;
        if (bytes.length > piece) {
            for (int failures = 0; sent < bytes.length; ) {
                try {
                    int length = (int) Math.min(piece, bytes.length - sent);
                    Answer answer = patch(last, (int) sent, length);
                    last = location(answer);
                    sent += length;
                } catch (RegistryException e) {
                    failures++;
                    if (failures == MOST_ATTEMPTS) {
                        throw e;
                    }
                    Answer status = repository.web().ask(Ask.of("GET", last).by(guard), Stored.MOST_BYTES);
                    repository.require(status, 204);
                    sent = arrived(status, sent);
                    last = status.header("Location").isPresent() ? location(status) : last;
                }
            }
        }
        Answer answer = repository.web().ask(close(last, (int) sent), Stored.MOST_BYTES);
        repository.require(answer, 201);
    }

    private Answer patch(URI location, int from, int length) {
        Answer answer = repository
                .web()
                .ask(
                        Ask.of("PATCH", location)
                                .sending(BYTES, bytes, from, length)
                                .with("Content-Range", from + "-" + (from + length - 1))
                                .by(guard),
                        Stored.MOST_BYTES);
        repository.require(answer, 202);
        return answer;
    }

    private Ask close(URI location, int sent) {
        String query = location.getRawQuery() == null ? "?" : "&";
        return Ask.of("PUT", URI.create(location + query + "digest=" + blob.digest()))
                .sending(BYTES, bytes, sent, bytes.length - sent)
                .by(guard);
    }

    /** How much of it is there, after a piece was cut off. Some count an empty upload as one byte. */
    private long arrived(Answer status, long before) {
        Matcher range = RANGE.matcher(status.header("Range").orElse(""));
        if (!range.matches()) {
            throw new RegistryException(status.where() + " does not say how much of an upload it has");
        }
        long last = Long.parseLong(range.group(1));
        long arrived = last == 0 ? 0 : last + 1;
        if (arrived > bytes.length || arrived < before) {
            throw new RegistryException(status.where() + " lost a part of an upload");
        }
        return arrived;
    }

    private int piece(Answer answer) {
        long least = answer.header("OCI-Chunk-Min-Length")
                .filter(value -> value.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
        return (int) Math.max(PIECE, Math.min(least, Blob.LARGEST));
    }

    /** Where to go on: at the same server, or by HTTPS at another, which then gets no credentials. */
    private URI location(Answer answer) {
        String text = answer.header("Location").orElse("");
        try {
            URI location = answer.uri().resolve(text);
            if (!text.isEmpty()
                    && location.getHost() != null
                    && location.getRawUserInfo() == null
                    && location.getRawFragment() == null
                    && (Hosts.same(answer.uri(), location) || "https".equals(location.getScheme()))) {
                return location;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new RegistryException(answer.where() + " does not say where to send content to");
    }
}
