package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.PluginName;
import dev.assay.registry.search.Card;
import dev.assay.registry.search.Page;
import dev.assay.registry.search.Search;
import dev.assay.registry.search.Words;
import dev.assay.trust.Revocation;
import dev.assay.trust.Revocations;
import dev.assay.trust.Role;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.tuf.Anchor;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.TrustedView;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The reading side of a registry. The source is not trusted: what a reader gets was signed for by those whom the publishers it
 * names vouch for, is unexpired, is never older than what it saw before, and has the digests and sizes that were signed. A
 * source can withhold and delay, no more. Thread-safe.
 */
public final class Registry {
    private final Source source;
    private final Memory memory;
    private final Duration grace;
    private final Clock clock;

    private Registry(Source source, Memory memory, Duration grace, Clock clock) {
        this.source = source;
        this.memory = memory;
        this.grace = grace;
        this.clock = clock;
    }

    /** Opens a registry, as below, without any grace. */
    public static Registry open(Source source, TrustPolicy policy, Path memory, Clock clock) {
        return open(source, policy, memory, Duration.ZERO, clock);
    }

    /**
     * Opens a registry; nothing of it is read yet.
     *
     * @param policy names the publishers: a root that enough of them signed is the first that is trusted
     * @param memory a directory of the reader's own, where it keeps what it saw and fetched. Without it the reader could be
     *     taken back in time
     * @param grace for how long beyond its expiry the last index known counts, while the source gives no newer one
     * @throws RegistryException when the policy has no publisher, or the memory is damaged or of a newer version
     */
    public static Registry open(Source source, TrustPolicy policy, Path memory, Duration grace, Clock clock) {
        return open(source, policy, memory, ContentCache.MOST_BYTES, grace, clock);
    }

    /**
     * Opens a registry, as above.
     *
     * @param kept how many bytes of content are kept in the memory, beside what is held ({@link #hold}); what was used least lately
     *     goes first
     */
    public static Registry open(
            Source source, TrustPolicy policy, Path memory, long kept, Duration grace, Clock clock) {
        Anchor anchor = anchor(policy, source.toString());
        Memory remembered = new Memory(new Folder(memory), source, anchor, kept);
        remembered.requireUsable();
        return new Registry(source, remembered, grace, clock);
    }

    static Anchor anchor(TrustPolicy policy, String registry) {
        int needed = policy.rule(Role.PUBLISHER)
                .map(TrustPolicy.Rule::minimum)
                .orElseThrow(() -> new RegistryException("the trust policy names no publisher, so no index of "
                        + registry + " can be trusted. Name one under 'publisher'"));
        return new Anchor(Quorum.of(needed, policy.keys(Role.PUBLISHER)));
    }

    /**
     * The newest index. If the source gives none that can be accepted, the last one known, which then says why; it is
     * accepted until it expires, and for the grace after that.
     *
     * @throws RegistryException when there is neither
     */
    public Index index() {
        return index(Set.of());
    }

    /**
     * The same, of which the index documents of these plugins were read: a source that gives a newer index and withholds those
     * does not take away what is known of them.
     */
    public Index index(Set<PluginName> needed) {
        try {
            return first(view -> {
                Index index = index(documents(view, memory), memory, Duration.ZERO, Optional.empty());
                needed.forEach(index::releases);
                memory.complete(view, clock);
                return index;
            });
        } catch (RegistryException e) {
            return lastKnown(e);
        }
    }

    /** Of the newest metadata, which several places may have, those of the first with whom this works. */
    private Index first(Function<TrustedView, Index> reading) {
        List<RegistryException> problems = new ArrayList<>();
        for (TrustedView view : memory.refresh(clock)) {
            try {
                return reading.apply(view);
            } catch (RegistryException e) {
                problems.add(e);
            }
        }
        throw RegistryException.together(problems);
    }

    /**
     * The newest index, whose content is read from the source each time and not kept: for who goes through all of it once.
     *
     * @throws RegistryException when the source gives none that can be accepted; the last one known is not news
     */
    public Index current() {
        Contents contents = Contents.of(source);
        Index index = first(view -> index(documents(view, contents), contents, Duration.ZERO, Optional.empty()));
        if (index.problem().isPresent()) {
            throw new RegistryException(index.problem().get());
        }
        return index;
    }

    /**
     * Says what content must stay in the memory until this holder says otherwise, also after this process ended and whatever
     * others do with the same memory. Before it is fetched: then nothing takes it away in between.
     *
     * @param holder a name of the caller's own, of letters, digits, {@code -} and {@code .}
     */
    public void hold(String holder, Set<Digest> content) {
        if (!holder.matches("[A-Za-z0-9-][A-Za-z0-9.-]{0,99}")) {
            throw new RegistryException(
                    "'" + holder + "' cannot hold content: a holder has a name of letters and digits");
        }
        memory.cache().hold(holder, content);
    }

    /** The plugins of an index that the source holds: all, unless it is a mirror that says it holds only some. */
    public SortedSet<PluginName> held(Index index) {
        SortedSet<PluginName> plugins = index.plugins();
        return MirrorNote.of(source)
                .map(note -> plugins.stream()
                        .filter(note::holds)
                        .collect(Collectors.<PluginName, SortedSet<PluginName>>toCollection(TreeSet::new)))
                .orElse(plugins);
    }

    /**
     * A page of the plugins of an index that have all of these words in name or summary, and are held here. What it takes depends
     * on the page alone, but where the index has no search document, and in a mirror of only some plugins: there it is gone through
     * what is said of each.
     *
     * @param words as {@link Words#of} gives them, at most {@link Search#MOST_WORDS}; none: all plugins
     * @param after where the page before ended
     * @param limit 1 to {@link Page#MOST} plugins
     */
    public Page search(Index index, SortedSet<String> words, Optional<PluginName> after, int limit) {
        Optional<Search> search = isWhole() ? index.search() : Optional.empty();
        if (search.isPresent()) {
            return search.get().page(words, after, limit);
        }
        Search.requirePage(words, limit);
        List<Card> cards = new ArrayList<>();
        Optional<PluginName> last = after;
        for (PluginName plugin : held(index)) {
            if (after.isEmpty() || plugin.compareTo(after.get()) > 0) {
                if (cards.size() == limit) {
                    return new Page(cards, last);
                }
                last = Optional.of(plugin);
                index.card(plugin)
                        .filter(card -> Words.of(card).containsAll(words))
                        .ifPresent(cards::add);
            }
        }
        return new Page(cards, Optional.empty());
    }

    /**
     * Reads all parts of the search document of an index, if it has one that is held here.
     *
     * @return how many there are
     */
    public int readSearch(Index index) {
        return isWhole() ? index.readSearch() : 0;
    }

    private boolean isWhole() {
        return MirrorNote.of(source).flatMap(MirrorNote::plugins).isEmpty();
    }

    private IndexDocuments documents(TrustedView view, Contents contents) {
        return new IndexDocuments(view, contents, source.toString());
    }

    private Index lastKnown(RegistryException problem) {
        if (!memory.hasIndex()) {
            throw problem;
        }
        try {
            IndexDocuments documents =
                    new IndexDocuments(memory.lastKnown(clock, grace), memory, "the last index known of " + source);
            Index last = index(documents, memory, grace, Optional.empty());
            return last.because(problem.getMessage() + ". Going on with the last index known, signed " + last.issued()
                    + ", which counts until " + last.expires());
        } catch (RegistryException e) {
            throw new RegistryException(problem.getMessage() + "; and " + e.getMessage(), problem);
        }
    }

    /** What was revoked once and was not undone by the rules stays revoked for this reader, whatever a list says. */
    private Index index(IndexDocuments documents, Contents contents, Duration longer, Optional<String> problem) {
        Revocations listed = documents.revocations();
        List<Revocation> missing = memory.see(listed);
        Optional<String> told = problem.or(() -> missing.stream()
                .findFirst()
                .map(first -> source + ": its list of revocations lacks one that was seen before, because '"
                        + Inert.line(first.reason())
                        + "'. A revocation is undone, and never taken away: its security keys"
                        + " may be stolen. Ask its publisher"));
        return new Index(documents, listed.and(missing), contents, longer, told.orElse(null), clock.instant());
    }
}
