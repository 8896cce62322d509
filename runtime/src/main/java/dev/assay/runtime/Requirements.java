package dev.assay.runtime;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.ModelException;
import dev.assay.model.fleet.DesiredState;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.registry.Folder;
import dev.assay.trust.DocumentKind;
import dev.assay.trust.Opening;
import dev.assay.trust.SignedDocument;
import dev.assay.trust.TrustException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this runtime must run: the newest desired state that the pinned key signed for it. The last good one is kept on
 * disk and verified whenever it is read; a lower revision is never taken after a higher one. One thread refreshes it, any may look.
 */
final class Requirements {
    private static final String FILE = "desired-state.json";

    private final Folder home;
    private final Identity identity;
    private final ControlClient client;
    private volatile @Nullable DesiredState known;
    private Optional<String> etag = Optional.empty();
    private volatile RuntimeStatus.Source source = RuntimeStatus.Source.NONE;

    /** What was given is not taken over. */
    private static final class UnacceptableException extends Exception {
        UnacceptableException(String message) {
            super(message);
        }
    }

    /** Takes up the last good one. */
    Requirements(Folder home, Identity identity, ControlClient client) {
        this.home = home;
        this.identity = identity;
        this.client = client;
        if (Files.exists(home.root().resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
            try {
                // Its expiry is looked at when it is used: an expired one still says what is to be reported on.
                known = open(home.source().read(FILE, SignedDocument.MOST_BYTES), Instant.EPOCH);
                source = RuntimeStatus.Source.LAST_KNOWN_GOOD;
            } catch (UnacceptableException e) {
                // Not taken for none: then an old revision would be news again.
                throw new AssessmentRuntimeException(home.root().resolve(FILE) + " is damaged: " + e.getMessage()
                        + ". If you know that nobody tampered with it, delete that file");
            }
        }
    }

    /** The newest one known; empty before the first. */
    Optional<DesiredState> known() {
        return Optional.ofNullable(known);
    }

    /** Where it came from, last time. */
    RuntimeStatus.Source source() {
        return source;
    }

    /**
     * Asks for a newer one, waiting so long for it. Returns what went wrong; then the last good one stays.
     *
     * @param clock gives the time at which an answer is judged
     */
    Optional<String> refresh(Duration wait, Clock clock) {
        try {
            Reply reply = client.get(
                    identity,
                    "api/v1/runtimes/" + identity.runtime() + "/desired-state?wait=" + wait.toSeconds(),
                    etag,
                    wait,
                    SignedDocument.MOST_BYTES);
            if (reply.status() == 304 && known != null) {
                source = RuntimeStatus.Source.CONTROL;
                return Optional.empty();
            }
            if (reply.status() != 200) {
                return stay("the Configuration Service gave no desired state: " + ControlClient.problem(reply));
            }
            take(reply.body(), clock.instant());
            etag = reply.etag().filter(tag -> tag.length() <= 200);
            source = RuntimeStatus.Source.CONTROL;
            return Optional.empty();
        } catch (UnacceptableException e) {
            return stay("the desired state that was given is refused: " + e.getMessage());
        } catch (AssessmentRuntimeException e) {
            return stay(String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> stay(String problem) {
        source = known == null ? RuntimeStatus.Source.NONE : RuntimeStatus.Source.LAST_KNOWN_GOOD;
        return Optional.of(problem);
    }

    private void take(byte[] bytes, Instant now) throws UnacceptableException {
        DesiredState given = open(bytes, now);
        DesiredState before = known;
        if (before != null && given.revision() < before.revision()) {
            throw new UnacceptableException("it has the revision " + given.revision() + ", but revision "
                    + before.revision() + " was seen before");
        }
        if (before != null
                && given.revision() == before.revision()
                && !given.assignments().equals(before.assignments())) {
            throw new UnacceptableException(
                    "it says other things than before under the same revision " + given.revision());
        }
        home.write(FILE, bytes);
        known = given;
    }

    private DesiredState open(byte[] bytes, Instant now) throws UnacceptableException {
        try {
            return switch (SignedDocument.read(DocumentKind.DESIRED_STATE, bytes)
                    .open(List.of(identity.controlKey()), now)) {
                case Opening.Refused refused ->
                    throw new UnacceptableException(refused.reason().message());
                case Opening.Opened opened -> {
                    DesiredState state = DesiredState.fromJson(Fields.of(opened.document(), "desired state"));
                    if (!state.runtimeId().equals(identity.runtime())) {
                        throw new UnacceptableException("it is for the runtime " + state.runtimeId());
                    }
                    yield state;
                }
            };
        } catch (TrustException | ModelException e) {
            throw new UnacceptableException(Inert.line(String.valueOf(e.getMessage()), 300));
        }
    }
}
