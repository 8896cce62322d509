package dev.assay.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the first root on, each is believed by the word of the one before it and its own. */
class RootsTest extends ClientOfOneWorld {
    @Test
    void aRootIsFollowedOverManyRotationsButNotWithoutEnd() {
        for (int i = 0; i < Bounds.ROTATIONS; i++) {
            world.publish("root");
        }
        client.refresh();
        assertThat(disk.version("root")).isEqualTo(1 + Bounds.ROTATIONS);

        for (int i = 0; i <= Bounds.ROTATIONS; i++) {
            world.publish("root");
        }
        refused("tuf-too-many", client::refresh);
        // What was verified is kept, so that the next refresh comes to the end.
        client.refresh();
        assertThat(disk.version("root")).isEqualTo(2 + 2 * Bounds.ROTATIONS);
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
        assertThat(disk.version(role)).isEqualTo(999_999);

        world.keys(role, 1, World.KEYS.get(9)).publish("root");
        world.publishAs("snapshot", 5);
        if (role.equals("timestamp")) {
            world.publishAs("timestamp", 5);
        } else {
            world.publish("timestamp");
        }
        client.refresh();

        assertThat(disk.version("snapshot")).isEqualTo(5);
    }

    @Test
    void targetsMayBeginAgainOnlyAfterTheSnapshotsKeyWasTakenAway() {
        world.publishAs("targets", 100).publish("snapshot", "timestamp");
        client.refresh();
        world.publishAs("targets", 2).publish("snapshot", "timestamp");
        refused("tuf-rollback", client::refresh);

        world.keys("snapshot", 1, World.KEYS.get(9)).publish("root", "snapshot", "timestamp");
        client.refresh();
        assertThat(disk.version("targets")).isEqualTo(2);
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
    void withoutATrustedRootNothingIsAsked() throws IOException {
        Files.writeString(folder.resolve("root.json"), "{}");
        refused("tuf-malformed", client::refresh);
        Files.delete(folder.resolve("root.json"));
        refused("tuf-store", client::refresh);

        assertThat(world.asked()).isEmpty();
    }

    @Test
    void aFirstRootMustBeSignedByItselfAndNoOtherMayFollow() throws IOException {
        TufStore store = new TufStore(folder.resolve("new"));
        byte[] stranger = World.signed(world.document("root"), List.of(World.KEYS.get(9)));

        refused("tuf-signatures", () -> store.initialize(stranger));
        store.initialize(world.file("1.root.json"));
        store.initialize(world.file("1.root.json"));
        world.publish("root");
        refused("tuf-store", () -> store.initialize(world.file("2.root.json")));
        assertThat(Files.readAllBytes(folder.resolve("new/root.json"))).isEqualTo(world.file("1.root.json"));
    }

    private static SigningKey[] keys(String digits) {
        return digits.chars().mapToObj(digit -> World.KEYS.get(digit - '0')).toArray(SigningKey[]::new);
    }
}
