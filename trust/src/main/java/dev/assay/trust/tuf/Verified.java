package dev.assay.trust.tuf;

import dev.assay.model.Digest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Signatures that this process has checked already: of the same bytes, for the same role, by the same quorum. A reader that looks for news
 * once a minute meets the same metadata each time, and parsing and checking them is most of its work. Only what was found right is
 * remembered. Whether it is announced, of the right version and not expired is not part of it, and asked each time. Bounded;
 * thread-safe.
 */
final class Verified<T> {
    private final long most;
    private final Map<Key, Known<T>> known = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    private record Key(Digest bytes, String role, Quorum quorum) {}

    private record Known<T>(T value, int size) {}

    /** @param most of how many bytes of metadata the outcome is kept; what was asked for least lately goes first */
    Verified(long most) {
        this.most = most;
    }

    /**
     * The outcome of the check, from before if it was made before.
     *
     * @param check parses the bytes and checks their signatures; what it throws is not remembered
     */
    T of(byte[] bytes, String role, Quorum quorum, Supplier<T> check) {
        Key key = new Key(Digest.of(bytes), role, quorum);
        return find(key).orElseGet(() -> {
            T value = check.get();
            keep(key, new Known<>(value, bytes.length));
            return value;
        });
    }

    private synchronized Optional<T> find(Key key) {
        return Optional.ofNullable(known.get(key)).map(Known::value);
    }

    private synchronized void keep(Key key, Known<T> outcome) {
        Known<T> before = known.put(key, outcome);
        held += outcome.size - (before == null ? 0 : before.size);
        Iterator<Known<T>> oldest = known.values().iterator();
        while (held > most) {
            held -= oldest.next().size;
            oldest.remove();
        }
    }
}
