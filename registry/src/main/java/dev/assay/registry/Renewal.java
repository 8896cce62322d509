package dev.assay.registry;

import dev.assay.trust.SigningKey;
import dev.assay.trust.VerificationKey;
import dev.assay.trust.tuf.Metadata;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.Root;
import dev.assay.trust.tuf.TopLevel;
import dev.assay.trust.tuf.TrustedView;
import dev.assay.trust.tuf.TufRepository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Signs a registry's index anew: for longer, or by other keys. The registry's lock must be held. */
final class Renewal {
    private final IndexWriter writer;

    Renewal(IndexWriter writer) {
        this.writer = writer;
    }

    Map<String, Instant> refresh() {
        TufRepository repository = writer.repository();
        TrustedView view = writer.trusted(repository::viewBeforeRotation);
        writer.see(repository, view);
        IndexWriter.Opened opened = writer.new Opened(repository, view);
        Map<String, Instant> others = new TreeMap<>();
        renewRoot(repository, others);
        IndexChange change = opened.change();
        if (!repository.vouchesForTargets(view)) {
            change.resignTop();
        }
        change.renew(opened.documents(), others);
        writer.commit(change);
        IndexWriter.Opened now = writer.opened();
        if (now.documents().search().isEmpty() && now.change().mayPublish()) {
            renewSearch(now);
        }
        return others;
    }

    void renewSearch() {
        renewSearch(writer.opened());
    }

    private void renewSearch(IndexWriter.Opened opened) {
        opened.search().ifPresent(search -> {
            IndexChange change = opened.change();
            change.search(opened.documents(), search);
            writer.commit(change);
        });
    }

    /** The next root says what the one before it said, and ends later. */
    private void renewRoot(TufRepository repository, Map<String, Instant> others) {
        Root root = repository.root();
        if (IndexChange.isDue(root, IndexChange.OFFLINE, writer.now())) {
            if (IndexChange.isAtHand(IndexChange.quorum(root, TopLevel.ROOT), writer.keys())) {
                rotate(repository, Map.of());
            } else {
                others.put(TopLevel.ROOT.id(), root.expires());
            }
        }
    }

    long rotateTop(Map<TopLevel, Quorum> roles) {
        TufRepository repository = writer.repository();
        writer.see(repository, writer.trusted(repository::viewBeforeRotation));
        return rotate(repository, roles);
    }

    private long rotate(TufRepository repository, Map<TopLevel, Quorum> roles) {
        IndexChange.requireKeys("root", IndexChange.quorum(repository.root(), TopLevel.ROOT), writer.keys());
        Root next = writer.trusted(() -> repository.next(writer.now().plus(IndexChange.OFFLINE), roles));
        IndexChange.requireKeys("root", IndexChange.quorum(next, TopLevel.ROOT), writer.keys());
        List<SigningKey> signers = new ArrayList<>(
                IndexChange.quorum(repository.root(), TopLevel.ROOT).among(writer.keys()));
        IndexChange.quorum(next, TopLevel.ROOT).among(writer.keys()).stream()
                .filter(key -> !signers.contains(key))
                .forEach(signers::add);
        repository.rotate(Metadata.sign(next, signers));
        return next.version();
    }

    long rotateAll(VerificationKey key) {
        IndexRoles roles = IndexRoles.allOf(key);
        IndexChange.requireKeys("all", roles.root(), writer.keys());
        TufRepository repository = writer.repository();
        writer.see(repository, writer.trusted(repository::viewBeforeRotation));
        long version = rotate(repository, roles.topLevel());
        IndexWriter.Opened opened = writer.new Opened(repository, writer.trusted(repository::viewBeforeRotation));
        IndexChange change = opened.change();
        change.rotate(opened.documents(), roles.below());
        writer.commit(change);
        return version;
    }

    void rotateBelow(String role, Quorum quorum) {
        IndexWriter.Opened opened = writer.opened();
        IndexChange change = opened.change();
        change.rotate(opened.documents(), Map.of(role, quorum));
        writer.commit(change);
    }
}
