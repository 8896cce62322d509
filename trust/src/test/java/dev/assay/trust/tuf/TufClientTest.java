package dev.assay.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** The client believes what the specification's workflow lets it believe, keeps that, and nothing else. */
class TufClientTest {
    private final World world = new World();

    @TempDir
    private Path folder;

    private TufClient client;

    @BeforeEach
    void trustTheFirstRoot() {
        client = world.client(folder);
    }

    @Test
    void aFirstRefreshAsksForFourFilesAndKeepsThemByteForByte() throws IOException {
        client.refresh();

        assertThat(world.asked()).containsExactly("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json");
        assertThat(kept("timestamp")).isEqualTo(world.files.get("timestamp.json"));
        assertThat(kept("snapshot")).isEqualTo(world.files.get("1.snapshot.json"));
        assertThat(kept("targets")).isEqualTo(world.files.get("1.targets.json"));
    }

    @Test
    void withNothingNewARefreshMakesTwoRequests() {
        client.refresh();
        world.asked();

        client.refresh();

        assertThat(world.asked()).containsExactly("2.root.json", "timestamp.json");
    }

    @Test
    void aNewTimestampAloneIsAllThatIsFetched() {
        client.refresh();
        world.publish("timestamp").asked();

        client.refresh();

        assertThat(world.asked()).containsExactly("2.root.json", "timestamp.json");
        assertThat(version("timestamp")).isEqualTo(2);
    }

    @Test
    void filesHaveNoVersionInTheirNameWhereSnapshotsAreNotConsistent() {
        world.document("root").put("consistent_snapshot", false);
        world.publish("root");
        world.files.put("snapshot.json", bytes("1.snapshot.json"));
        world.files.put("targets.json", bytes("1.targets.json"));

        client.refresh();

        assertThat(world.asked())
                .containsExactly("2.root.json", "3.root.json", "timestamp.json", "snapshot.json", "targets.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "timestamp", "snapshot", "targets"})
    void whatTooFewKeysSignedIsRefusedAndWhatCameBeforeItIsKept(String role) {
        client.refresh();
        world.keys(role, 2, World.KEYS.get(7), World.KEYS.get(8));
        world.signers.put(role, new ArrayList<>(List.of(World.KEYS.get(7))));
        if (!role.equals("root")) {
            world.publish("root");
        }
        world.publish("targets", "snapshot", "timestamp");
        if (role.equals("root")) {
            world.publish("root");
        }

        refused("tuf-signatures", client::refresh);

        List<String> order = List.of("root", "timestamp", "snapshot", "targets");
        for (String each : order) {
            assertThat(version(each))
                    .as(each)
                    .isEqualTo(order.indexOf(each) < order.indexOf(role) ? 2 : left(each, role));
        }
    }

    /** A key of timestamp or snapshot was taken away, so that both are forgotten. */
    private static int left(String each, String role) {
        boolean forgotten = List.of("timestamp", "snapshot").contains(role) && !each.equals("targets");
        return forgotten ? 0 : 1;
    }

    @Test
    void aThresholdBeyondTheKeysIsNeverMet() {
        ((ObjectNode) world.document("root").path("roles").path("snapshot")).put("threshold", 6);
        world.publish("root", "snapshot", "timestamp");

        refused("tuf-signatures", client::refresh);
        assertThat(version("root")).isEqualTo(2);
    }

    @Test
    void oneKeyUnderTwoIdsCountsOnce() {
        SigningKey key = World.KEYS.get(7);
        world.keys("timestamp", 1, key);
        ObjectNode root = world.document("root");
        String id = TufKey.of(key.verificationKey()).id();
        ((ObjectNode) root.path("keys")).set("again", root.path("keys").path(id).deepCopy());
        root.path("roles").path("timestamp").withArray("keyids").add("again");
        world.publish("root", "timestamp");
        client.refresh();

        ((ObjectNode) root.path("roles").path("timestamp")).put("threshold", 2);
        world.publish("root");
        byte[] one = World.signed(world.document("timestamp"), List.of(key));
        String text = new String(one, StandardCharsets.UTF_8);
        String signature = text.substring(text.indexOf('{', 1), text.indexOf('}') + 1);
        world.files.put(
                "timestamp.json",
                text.replace(signature, signature + "," + signature.replace(id, "again"))
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(refused("tuf-signatures", client::refresh)).contains("signed by 1 of the 2 keys");
    }

    @ParameterizedTest
    @CsvSource({"root,3,2.root.json", "snapshot,9,2.snapshot.json", "targets,9,2.targets.json"})
    void aFileOfAnotherVersionThanItsNameIsRefused(String role, long version, String name) {
        client.refresh();
        world.publish("targets", "snapshot", "timestamp");
        world.files.put(
                name, World.signed(world.document(role).deepCopy().put("version", version), world.signers(role)));

        refused("tuf-version", client::refresh);
    }

    @Test
    void anOlderTimestampIsRefusedAndTheNewerKept() {
        world.publish("timestamp");
        client.refresh();
        world.publishAs("timestamp", 1);

        refused("tuf-rollback", client::refresh);
        assertThat(version("timestamp")).isEqualTo(2);
    }

    @Test
    void anotherTimestampOfTheSameVersionChangesNothing() throws IOException {
        client.refresh();
        byte[] before = kept("timestamp");
        ((ObjectNode) world.document("timestamp").path("meta").path("snapshot.json")).put("version", 100);
        world.publishAs("timestamp", 1);

        client.refresh();

        assertThat(kept("timestamp")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTimestampThatAnnouncesAnOlderSnapshotIsRefused(boolean hashes) {
        world.announceHashes = hashes;
        world.publish("snapshot", "timestamp");
        client.refresh();
        world.publishAs("snapshot", 1).publish("timestamp");

        refused("tuf-rollback", client::refresh);
        assertThat(version("timestamp")).isEqualTo(2);
        assertThat(version("snapshot")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSnapshotThatAnnouncesOlderTargetsIsRefused(boolean hashes) {
        world.announceHashes = hashes;
        world.publish("targets", "snapshot", "timestamp");
        client.refresh();
        world.publishAs("targets", 1).publish("snapshot", "timestamp");

        refused("tuf-rollback", client::refresh);
        assertThat(version("snapshot")).isEqualTo(2);
    }

    @Test
    void aSnapshotThatNoLongerAnnouncesARoleIsRefused() {
        world.delegate("targets", "a", false, "*").publish("a", "targets", "snapshot", "timestamp");
        client.refresh();
        ((ObjectNode) world.document("snapshot").path("meta")).remove("a.json");
        world.publish("snapshot", "timestamp");

        assertThat(refused("tuf-rollback", client::refresh)).contains("'a'");
    }

    @ParameterizedTest
    @CsvSource({"root,1", "timestamp,1", "snapshot,1", "targets,1"})
    void expiredMetadataAreRefused(String role, long kept) {
        client.refresh();
        world.expire(role, -1).publish("targets", "snapshot", "timestamp");
        if (role.equals("root")) {
            world.publish("root");
        }

        assertThat(refused("tuf-expired", client::refresh)).contains(role);

        // An expired root is kept, since it may lead to a newer one.
        assertThat(version(role)).isEqualTo(role.equals("root") ? 2 : kept);
    }

    @Test
    void metadataCountUntilTheSecondInWhichTheyExpire() {
        world.now = World.START.plus(30, ChronoUnit.DAYS).minusMillis(1);
        client.refresh();

        world.now = World.START.plus(30, ChronoUnit.DAYS);
        refused("tuf-expired", client::refresh);
    }

    @Test
    void anExpiredRootLeadsToAFreshOne() {
        world.now = World.START.plus(40, ChronoUnit.DAYS);
        for (String role : List.of("root", "targets", "snapshot", "timestamp")) {
            world.expire(role, 90).publish(role);
        }

        client.refresh();

        assertThat(version("root")).isEqualTo(2);
    }

    @Test
    void anExpiredTimestampOnDiskStillTellsWhatWasSeen() {
        world.expire("timestamp", 7).publish("timestamp");
        client.refresh();
        world.now = World.START.plus(18, ChronoUnit.DAYS);
        world.expire("timestamp", 21).publishAs("timestamp", 1);

        refused("tuf-rollback", client::refresh);

        world.publishAs("timestamp", 3);
        client.refresh();
        assertThat(version("timestamp")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp.json", "2.snapshot.json", "2.targets.json"})
    void aFileThatIsMissingIsAnError(String name) {
        client.refresh();
        world.publish("targets", "snapshot", "timestamp");
        world.files.remove(name);

        assertThat(refused("tuf-missing", client::refresh)).contains(name);
    }

    @Test
    void aSnapshotSignedByTheTimestampsKeyIsNoTimestamp() {
        world.files.put("timestamp.json", World.signed(world.document("snapshot"), world.signers("timestamp")));

        assertThat(refused("tuf-malformed", client::refresh)).contains("_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot", "targets"})
    void aFileThatIsNotTheAnnouncedOneIsRefused(String role) {
        world.announceHashes = true;
        world.publish("targets", "snapshot", "timestamp");
        String name = "2." + role + ".json";
        byte[] longer = (new String(bytes(name), StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8);
        byte[] other = bytes(name).clone();
        other[1] = '\t';

        world.files.put(name, other);
        refused("tuf-hash", client::refresh);
        world.files.put(name, longer);
        refused("tuf-length", client::refresh);
        world.files.put(name, java.util.Arrays.copyOf(longer, longer.length - 2));
        refused("tuf-length", client::refresh);
    }

    @Test
    void aFileLongerThanIsAcceptedIsRefused() {
        byte[] padded = java.util.Arrays.copyOf(bytes("timestamp.json"), Bounds.TIMESTAMP_BYTES + 1);
        java.util.Arrays.fill(padded, bytes("timestamp.json").length, padded.length, (byte) ' ');
        world.files.put("timestamp.json", padded);
        refused("tuf-length", client::refresh);

        world.files.put("timestamp.json", java.util.Arrays.copyOf(padded, Bounds.TIMESTAMP_BYTES));
        client.refresh();
    }

    @Test
    void aRootIsFollowedOverManyRotationsButNotWithoutEnd() {
        for (int i = 0; i < Bounds.ROTATIONS; i++) {
            world.publish("root");
        }
        client.refresh();
        assertThat(version("root")).isEqualTo(1 + Bounds.ROTATIONS);

        for (int i = 0; i <= Bounds.ROTATIONS; i++) {
            world.publish("root");
        }
        refused("tuf-too-many", client::refresh);
        // What was verified is kept, so that the next refresh comes to the end.
        client.refresh();
        assertThat(version("root")).isEqualTo(2 + 2 * Bounds.ROTATIONS);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // Keys, threshold and signers of each root; whether the last one is believed.
        "one key for another,             1/1/1 2/1/21 2/1/2, true",
        "signers nobody asked for,        1/1/314 2/1/3214 2/1/324, true",
        "any three of five,               01234/3/024 01234/3/041 01234/3/013, true",
        "all keys with a step between,    01234/3/024 56789/3/024567 56789/3/567, true",
        "a higher threshold,              123/1/1 123/2/12, true",
        "a lower threshold,               123/2/12 123/1/12 123/1/1, true",
        "not by the old key,              1/1/1 2/1/234, false",
        "not by the new key,              1/1/1 2/1/134, false",
        "not by enough new keys,          01234/3/024 01345/3/024, false",
        "not by enough old keys,          01234/3/024 01345/3/045, false",
        "the new threshold not reached,   123/1/1 123/2/2, false",
        "the old threshold not reached,   123/2/12 123/1/1, false"
    })
    void aRootIsBelievedIfTheOldAndTheNewQuorumSignedIt(String name, String roots, boolean believed)
            throws IOException {
        World rotated = new World();
        int version = 0;
        for (String root : roots.trim().split(" ", -1)) {
            String[] parts = root.split("/", -1);
            rotated.keys("root", Integer.parseInt(parts[1]), keys(parts[0]));
            rotated.signers.put("root", List.of(keys(parts[2])));
            rotated.publishAs("root", ++version);
        }
        Path own = Files.createDirectory(folder.resolve("own"));
        TufClient rotating = rotated.client(own);

        if (believed) {
            rotating.refresh();
        } else {
            refused("tuf-signatures", rotating::refresh);
            version--;
        }
        assertThat(Files.readAllBytes(own.resolve("root.json"))).isEqualTo(rotated.files.get(version + ".root.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "snapshot"})
    void whoTookAKeyAwayMayBeginAgainAfterItWasMisused(String role) {
        // A thief of the key leads everybody to a version that the owner can never pass.
        world.publishAs("snapshot", 999_999).publishAs("timestamp", 999_999);
        client.refresh();
        assertThat(version(role)).isEqualTo(999_999);

        world.keys(role, 1, World.KEYS.get(9)).publish("root");
        world.publishAs("snapshot", 5);
        if (role.equals("timestamp")) {
            world.publishAs("timestamp", 5);
        } else {
            world.publish("timestamp");
        }
        client.refresh();

        assertThat(version("snapshot")).isEqualTo(5);
    }

    @Test
    void targetsMayBeginAgainOnlyAfterTheSnapshotsKeyWasTakenAway() {
        world.publishAs("targets", 100).publish("snapshot", "timestamp");
        client.refresh();
        world.publishAs("targets", 2).publish("snapshot", "timestamp");
        refused("tuf-rollback", client::refresh);

        world.keys("snapshot", 1, World.KEYS.get(9)).publish("root", "snapshot", "timestamp");
        client.refresh();
        assertThat(version("targets")).isEqualTo(2);
    }

    @Test
    void aKeyThatIsOnlyAddedForgetsNothing() {
        world.publish("timestamp");
        client.refresh();
        world.keys("timestamp", 1, World.KEYS.get(3), World.KEYS.get(9))
                .publish("root")
                .publishAs("timestamp", 1);

        refused("tuf-rollback", client::refresh);
    }

    @Test
    void damageOnDiskIsMendedFromTheRepository() throws IOException {
        client.refresh();
        for (String role : List.of("timestamp", "snapshot", "targets")) {
            Files.writeString(folder.resolve(role + ".json"), "{");
        }
        world.asked();

        client.refresh();

        assertThat(world.asked()).containsExactly("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json");
        assertThat(kept("targets")).isEqualTo(world.files.get("1.targets.json"));
    }

    @Test
    void withoutATrustedRootNothingIsAsked() throws IOException {
        Files.writeString(folder.resolve("root.json"), "{}");
        refused("tuf-malformed", client::refresh);
        Files.delete(folder.resolve("root.json"));
        refused("tuf-store", client::refresh);

        assertThat(world.asked()).isEmpty();
    }

    @Test
    void aFirstRootMustBeSignedByItselfAndTheOnlyOne() {
        TufStore store = new TufStore(folder.resolve("new"));
        byte[] stranger = World.signed(world.document("root"), List.of(World.KEYS.get(9)));

        refused("tuf-signatures", () -> store.initialize(stranger));
        store.initialize(bytes("1.root.json"));
        refused("tuf-store", () -> store.initialize(bytes("1.root.json")));
    }

    @Test
    void offlineTheMetadataCountForTheGraceAndNoLonger() {
        world.delegate("targets", "a", false, "*").add("a", "x", "content");
        world.publish("a", "targets", "snapshot", "timestamp");
        refused("tuf-missing", () -> client.offline(Duration.ofDays(1)));
        client.refresh().find("x");
        world.now = World.START.plus(32, ChronoUnit.DAYS);
        world.asked();

        assertThat(client.offline(Duration.ofDays(3)).find("x")).isPresent();
        assertThat(refused("tuf-expired", () -> client.offline(Duration.ofDays(1))))
                .contains("expired at 2026-03-31");
        assertThat(world.asked()).isEmpty();
    }

    @Test
    void offlineAnUnknownRoleIsAnError() {
        world.delegate("targets", "a", false, "*").publish("a", "targets", "snapshot", "timestamp");
        client.refresh();

        TrustedView offline = client.offline(Duration.ZERO);

        refused("tuf-unreachable", () -> offline.find("x"));
    }

    @Test
    void twoRefreshesOfOneFolderDoNotRunAtOnce() {
        TufStore store = new TufStore(folder);
        try (TufStore.Held held = store.hold()) {
            assertThat(held.channel().isOpen()).isTrue();
            assertThat(refused("tuf-store", client::refresh)).contains("is being refreshed");
        }
        client.refresh();
    }

    private static SigningKey[] keys(String digits) {
        return digits.chars().mapToObj(digit -> World.KEYS.get(digit - '0')).toArray(SigningKey[]::new);
    }

    private byte[] bytes(String name) {
        return java.util.Objects.requireNonNull(world.files.get(name), name);
    }

    private byte[] kept(String role) throws IOException {
        return Files.readAllBytes(folder.resolve(role + ".json"));
    }

    /** The version on disk; 0 without. */
    private long version(String role) {
        Map<String, Long> versions = new HashMap<>();
        new TufStore(folder)
                .read(role, 1 << 20)
                .ifPresent(bytes -> versions.put(
                        role,
                        dev.assay.model.Json.read(bytes, bytes.length)
                                .path("signed")
                                .path("version")
                                .longValue()));
        return versions.getOrDefault(role, 0L);
    }

    /** The message. */
    static String refused(String code, ThrowingCallable call) {
        String[] message = new String[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(TrustException.class, e -> {
            assertThat(e.reason().code()).as(e.getMessage()).isEqualTo(code);
            assertThat(e.reason().remedy()).isNotBlank();
            message[0] = String.valueOf(e.getMessage());
        });
        return message[0];
    }
}
