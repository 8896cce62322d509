package dev.assay.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Nothing older than what was seen, and nothing but what was announced. */
class VersionsTest extends ClientOfOneWorld {
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
        assertThat(disk.version("timestamp")).isEqualTo(2);
    }

    @Test
    void anotherTimestampOfTheSameVersionChangesNothing() throws IOException {
        client.refresh();
        byte[] before = disk.bytes("timestamp");
        ((ObjectNode) world.document("timestamp").path("meta").path("snapshot.json")).put("version", 100);
        world.publishAs("timestamp", 1);

        client.refresh();

        assertThat(disk.bytes("timestamp")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTimestampThatAnnouncesAnOlderSnapshotIsRefused(boolean hashes) {
        world.announceHashes = hashes;
        world.publish("snapshot", "timestamp");
        client.refresh();
        world.publishAs("snapshot", 1).publish("timestamp");

        refused("tuf-rollback", client::refresh);
        assertThat(disk.version("timestamp")).isEqualTo(2);
        assertThat(disk.version("snapshot")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSnapshotThatAnnouncesOlderTargetsIsRefused(boolean hashes) {
        world.announceHashes = hashes;
        world.publish("targets", "snapshot", "timestamp");
        client.refresh();
        world.publishAs("targets", 1).publish("snapshot", "timestamp");

        refused("tuf-rollback", client::refresh);
        assertThat(disk.version("snapshot")).isEqualTo(2);
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
    @ValueSource(strings = {"snapshot", "targets"})
    void aFileThatIsNotTheAnnouncedOneIsRefused(String role) {
        world.announceHashes = true;
        world.publish("targets", "snapshot", "timestamp");
        String name = "2." + role + ".json";
        byte[] longer = (new String(world.file(name), StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8);
        byte[] other = world.file(name).clone();
        other[1] = '\t';

        world.files.put(name, other);
        refused("tuf-hash", client::refresh);
        world.files.put(name, longer);
        refused("tuf-length", client::refresh);
        world.files.put(name, java.util.Arrays.copyOf(longer, longer.length - 2));
        refused("tuf-length", client::refresh);
    }
}
