package dev.assay.registry;

import dev.assay.trust.Role;
import dev.assay.trust.SignedDocument;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * The reading side of a registry. The source is not trusted: what a reader gets was signed by a publisher it names, is
 * unexpired, is never older than what it saw before, and has the digests and sizes that were signed. A source can withhold
 * and delay, no more. Thread-safe.
 */
public final class Registry {
    private final Source source;
    private final Signed signed;
    private final Memory memory;
    private final Clock clock;

    private Registry(Source source, Signed signed, Memory memory, Clock clock) {
        this.source = source;
        this.signed = signed;
        this.memory = memory;
        this.clock = clock;
    }

    /**
     * Opens a registry; nothing of it is read yet.
     *
     * @param policy names the publishers whose signature on the index counts
     * @param memory a directory of the reader's own, where it keeps what it saw and fetched. Without it the reader could be
     *     taken back in time
     * @throws RegistryException when the policy has no publisher that can sign alone, or a newer version wrote the memory
     */
    public static Registry open(Source source, TrustPolicy policy, Path memory, Clock clock) {
        int needed = policy.rule(Role.PUBLISHER)
                .map(TrustPolicy.Rule::minimum)
                .orElseThrow(() -> new RegistryException("the trust policy names no publisher, so no index of " + source
                        + " can be trusted. Name one under 'publisher'"));
        if (needed > 1) {
            throw new RegistryException("the trust policy wants " + needed
                    + " publishers, but an index has one signature. Set the minimum of 'publisher' to 1");
        }
        Signed signed = Signed.by(policy.keys(Role.PUBLISHER));
        Memory remembered = new Memory(new Folder(memory), source);
        remembered.requireNotNewer();
        return new Registry(source, signed, remembered, clock);
    }

    /**
     * The newest index. If the source gives none that can be accepted, the last one known, which then says why; it is
     * accepted until it expires.
     *
     * @throws RegistryException when there is neither
     */
    public Index index() {
        Instant now = clock.instant();
        try {
            byte[] bytes = source.read(Places.HEAD, SignedDocument.MOST_BYTES);
            Head head = signed.head(bytes, source + "/" + Places.HEAD, now);
            Index index = new Index(head, memory, null, now);
            memory.see(head, bytes);
            return index;
        } catch (RegistryException e) {
            return lastKnown(e, now);
        }
    }

    /**
     * The newest index, whose content is read from the source each time and not kept: for who goes through all of it once.
     *
     * @throws RegistryException when the source gives none that can be accepted; the last one known is not news
     */
    public Index current() {
        Instant now = clock.instant();
        byte[] bytes = source.read(Places.HEAD, SignedDocument.MOST_BYTES);
        Head head = signed.head(bytes, source + "/" + Places.HEAD, now);
        memory.see(head, bytes);
        return new Index(head, Contents.of(source), null, now);
    }

    private Index lastKnown(RegistryException problem, Instant now) {
        Optional<byte[]> last = memory.last();
        if (last.isEmpty()) {
            throw problem;
        }
        try {
            Head head = signed.head(last.get(), "the last index known of " + source, now);
            return new Index(head, memory, problem.getMessage(), now);
        } catch (RegistryException e) {
            throw new RegistryException(problem.getMessage() + "; and " + e.getMessage(), problem);
        }
    }
}
