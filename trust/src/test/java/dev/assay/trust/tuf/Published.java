package dev.assay.trust.tuf;

import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A registry's index as {@link IndexLayout} has it, written by our writer into a folder. */
final class Published {
    static final String HELLO = IndexLayout.document("acme/hello");
    static final String TRUSTED_ROOT = "trusted_root.json";
    static final Instant EXPIRES = Instant.parse("2199-01-01T00:00:00Z");
    static final Instant ISSUED = Instant.parse("2026-11-22T12:00:00Z");

    private static final List<SigningKey> KEYS = Stream.generate(() -> KeyType.P_256)
            .limit(8)
            .map(type -> SigningKey.create(type, new SecureRandom()))
            .toList();

    static final List<SigningKey> ROOT = KEYS.subList(0, 3);
    static final List<SigningKey> TARGETS = KEYS.subList(3, 5);
    static final List<SigningKey> SECURITY = KEYS.subList(5, 6);
    static final List<SigningKey> UNDO = KEYS.subList(5, 7);
    static final List<SigningKey> PUBLISH = List.of(SigningKey.create(KeyType.ED25519, new SecureRandom()));
    static final List<SigningKey> ONLINE = List.of(SigningKey.create(KeyType.ED25519, new SecureRandom()));

    final Path folder;
    final TufRepository repository;
    final Delegations.Bins bins = IndexLayout.bins(quorum(1, PUBLISH), 4);

    Published(Path folder) {
        this.folder = folder;
        repository = TufRepository.create(RepositoryFolder.of(folder), Metadata.sign(firstRoot(), ROOT.subList(0, 2)));
        TargetFile trustedRoot = repository.add(TRUSTED_ROOT, bytes("roots"));
        TargetFile revocations = repository.add(IndexLayout.REVOCATION_LIST, bytes("none"));
        Delegations top = IndexLayout.topLevel(quorum(1, SECURITY), quorum(2, UNDO), quorum(1, PUBLISH));
        TufRepository.Change change = repository
                .begin()
                .targets(Targets.of(EXPIRES, List.of(trustedRoot), Optional.of(top)), TARGETS)
                .delegated(
                        IndexLayout.REVOCATIONS,
                        quorum(1, SECURITY),
                        Targets.of(EXPIRES, List.of(revocations), Optional.empty()),
                        SECURITY)
                .delegated(IndexLayout.UNDOS, quorum(2, UNDO), Targets.of(EXPIRES, List.of(), Optional.empty()), UNDO)
                .delegated(
                        IndexLayout.INDEX,
                        quorum(1, PUBLISH),
                        Targets.of(EXPIRES, List.of(), Optional.of(bins)),
                        PUBLISH);
        for (long bin = 0; bin < bins.count(); bin++) {
            List<TargetFile> files =
                    bin == bins.bin(HELLO) ? List.of(repository.add(HELLO, bytes("hello"))) : List.of();
            change.bin(bins, bins.name(bin), Targets.of(EXPIRES, files, Optional.empty()), PUBLISH);
        }
        change.publish(ISSUED, EXPIRES, EXPIRES, ONLINE);
    }

    /** Begins a change of what is published. */
    TufRepository.Change change() {
        return repository.change(repository.view());
    }

    Anchor anchor() {
        return new Anchor(quorum(2, ROOT));
    }

    TufRepository opened() {
        return TufRepository.open(RepositoryFolder.of(folder), anchor());
    }

    static Root firstRoot() {
        Map<TopLevel, Quorum> roles = new EnumMap<>(TopLevel.class);
        roles.put(TopLevel.ROOT, quorum(2, ROOT));
        roles.put(TopLevel.TARGETS, quorum(2, TARGETS));
        roles.put(TopLevel.SNAPSHOT, quorum(1, ONLINE));
        roles.put(TopLevel.TIMESTAMP, quorum(1, ONLINE));
        return Root.first(EXPIRES, roles);
    }

    static Quorum quorum(int threshold, List<SigningKey> keys) {
        return Quorum.of(
                threshold, keys.stream().map(SigningKey::verificationKey).toList());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The files of a folder, as a web server would give them. */
    static Transport transport(Path folder, List<String> asked) {
        return (path, most) -> {
            asked.add(path);
            try {
                byte[] bytes = Files.readAllBytes(folder.resolve(path));
                if (bytes.length > most) {
                    throw Transport.tooLong(path, most);
                }
                return Optional.of(bytes);
            } catch (NoSuchFileException _) {
                return Optional.empty();
            } catch (IOException e) {
                throw Transport.unreachable(path, String.valueOf(e.getMessage()));
            }
        };
    }

    /** What a client that trusts the first root finds, or empty. */
    static Optional<String> read(Path repository, Path store, String target) throws IOException {
        TufStore trusted = new TufStore(store);
        if (!Files.exists(store.resolve("root.json"))) {
            trusted.initialize(Files.readAllBytes(repository.resolve("metadata/1.root.json")));
        }
        TrustedView view = new TufClient(
                        trusted,
                        transport(repository.resolve("metadata"), new ArrayList<>()),
                        java.time.Clock.systemUTC())
                .refresh();
        Transport targets = transport(repository.resolve("targets"), new ArrayList<>());
        return view.find(target).map(file -> new String(view.fetch(file, targets), StandardCharsets.UTF_8));
    }
}
