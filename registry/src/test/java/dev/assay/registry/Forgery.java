package dev.assay.registry;

import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.trust.Revocations;
import dev.assay.trust.SigningKey;
import dev.assay.trust.tuf.Anchor;
import dev.assay.trust.tuf.Delegations;
import dev.assay.trust.tuf.IndexLayout;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.TargetFile;
import dev.assay.trust.tuf.Targets;
import dev.assay.trust.tuf.TufRepository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Signs, with the publisher's key, what a publisher gone wrong would: each a role that verifies and says what it must not. */
final class Forgery {
    private static final Instant LATER = Shop.NOW.plus(Duration.ofDays(7));
    private static final List<SigningKey> KEYS = List.of(Shop.PUBLISHER);
    private static final Quorum QUORUM = Quorum.of(1, List.of(Shop.PUBLISHER.verificationKey()));

    private final Folder folder;
    private final TufRepository repository;

    private Forgery(Path root) {
        folder = new Folder(root);
        repository = TufRepository.open(new IndexFolder(folder), new Anchor(QUORUM));
    }

    static Forgery of(Path root) {
        return new Forgery(root);
    }

    /** The bytes of a plugin's index document. */
    byte[] document(PluginName plugin) {
        TargetFile file =
                repository.view().find(IndexLayout.document(plugin.toString())).orElseThrow();
        return folder.source().read(Places.target(file.location()), (int) file.length());
    }

    void document(PluginName plugin, String text) {
        TargetFile file = add(plugin, text.getBytes(StandardCharsets.UTF_8));
        bin(plugin, files -> files.put(file.path(), file));
    }

    TargetFile add(PluginName plugin, byte[] bytes) {
        return repository.add(IndexLayout.document(plugin.toString()), bytes);
    }

    /** Changes the files of the bin that this plugin is in. */
    void bin(PluginName plugin, Consumer<Map<String, TargetFile>> change) {
        bins(bins().bin(IndexLayout.document(plugin.toString())), change);
    }

    /** Changes the files of this bin. */
    void bins(long number, Consumer<Map<String, TargetFile>> change) {
        String bin = bins().name(number);
        Map<String, TargetFile> files = new TreeMap<>(
                repository.view().role(IndexLayout.INDEX, bin).orElseThrow().files());
        change.accept(files);
        publish(bin, Targets.of(LATER, files.values(), Optional.empty()));
    }

    private Delegations.Bins bins() {
        return (Delegations.Bins) repository
                .view()
                .role(IndexLayout.INDEX)
                .orElseThrow()
                .delegations()
                .orElseThrow();
    }

    void revocations(Revocations list) {
        TargetFile file = repository.add(IndexLayout.REVOCATION_LIST, Json.canonical(list.toJson()));
        TargetFile undos = repository.add(IndexLayout.UNDO_LIST, Json.canonical(list.undosToJson()));
        publish(IndexLayout.UNDOS, Targets.of(LATER, List.of(undos), Optional.empty()));
        publish(IndexLayout.REVOCATIONS, Targets.of(LATER, List.of(file), Optional.empty()));
    }

    void noRevocations() {
        publish(IndexLayout.REVOCATIONS, Targets.of(LATER, List.of(), Optional.empty()));
    }

    void noBins() {
        publish(IndexLayout.INDEX, Targets.of(LATER, List.of(), Optional.empty()));
    }

    private void publish(String role, Targets targets) {
        repository
                .change(repository.view())
                .delegated(role, QUORUM, targets, KEYS)
                .publish(Shop.NOW, LATER, LATER, KEYS);
    }
}
