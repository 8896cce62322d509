package dev.assay.trust.tuf;

import static dev.assay.trust.tuf.ClientOfOneWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer writes what clients believe, and refuses to write what they would not. */
class TufRepositoryTest {
    @TempDir
    private Path folder;

    private Path repository;
    private Path store;
    private Published published;

    @BeforeEach
    void publish() {
        repository = folder.resolve("repository");
        store = folder.resolve("store");
        published = new Published(repository);
    }

    @Test
    void everyRoleOfTheLayoutIsFound() throws IOException {
        assertThat(read(Published.HELLO)).contains("hello");
        assertThat(read(IndexLayout.REVOCATION_LIST)).contains("none");
        assertThat(read(Published.TRUSTED_ROOT)).contains("roots");
        assertThat(read("index/acme/other.json")).isEmpty();
    }

    @Test
    void aStolenPublishKeyCannotUndoARevocation() throws IOException {
        TargetFile undone = published.repository.add(IndexLayout.REVOCATION_LIST, Published.bytes("all is well"));
        published
                .change()
                .delegated(
                        IndexLayout.INDEX,
                        Published.quorum(1, Published.PUBLISH),
                        Targets.of(Published.EXPIRES, List.of(undone), Optional.of(published.bins)),
                        Published.PUBLISH)
                .publish(Published.ISSUED, Published.EXPIRES, Published.EXPIRES, Published.ONLINE);

        assertThat(read(IndexLayout.REVOCATION_LIST)).contains("none");
        refused(
                "tuf-signatures",
                () -> published
                        .change()
                        .delegated(
                                IndexLayout.REVOCATIONS,
                                Published.quorum(1, Published.SECURITY),
                                Targets.of(Published.EXPIRES, List.of(undone), Optional.empty()),
                                Published.PUBLISH));
    }

    @Test
    void aChangeGivesNewVersionsToWhatItChangesOnly() throws IOException {
        read(Published.HELLO);
        String bin = published.bins.name(published.bins.bin(Published.HELLO));
        TargetFile changed = published.repository.add(Published.HELLO, Published.bytes("hello again"));

        published
                .change()
                .bin(
                        published.bins,
                        bin,
                        Targets.of(Published.EXPIRES, List.of(changed), Optional.empty()),
                        Published.PUBLISH)
                .publish(Published.ISSUED, Published.EXPIRES, Published.EXPIRES, Published.ONLINE);

        assertThat(read(Published.HELLO)).contains("hello again");
        TrustedView now = published.opened().view();
        assertThat(now.role(IndexLayout.INDEX, bin).orElseThrow().version()).isEqualTo(2);
        assertThat(now.role().orElseThrow().version()).isEqualTo(1);
        assertThat(now.snapshotVersion()).isEqualTo(2);
        assertThat(now.issued()).contains(Published.ISSUED);
        refused("tuf-missing", () -> now.role("unheard-of"));
        refused("tuf-missing", () -> now.role(IndexLayout.INDEX, "index-bin-10"));
    }

    @Test
    void timestampAndSnapshotAreRenewedWithoutAChange() throws IOException {
        read(Published.HELLO);
        published.change().publish(Published.ISSUED, Published.EXPIRES, Published.EXPIRES, Published.ONLINE);

        assertThat(read(Published.HELLO)).contains("hello");
        assertThat(Files.exists(repository.resolve("metadata/2.snapshot.json"))).isTrue();
    }

    @Test
    void theRootsKeysAndThresholdAreChangedByTheOldAndTheNewQuorum() throws IOException {
        read(Published.HELLO);
        SigningKey fourth = SigningKey.create(KeyType.ED25519, new SecureRandom());
        List<SigningKey> keys = List.of(Published.ROOT.get(1), Published.ROOT.get(2), fourth);
        Root next =
                published.repository.root().next(Published.EXPIRES, Map.of(TopLevel.ROOT, Published.quorum(3, keys)));

        refused("tuf-signatures", () -> published.repository.rotate(Metadata.sign(next, Published.ROOT)));
        refused("tuf-signatures", () -> published.repository.rotate(Metadata.sign(next, List.of(fourth))));
        refused(
                "tuf-version",
                () -> published.repository.rotate(Metadata.sign(
                        next.next(Published.EXPIRES, Map.of(TopLevel.ROOT, Published.quorum(3, keys))), keys)));
        // Each signs where the key is.
        Metadata<Root> signed = Metadata.sign(next, List.of(fourth));
        for (SigningKey key : Published.ROOT) {
            signed = Metadata.root(signed.bytes()).signedBy(List.of(key));
        }
        published.repository.rotate(signed);

        assertThat(read(Published.HELLO)).contains("hello");
        assertThat(Files.readAllBytes(store.resolve("root.json"))).isEqualTo(signed.bytes());
        assertThat(published.opened().root()).isEqualTo(next);
    }

    @Test
    void theOnlineKeyIsChangedByARootAndANewTimestamp() throws IOException {
        read(Published.HELLO);
        List<SigningKey> fresh = List.of(SigningKey.create(KeyType.P_256, new SecureRandom()));
        published.repository.rotate(Metadata.sign(
                published.repository.next(Published.EXPIRES, Map.of(TopLevel.SNAPSHOT, Published.quorum(1, fresh))),
                Published.ROOT));
        published.repository.rotate(Metadata.sign(
                published.repository.next(Published.EXPIRES, Map.of(TopLevel.TIMESTAMP, Published.quorum(1, fresh))),
                Published.ROOT));

        refused("tuf-signatures", published::change);
        TufRepository.Change renewal = published.repository.change(published.repository.viewBeforeRotation());
        refused(
                "tuf-signatures",
                () -> renewal.publish(Published.ISSUED, Published.EXPIRES, Published.EXPIRES, Published.ONLINE));
        renewal.publish(Published.ISSUED, Published.EXPIRES, Published.EXPIRES, fresh);

        assertThat(read(Published.HELLO)).contains("hello");
    }

    @Test
    void aRepositoryBeginsOnceAndWithItsFirstRoot() {
        Metadata<Root> first = Metadata.sign(Published.firstRoot(), Published.ROOT);
        refused("tuf-store", () -> TufRepository.create(RepositoryFolder.of(repository), first));
        refused(
                "tuf-missing",
                () -> TufRepository.open(RepositoryFolder.of(folder.resolve("nothing")), published.anchor()));
        Root second = Published.firstRoot()
                .next(Published.EXPIRES, Map.of(TopLevel.ROOT, Published.quorum(2, Published.ROOT)));
        refused(
                "tuf-version",
                () -> TufRepository.create(
                        RepositoryFolder.of(folder.resolve("new")), Metadata.sign(second, Published.ROOT)));
        refused(
                "tuf-signatures",
                () -> TufRepository.create(
                        RepositoryFolder.of(folder.resolve("new")),
                        Metadata.sign(Published.firstRoot(), Published.ROOT.subList(0, 1))));
        TufRepository empty = TufRepository.create(RepositoryFolder.of(folder.resolve("new")), first);
        refused(
                "tuf-missing",
                () -> empty.begin().publish(Published.ISSUED, Published.EXPIRES, Published.EXPIRES, Published.ONLINE));
    }

    @Test
    void aRepositoryOfOthersIsNotOpened() {
        Published other = new Published(folder.resolve("other"));
        List<SigningKey> strangers = List.of(SigningKey.create(KeyType.ED25519, new SecureRandom()));
        Anchor stranger = new Anchor(Published.quorum(1, strangers));
        refused("tuf-signatures", () -> TufRepository.open(RepositoryFolder.of(other.folder), stranger));
        // One of the root's keys is not enough where two are asked for, and is where one is.
        Anchor half = new Anchor(Published.quorum(2, List.of(Published.ROOT.getFirst(), strangers.getFirst())));
        refused("tuf-signatures", () -> TufRepository.open(RepositoryFolder.of(other.folder), half));
        Anchor one = new Anchor(Published.quorum(1, List.of(Published.ROOT.getFirst(), strangers.getFirst())));
        assertThat(TufRepository.open(RepositoryFolder.of(other.folder), one).root())
                .isEqualTo(Published.firstRoot());
    }

    @Test
    void aLaterRootIsFoundByTheKeysThatSignedIt() throws IOException {
        List<SigningKey> fresh = List.of(
                SigningKey.create(KeyType.ED25519, new SecureRandom()),
                SigningKey.create(KeyType.P_256, new SecureRandom()));
        Root next =
                published.repository.root().next(Published.EXPIRES, Map.of(TopLevel.ROOT, Published.quorum(2, fresh)));
        Metadata<Root> signed = Metadata.sign(next, Published.ROOT).signedBy(fresh);
        published.repository.rotate(signed);

        Transport metadata = Published.transport(repository.resolve("metadata"), new java.util.ArrayList<>());
        assertThat(new Anchor(Published.quorum(2, fresh)).root(metadata)).isEqualTo(signed.bytes());
        assertThat(published.anchor().root(metadata))
                .isEqualTo(Files.readAllBytes(repository.resolve("metadata/1.root.json")));
    }

    @Test
    void whatWasChangedInTheFolderIsNotSignedForAgain() throws IOException {
        String bin = published.bins.name(published.bins.bin(Published.HELLO));
        Path file = repository.resolve("metadata/1." + bin + ".json");
        Files.writeString(file, Files.readString(file).replace("index/acme/hello", "index/acme/hallo"));

        refused("tuf-signatures", () -> published.opened().view().role(IndexLayout.INDEX, bin));
    }

    @Test
    void namesThatAWebServerWouldNotGiveBackAreNotWritten() {
        Targets empty = Targets.of(Published.EXPIRES, List.of(), Optional.empty());
        for (String role : List.of("a/b", "a b", "ü", "?")) {
            refused(
                    "tuf-malformed",
                    () -> published.change().delegated(role, published.bins.quorum(), empty, Published.PUBLISH));
        }
        refused("tuf-malformed", () -> published.repository.add("../outside", new byte[0]));
        refused("tuf-malformed", () -> Published.quorum(2, Published.SECURITY));
    }

    private Optional<String> read(String target) throws IOException {
        return Published.read(repository, store, target);
    }
}
