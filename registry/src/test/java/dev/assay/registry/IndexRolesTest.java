package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.VersionRange;
import dev.assay.trust.KeyType;
import dev.assay.trust.Revocation;
import dev.assay.trust.Revocation.Target;
import dev.assay.trust.Role;
import dev.assay.trust.Severity;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.tuf.IndexLayout;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.TargetFile;
import dev.assay.trust.tuf.Targets;
import dev.assay.trust.tuf.TopLevel;
import dev.assay.trust.tuf.TufRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry whose roles have keys of their own: each signs what is its own, and no other can. */
class IndexRolesTest {
    private static final List<SigningKey> KEYS = IntStream.range(0, 11)
            .mapToObj(_ -> SigningKey.create(KeyType.ED25519, new SecureRandom()))
            .toList();
    private static final List<SigningKey> ROOT = KEYS.subList(0, 3);
    private static final List<SigningKey> TARGETS = KEYS.subList(3, 5);
    private static final List<SigningKey> SECURITY = KEYS.subList(5, 8);
    private static final SigningKey ONLINE = KEYS.get(8);
    private static final SigningKey PUBLISH = KEYS.get(9);
    private static final SigningKey NEW = KEYS.get(10);
    private static final Target SSH_1 = new Target.Versions(SSH, VersionRange.parse("1.0.0"));

    private static final TrustPolicy POLICY = new TrustPolicy(Map.of(
            Role.PUBLISHER,
            new TrustPolicy.Rule(
                    IntStream.range(0, 3)
                            .mapToObj(i -> new Identity("root-" + i, ROOT.get(i).verificationKey()))
                            .toList(),
                    2,
                    Optional.empty())));

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void aRegistryWithARelease() {
        root = folder.resolve("registry");
        Publisher.create(root, beginning(PUBLISH), KEYS, WEEK, CLOCK);
        daily().publish(release("1.0.0"));
    }

    @Test
    void whatThePublishKeyListedIsRead() {
        Index index = index(NOW);
        assertThat(index.plugins()).containsExactly(SSH);
        assertThat(index.releases(SSH)).hasSize(1);
        assertThat(index.number()).isEqualTo(2);
        assertThat(index.issued()).isEqualTo(NOW);
        assertThat(index.expires()).isEqualTo(NOW.plus(WEEK));
    }

    @Test
    void aReleaseSignsItsBinAndNoOther() throws IOException {
        Set<String> before = metadata();

        daily().publish(release("1.1.0"));

        Set<String> added = metadata();
        added.removeAll(before);
        assertThat(added)
                .hasSize(2)
                .contains("3.snapshot.json")
                .anyMatch(name -> name.matches("3\\.index-bin-[0-7]\\.json"));
    }

    @Test
    void publishingTakesThePublishAndTheOnlineKey() throws IOException {
        Set<String> before = metadata();
        refused(() -> by(ONLINE).publish(release("1.1.0")), "1 of the 1 keys of the role 'publish', and 0");
        refused(() -> by(PUBLISH).publish(release("1.1.0")), "1 of the 1 keys of the role 'online', and 0");
        refused(() -> with(KEYS.subList(0, 8)).publish(release("1.1.0")), "the role 'publish'");
        assertThat(metadata()).isEqualTo(before);
        assertThat(index(NOW).releases(SSH)).hasSize(1);
    }

    @Test
    void revokingTakesOneSecurityKeyAndUndoingTwo() {
        refused(() -> daily().revoke(revocation()), "1 of the 3 keys of the role 'revocations', and 0");
        by(SECURITY.getFirst(), ONLINE).revoke(revocation());
        assertThat(index(NOW).revocation(index(NOW).releases(SSH).getFirst())).isPresent();

        var undo = new Revocation.Undo("a wrong flag", NOW);
        refused(
                () -> by(SECURITY.getFirst(), PUBLISH, ONLINE).unrevoke(SSH_1, undo),
                "2 of the 3 keys of the role 'undos', and 1");
        assertThat(index(NOW).revocation(index(NOW).releases(SSH).getFirst())).isPresent();
        by(SECURITY.get(1), SECURITY.get(2), ONLINE).unrevoke(SSH_1, undo);

        assertThat(index(NOW).revocation(index(NOW).releases(SSH).getFirst())).isEmpty();
        assertThat(index(NOW).revocations().all())
                .singleElement()
                .satisfies(r -> assertThat(r.undone()).contains(undo));
    }

    @Test
    void twoPeopleUndoApart() {
        by(SECURITY.getFirst(), ONLINE).revoke(revocation());
        var undo = new Revocation.Undo("a wrong flag", NOW);
        refused(() -> by(PUBLISH, ONLINE).proposeUndo(SSH_1, undo), "none of the keys given is of the role 'undos'");
        byte[] proposal = by(SECURITY.get(0)).proposeUndo(SSH_1, undo);
        assertThat(index(NOW).revocation(index(NOW).releases(SSH).getFirst())).isPresent();

        // The same person, whoever has no key, and who names something else, undo nothing.
        refused(() -> by(SECURITY.get(0), ONLINE).acceptUndo(SSH_1, proposal), "signed by 1 of the 2");
        refused(() -> by(PUBLISH, ONLINE).acceptUndo(SSH_1, proposal), "signed by 1 of the 2");
        Target other = new Target.Versions(SSH, VersionRange.parse("2.0.0"));
        refused(() -> by(SECURITY.get(1), ONLINE).acceptUndo(other, proposal), "does not undo what you name");
        assertThat(by(SECURITY.get(1), ONLINE).acceptUndo(SSH_1, proposal)).isEqualTo(undo);

        assertThat(index(NOW).revocation(index(NOW).releases(SSH).getFirst())).isEmpty();
        // Once.
        refused(() -> by(SECURITY.get(1), ONLINE).acceptUndo(SSH_1, proposal), "does not undo what you name");
    }

    @Test
    void aProposalThatSaysMoreOrOtherThanItVouchesForIsRefused() {
        Target other = new Target.Versions(SSH, VersionRange.parse("2.0.0"));
        by(SECURITY.getFirst(), ONLINE).revoke(revocation());
        by(SECURITY.getFirst(), ONLINE).revoke(new Revocation(other, "another", NOW, Severity.LOW, Optional.empty()));
        var undo = new Revocation.Undo("a wrong flag", NOW);
        Revoking.UndoProposal first =
                Revoking.UndoProposal.read(by(SECURITY.get(0)).proposeUndo(SSH_1, undo));
        Revoking.UndoProposal second =
                Revoking.UndoProposal.read(by(SECURITY.get(0)).proposeUndo(other, undo));
        refused(
                () -> by(SECURITY.get(1), ONLINE)
                        .acceptUndo(SSH_1, new Revoking.UndoProposal(first.list(), second.metadata()).toBytes()),
                "vouches for another list");
        String both = first.list()
                .replace("\"undos\":[", "\"undos\":[" + second.list().replaceAll(".*\"undos\":\\[(.*)].*", "$1") + ",");
        refused(
                () -> by(SECURITY.get(1), ONLINE)
                        .acceptUndo(SSH_1, new Revoking.UndoProposal(both, first.metadata()).toBytes()),
                "undoes more than what you name");
        refused(
                () -> by(SECURITY.get(1), ONLINE).acceptUndo(SSH_1, "{}".getBytes(StandardCharsets.UTF_8)),
                "the proposal cannot be used");
        // One that was overtaken by another.
        by(SECURITY.get(1), ONLINE).acceptUndo(other, second.toBytes());
        refused(() -> by(SECURITY.get(1), ONLINE).acceptUndo(SSH_1, first.toBytes()), "undo");
        assertThat(index(NOW).revocations().all().stream()
                        .filter(r -> r.undone().isEmpty()))
                .hasSize(1);
    }

    /** Who proposes would else choose how long the second one's word counts. */
    @Test
    void aProposalThatCountsForEverOrHardlyAtAllIsRefused() {
        by(SECURITY.getFirst(), ONLINE).revoke(revocation());
        var undo = new Revocation.Undo("a wrong flag", NOW);
        Revoking.UndoProposal honest =
                Revoking.UndoProposal.read(by(SECURITY.get(0)).proposeUndo(SSH_1, undo));
        for (Duration lifetime : List.of(Duration.ofDays(183), Duration.ofDays(368))) {
            TufRepository repository = TufRepository.open(new IndexFolder(new Folder(root)), Publisher.anchor(POLICY));
            Targets targets = Targets.of(
                    NOW.plus(lifetime),
                    List.of(TargetFile.of(IndexLayout.UNDO_LIST, honest.listBytes())),
                    Optional.empty());
            byte[] draft = repository
                    .change(repository.view())
                    .draft(IndexLayout.UNDOS, targets, List.of(SECURITY.getFirst()));
            Revoking.UndoProposal crafted =
                    new Revoking.UndoProposal(honest.list(), new String(draft, StandardCharsets.UTF_8));
            refused(
                    () -> by(SECURITY.get(1), ONLINE).acceptUndo(SSH_1, crafted.toBytes()),
                    "is to count until " + NOW.plus(lifetime));
        }
        // The second one's clock may be behind, and he may take months.
        at(NOW.plus(Duration.ofDays(182)), List.of(SECURITY.get(1), ONLINE)).acceptUndo(SSH_1, honest.toBytes());
    }

    @Test
    void withoutARefreshItExpiresAndWithOneItGoesOn() {
        Instant later = NOW.plus(Duration.ofDays(8));
        refused(() -> index(later), "expired");

        assertThat(at(later, List.of(ONLINE)).refresh()).isEmpty();

        assertThat(index(later).releases(SSH)).hasSize(1);
    }

    @Test
    void whatIsInTheSecondHalfOfItsTimeIsSignedAnewByWhoIsThere() throws IOException {
        Instant early = NOW.plus(Duration.ofDays(45));
        assertThat(at(early, List.of(ONLINE, PUBLISH)).refresh()).isEmpty();
        assertThat(metadata()).doesNotContain("2.index.json", "3.index-bin-0.json");

        Instant due = NOW.plus(Duration.ofDays(47));
        assertThat(at(due, List.of(ONLINE)).refresh())
                .containsExactly(Map.entry(IndexLayout.INDEX, NOW.plus(Duration.ofDays(92))));
        assertThat(metadata()).doesNotContain("2.index.json");
        assertThat(at(due, List.of(ONLINE, PUBLISH)).refresh()).isEmpty();
        assertThat(metadata())
                .contains("2.index.json")
                .filteredOn(name -> name.matches("[23]\\.index-bin-.*"))
                .hasSizeGreaterThanOrEqualTo(8);

        Instant year = NOW.plus(Duration.ofDays(184));
        assertThat(at(year, List.of(ONLINE, PUBLISH)).refresh().keySet())
                .containsExactly("revocations", "root", "targets", "undos");
        assertThat(at(year, KEYS).refresh()).isEmpty();
        assertThat(metadata()).contains("2.root.json", "2.targets.json", "2.revocations.json", "2.undos.json");
        assertThat(index(year).releases(SSH)).hasSize(1);
    }

    @Test
    void binsBecomeMoreAsPluginsDoAndEveryPluginIsStillFound() {
        Path many = folder.resolve("many");
        Publisher.create(many, Shop.PUBLISHER, WEEK, CLOCK).publish(release("1.0.0"));
        // Of these only the names count: two bins that are full.
        for (int bin = 0; bin < 2; bin++) {
            int number = bin;
            Forgery.of(many)
                    .bins(
                            number,
                            files -> IntStream.range(0, 600)
                                    .mapToObj(i -> IndexLayout.document("acme/plugin-" + i))
                                    .filter(path -> IndexLayout.bins(quorum(1, List.of(PUBLISH)), 1)
                                                    .bin(path)
                                            == number)
                                    .limit(256)
                                    .forEach(path -> files.put(path, TargetFile.of(path, new byte[1]))));
        }
        Publisher.open(many, Shop.PUBLISHER, WEEK, CLOCK).publish(release("1.1.0"));

        Index index = Registry.open(Source.directory(many), Shop.POLICY, folder.resolve("m"), CLOCK)
                .index();
        assertThat(index.plugins()).hasSizeGreaterThan(500).contains(SSH);
        assertThat(index.releases(SSH)).hasSize(2);
        assertThat(many.resolve("metadata")).isDirectoryContaining("glob:**/1.index-bin-7.json");
        assertThat(many.resolve("metadata")).isDirectoryNotContaining("glob:**/*.index-bin-8.json");
    }

    @Test
    void aRegistryOfOneKeyThatIsRefreshedOutlivesItsFirstRoot() {
        Path single = folder.resolve("single");
        Publisher.create(single, PUBLISH, WEEK, CLOCK);
        Instant end = NOW.plus(Duration.ofDays(366));
        for (Instant now = NOW; now.isBefore(end.plus(WEEK)); now = now.plus(Duration.ofDays(60))) {
            assertThat(Publisher.open(single, PUBLISH, WEEK, Shop.at(now)).refresh())
                    .isEmpty();
        }
        Publisher.open(single, PUBLISH, WEEK, Shop.at(end)).publish(release("1.0.0"));
        assertThat(Registry.open(Source.directory(single), Shop.trusting(PUBLISH), folder.resolve("m"), Shop.at(end))
                        .index()
                        .releases(SSH))
                .hasSize(1);
    }

    @Test
    void theOnlineKeyIsRotatedByTheRootAndTheOldOneCountsNoLonger() {
        index(NOW);
        Quorum fresh = quorum(1, List.of(NEW));
        with(ROOT.subList(1, 3)).rotateTop(Map.of(TopLevel.SNAPSHOT, fresh, TopLevel.TIMESTAMP, fresh));
        refused(() -> index(NOW), "timestamp.json is signed by 0 of the 1");
        refused(() -> daily().publish(release("1.1.0")), "signed by 0 of the 1");
        refused(() -> daily().refresh(), "the role 'online', and 0");

        by(NEW).refresh();

        assertThat(index(NOW).problem()).isEmpty();
        by(PUBLISH, NEW).publish(release("1.1.0"));
        assertThat(index(NOW).releases(SSH)).hasSize(2);
    }

    @Test
    void theKeysOfTargetsAreRotatedAndSignAnew() {
        with(ROOT).rotateTop(Map.of(TopLevel.TARGETS, quorum(1, List.of(NEW))));
        refused(() -> daily().refresh(), "the role 'targets', and 0");

        by(NEW, ONLINE).refresh();

        assertThat(index(NOW).problem()).isEmpty();
        assertThat(index(NOW).releases(SSH)).hasSize(1);
    }

    @Test
    void thePublishKeyIsRotatedAtOnceAndTheOldOneListsNothingMore() {
        with(TARGETS, NEW, ONLINE).rotateBelow(IndexLayout.INDEX, quorum(1, List.of(NEW)));

        assertThat(index(NOW).releases(SSH)).hasSize(1);
        refused(() -> daily().publish(release("1.1.0")), "the role 'publish', and 0");
        by(NEW, ONLINE).publish(release("1.1.0"));
        assertThat(index(NOW).releases(SSH)).hasSize(2);
    }

    @Test
    void securityKeysAreRotatedAndWhatTheyRevokedStays() {
        by(SECURITY.getFirst(), ONLINE).revoke(revocation());
        refused(
                () -> by(TARGETS.getFirst(), NEW, ONLINE).rotateBelow(IndexLayout.REVOCATIONS, quorum(1, List.of(NEW))),
                "2 of the 2 keys of the role 'targets', and 1");
        with(TARGETS, NEW, ONLINE).rotateBelow(IndexLayout.REVOCATIONS, quorum(1, List.of(NEW)));

        assertThat(index(NOW).revocations().all()).hasSize(1);
        refused(() -> by(SECURITY.getFirst(), ONLINE).revoke(revocation()), "the role 'revocations', and 0");
        by(NEW, ONLINE).revoke(revocation());
        assertThat(index(NOW).revocations().all()).hasSize(2);
    }

    @Test
    void aRegistryOfOneKeyGoesOverToAnotherAndReadersOfBothFollow() {
        Path single = folder.resolve("single");
        Publisher.create(single, PUBLISH, WEEK, CLOCK).publish(release("1.0.0"));
        Registry old = Registry.open(Source.directory(single), Shop.trusting(PUBLISH), folder.resolve("old"), CLOCK);
        assertThat(old.index().releases(SSH)).hasSize(1);

        refused(
                () -> Publisher.open(single, PUBLISH, WEEK, CLOCK).rotateAll(NEW.verificationKey()),
                "the role 'all', and 0");
        var both = Publisher.open(single, Publisher.anchor(Shop.trusting(PUBLISH)), List.of(PUBLISH, NEW), WEEK, CLOCK);
        assertThat(both.rotateAll(NEW.verificationKey())).isEqualTo(2);

        refused(() -> Publisher.open(single, PUBLISH, WEEK, CLOCK).publish(release("1.1.0")), "and 0 were given");
        Publisher.open(single, NEW, WEEK, CLOCK).publish(release("1.1.0"));
        assertThat(old.index().problem()).isEmpty();
        assertThat(old.index().releases(SSH)).hasSize(2);
        assertThat(Registry.open(Source.directory(single), Shop.trusting(NEW), folder.resolve("new"), CLOCK)
                        .index()
                        .releases(SSH))
                .hasSize(2);
    }

    @Test
    void tooFewRootKeysRotateNothing() throws IOException {
        Map<TopLevel, Quorum> change = Map.of(TopLevel.ROOT, quorum(1, List.of(NEW)));
        refused(() -> by(ROOT.getFirst(), NEW).rotateTop(change), "2 of the 3 keys of the role 'root', and 1");
        refused(() -> by(ROOT.get(0), ROOT.get(1)).rotateTop(change), "1 of the 1 keys of the role 'root', and 0");
        assertThat(metadata()).doesNotContain("2.root.json");

        assertThat(by(ROOT.get(0), ROOT.get(1), NEW).rotateTop(change)).isEqualTo(2);
        assertThat(index(NOW).releases(SSH)).hasSize(1);
    }

    @Test
    void aKeyThatLiesInCiMayNotBeAnOfflineOneTooUnlessItIsTheOnlyOne() {
        for (SigningKey offline : List.of(ROOT.getFirst(), TARGETS.getFirst(), SECURITY.getFirst())) {
            assertThatThrownBy(() -> beginning(offline))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("whoever steals that one has both");
        }
        // Publish and online key may be one, and one key may be all.
        assertThat(beginning(ONLINE)).isNotNull();
        assertThat(IndexRoles.allOf(ONLINE.verificationKey()).root()).isEqualTo(quorum(1, List.of(ONLINE)));
    }

    @Test
    void withoutAKeyThatMustSignNothingIsMade() {
        for (SigningKey missing : List.of(ONLINE, PUBLISH)) {
            Path other = folder.resolve("other");
            List<SigningKey> few =
                    KEYS.stream().filter(key -> !key.equals(missing)).toList();
            refused(() -> Publisher.create(other, beginning(PUBLISH), few, WEEK, CLOCK), "and 0 were given");
            assertThat(other.resolve("metadata")).doesNotExist();
        }
    }

    @Test
    void theTrustedRootIsHandedToReaders() {
        assertThat(index(NOW).trustedRoot())
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo("roots".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whoNamesOtherRootKeysReadsNothing() {
        TrustPolicy others = new TrustPolicy(
                Map.of(Role.PUBLISHER, TrustPolicy.Rule.anyOf(new Identity("publish", PUBLISH.verificationKey()))));
        refused(
                () -> Registry.open(Source.directory(root), others, folder.resolve("m"), CLOCK)
                        .index(),
                "not signed by 1 of the 1 publishers that the trust policy names, but by "
                        + ROOT.getFirst().hint());
        refused(() -> Publisher.open(root, PUBLISH, WEEK, CLOCK), "not signed by 1 of the 1 publishers");
    }

    /** Whoever can write to the folder, and has no key, has the next publication sign for nothing of his. */
    @Test
    void aFolderOfAnotherRootIsNotSignedFor() throws IOException {
        List<SigningKey> thief = List.of(NEW);
        Path forged = folder.resolve("forged");
        IndexRoles roles = new IndexRoles(
                quorum(1, thief),
                quorum(1, thief),
                quorum(1, thief),
                quorum(1, thief),
                quorum(1, List.of(PUBLISH)),
                quorum(1, List.of(ONLINE)));
        Publisher.create(forged, new Publisher.Beginning(roles, 3, Optional.empty()), KEYS, WEEK, CLOCK);
        Files.move(root, folder.resolve("away"));
        Files.move(forged, root);

        refused(() -> daily(), "not signed by 2 of the 3 publishers");
    }

    private static Publisher.Beginning beginning(SigningKey publish) {
        return new Publisher.Beginning(
                new IndexRoles(
                        quorum(2, ROOT),
                        quorum(2, TARGETS),
                        quorum(1, SECURITY),
                        quorum(2, SECURITY),
                        quorum(1, List.of(publish)),
                        quorum(1, List.of(ONLINE))),
                3,
                Optional.of("roots".getBytes(StandardCharsets.UTF_8)));
    }

    private static Quorum quorum(int threshold, List<SigningKey> keys) {
        return Quorum.of(
                threshold, keys.stream().map(SigningKey::verificationKey).toList());
    }

    private static Revocation revocation() {
        return new Revocation(SSH_1, "reads the wrong file", NOW, Severity.HIGH, Optional.empty());
    }

    /** What lies in CI. */
    private Publisher daily() {
        return by(PUBLISH, ONLINE);
    }

    private Publisher by(SigningKey... keys) {
        return at(NOW, List.of(keys));
    }

    private Publisher with(List<SigningKey> some, SigningKey... others) {
        List<SigningKey> all = new ArrayList<>(some);
        all.addAll(List.of(others));
        return at(NOW, all);
    }

    private Publisher at(Instant now, Collection<SigningKey> keys) {
        return Publisher.open(root, Publisher.anchor(POLICY), keys, WEEK, Shop.at(now));
    }

    private Index index(Instant now) {
        return Registry.open(Source.directory(root), POLICY, folder.resolve("memory"), Shop.at(now))
                .index();
    }

    private Set<String> metadata() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("metadata"))) {
            return new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static void refused(ThrowingCallable what, String says) {
        assertThatThrownBy(what).isInstanceOf(RegistryException.class).hasMessageContaining(says);
    }
}
