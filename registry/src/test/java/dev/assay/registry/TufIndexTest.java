package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.POLICY;
import static dev.assay.registry.Shop.PUBLISHER;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.PluginName;
import dev.assay.trust.KeyType;
import dev.assay.trust.Revocation;
import dev.assay.trust.Severity;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.TopLevel;
import dev.assay.trust.tuf.TufStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The TUF repository beside the head says what the head says, by keys that are not the publisher's alone. */
class TufIndexTest {
    private static final List<SigningKey> KEYS = IntStream.range(0, 8)
            .mapToObj(_ -> SigningKey.create(KeyType.ED25519, new SecureRandom()))
            .toList();
    private static final List<SigningKey> ROOT = KEYS.subList(0, 3);
    private static final List<SigningKey> TARGETS = KEYS.subList(3, 5);
    private static final List<SigningKey> SECURITY = KEYS.subList(5, 6);
    private static final List<SigningKey> ONLINE = KEYS.subList(6, 7);
    private static final SigningKey NEW = KEYS.get(7);

    @TempDir
    private Path folder;

    private Path root;
    private Publisher publisher;
    private TufStore store;

    @BeforeEach
    void aRegistryWithARelease() throws IOException {
        root = folder.resolve("registry");
        publisher = Publisher.create(root, PUBLISHER, WEEK, CLOCK);
        publisher.publish(release("1.0.0"));
        TufIndex.create(root, PUBLISHER, roles(PUBLISHER), everybody(), 3, Optional.of(bytes("roots")), WEEK, CLOCK);
        store = new TufStore(folder.resolve("trusted"));
        store.initialize(Files.readAllBytes(root.resolve("tuf/metadata/1.root.json")));
    }

    @Test
    void whatTheHeadNamesIsFoundThroughTheRolesByteForByte() throws IOException {
        TufReading reading = reading(NOW);
        Head head = index().head();
        Blob ssh = java.util.Objects.requireNonNull(head.plugins().get(SSH));

        assertThat(reading.document(SSH)).hasValue(file(Places.document(ssh.digest())));
        assertThat(reading.revocations())
                .hasValue(file(Places.document(head.revocations().digest())));
        assertThat(reading.document(PluginName.parse("acme/other"))).isEmpty();
        assertThat(reading.differences(index())).isEmpty();
    }

    @Test
    void aReleaseIsADifferenceUntilTheUpdateWhichSignsItsBinAndNoOther() throws IOException {
        publisher.publish(release("1.1.0"));
        assertThat(reading(NOW).differences(index()))
                .singleElement()
                .satisfies(reason -> assertThat(reason.message()).contains("acme/ssh-hardening"));
        Set<String> before = metadata();

        TufIndex.update(root, PUBLISHER, daily(), WEEK, CLOCK);

        assertThat(reading(NOW).differences(index())).isEmpty();
        Set<String> added = metadata();
        added.removeAll(before);
        assertThat(added)
                .hasSize(2)
                .contains("2.snapshot.json")
                .anyMatch(name -> name.matches("2\\.index-bin-[0-7]\\.json"));
    }

    @Test
    void aRevocationTakesASecurityKeyAndNotThePublishers() throws IOException {
        publisher.revoke(new Revocation(
                new Revocation.Target.Versions(SSH, dev.assay.model.VersionRange.parse("1.0.0")),
                "reads the wrong file",
                NOW,
                Severity.HIGH,
                Optional.empty()));

        assertThatThrownBy(() -> TufIndex.update(root, PUBLISHER, daily(), WEEK, CLOCK))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("0 of the 1 security keys");
        // Nothing was published.
        assertThat(metadata()).doesNotContain("2.snapshot.json");

        TufIndex.update(root, PUBLISHER, with(daily(), SECURITY), WEEK, CLOCK);
        assertThat(new String(reading(NOW).revocations().orElseThrow(), StandardCharsets.UTF_8))
                .contains("reads the wrong file");
    }

    @Test
    void withoutAnUpdateItExpiresAndWithOneItGoesOn() throws IOException {
        Instant later = NOW.plus(Duration.ofDays(8));
        publisher(later).refresh();
        assertThatThrownBy(() -> reading(later))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("expired");

        TufIndex.update(root, PUBLISHER, daily(), WEEK, Shop.at(later));

        assertThat(reading(later).document(SSH)).isPresent();
    }

    @Test
    void binsAreSignedAnewInTheSecondHalfOfTheirTime() throws IOException {
        TufIndex.update(root, PUBLISHER, daily(), WEEK, Shop.at(NOW.plus(Duration.ofDays(45))));
        assertThat(metadata()).doesNotContain("2.index.json", "2.index-bin-0.json");

        TufIndex.update(root, PUBLISHER, daily(), WEEK, Shop.at(NOW.plus(Duration.ofDays(47))));
        assertThat(metadata()).contains("2.index.json", "2.index-bin-0.json", "2.index-bin-7.json");
    }

    @Test
    void theOnlineKeyIsRotatedByTheRootAndTheOldOneCountsNoLonger() throws IOException {
        reading(NOW);
        for (TopLevel role : List.of(TopLevel.SNAPSHOT, TopLevel.TIMESTAMP)) {
            TufIndex.rotate(root, role, quorum(1, List.of(NEW)), ROOT.subList(1, 3), CLOCK);
        }
        assertThatThrownBy(() -> reading(NOW))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("signed by 0");
        assertThatThrownBy(() -> TufIndex.update(root, PUBLISHER, daily(), WEEK, CLOCK))
                .isInstanceOf(TrustException.class);

        TufIndex.update(root, PUBLISHER, List.of(PUBLISHER, NEW), WEEK, CLOCK);
        assertThat(reading(NOW).document(SSH)).isPresent();
    }

    @Test
    void theKeysOfTargetsAreRotatedAndSignAnew() throws IOException {
        TufIndex.rotate(root, TopLevel.TARGETS, quorum(1, List.of(NEW)), ROOT, CLOCK);

        TufIndex.update(root, PUBLISHER, with(daily(), List.of(NEW)), WEEK, CLOCK);

        assertThat(reading(NOW).differences(index())).isEmpty();
    }

    @Test
    void tooFewRootKeysRotateNothing() throws IOException {
        assertThatThrownBy(() -> TufIndex.rotate(
                        root, TopLevel.ROOT, quorum(1, List.of(NEW)), with(ROOT.subList(0, 1), List.of(NEW)), CLOCK))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("signed by 1 of the 2");
        assertThat(metadata()).doesNotContain("2.root.json");

        assertThat(TufIndex.rotate(
                        root, TopLevel.ROOT, quorum(1, List.of(NEW)), with(ROOT.subList(0, 2), List.of(NEW)), CLOCK))
                .isEqualTo(2);
        assertThat(reading(NOW).document(SSH)).isPresent();
    }

    @Test
    void aKeyThatLiesInCiMayNotBeAnOfflineOneToo() {
        for (SigningKey offline : List.of(ROOT.getFirst(), TARGETS.getFirst(), SECURITY.getFirst())) {
            assertThatThrownBy(() -> roles(offline))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("whoever steals that one has both");
        }
        // Publish and online key may be one.
        assertThat(roles(ONLINE.getFirst())).isNotNull();
    }

    @Test
    void itBeginsOnceAndByThePublisher() {
        Path other = folder.resolve("other");
        assertThatThrownBy(() -> TufIndex.create(
                        other, PUBLISHER, roles(PUBLISHER), everybody(), 3, Optional.empty(), WEEK, CLOCK))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("does not exist");
        assertThat(other).doesNotExist();
        assertThatThrownBy(() -> TufIndex.create(
                        root, PUBLISHER, roles(PUBLISHER), everybody(), 3, Optional.empty(), WEEK, CLOCK))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("already");
        assertThatThrownBy(() ->
                        TufIndex.create(root, PUBLISHER, roles(NEW), everybody(), 3, Optional.empty(), WEEK, CLOCK))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("not the publish key");
        assertThatThrownBy(() -> TufIndex.update(root, NEW, daily(), WEEK, CLOCK))
                .isInstanceOf(RegistryException.class);
    }

    @Test
    void aDocumentThatWasExchangedOrTakenAwayIsNotRead() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("tuf/targets/index"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, "{}");
            }
        }
        TufReading reading = reading(NOW);
        assertThatThrownBy(() -> reading.document(SSH)).isInstanceOf(TrustException.class);
        assertThatThrownBy(() -> reading.differences(index())).isInstanceOf(TrustException.class);
    }

    @Test
    void aRegistryWithoutOneHasNone() throws IOException {
        Path plain = folder.resolve("plain");
        Publisher.create(plain, PUBLISHER, WEEK, CLOCK);

        assertThatThrownBy(() -> TufIndex.update(plain, PUBLISHER, daily(), WEEK, CLOCK))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("no repository");
        assertThatThrownBy(() -> TufReading.refresh(Source.directory(plain), store, CLOCK))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("timestamp.json");
    }

    private static IndexRoles roles(SigningKey publish) {
        return new IndexRoles(
                quorum(2, ROOT),
                quorum(2, TARGETS),
                quorum(1, SECURITY),
                quorum(1, List.of(publish)),
                quorum(1, ONLINE));
    }

    private static Quorum quorum(int threshold, List<SigningKey> keys) {
        return Quorum.of(
                threshold, keys.stream().map(SigningKey::verificationKey).toList());
    }

    private static List<SigningKey> everybody() {
        return with(KEYS, List.of(PUBLISHER));
    }

    /** What lies in CI. */
    private static List<SigningKey> daily() {
        return with(ONLINE, List.of(PUBLISHER));
    }

    private static List<SigningKey> with(List<SigningKey> some, List<SigningKey> others) {
        List<SigningKey> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    private Publisher publisher(Instant now) {
        return Publisher.open(root, PUBLISHER, WEEK, Shop.at(now));
    }

    private TufReading reading(Instant now) {
        return TufReading.refresh(Source.directory(root), store, Shop.at(now));
    }

    private Index index() {
        return Registry.open(Source.directory(root), POLICY, folder.resolve("memory"), CLOCK)
                .current();
    }

    private Set<String> metadata() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("tuf/metadata"))) {
            return new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private byte[] file(String path) throws IOException {
        return Files.readAllBytes(root.resolve(path));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
