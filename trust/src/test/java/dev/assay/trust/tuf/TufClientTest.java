package dev.assay.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client asks for what it needs, believes what the specification's workflow lets it believe, and keeps that. */
class TufClientTest extends ClientOfOneWorld {
    @Test
    void aFirstRefreshAsksForFourFilesAndKeepsThemByteForByte() throws IOException {
        client.refresh();

        assertThat(world.asked()).containsExactly("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json");
        assertThat(disk.bytes("timestamp")).isEqualTo(world.files.get("timestamp.json"));
        assertThat(disk.bytes("snapshot")).isEqualTo(world.files.get("1.snapshot.json"));
        assertThat(disk.bytes("targets")).isEqualTo(world.files.get("1.targets.json"));
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
        assertThat(disk.version("timestamp")).isEqualTo(2);
    }

    @Test
    void filesHaveNoVersionInTheirNameWhereSnapshotsAreNotConsistent() {
        world.document("root").put("consistent_snapshot", false);
        world.publish("root");
        world.files.put("snapshot.json", world.file("1.snapshot.json"));
        world.files.put("targets.json", world.file("1.targets.json"));

        client.refresh();

        assertThat(world.asked())
                .containsExactly("2.root.json", "3.root.json", "timestamp.json", "snapshot.json", "targets.json");
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
    void aFileLongerThanIsAcceptedIsRefused() {
        byte[] padded = java.util.Arrays.copyOf(world.file("timestamp.json"), Bounds.TIMESTAMP_BYTES + 1);
        java.util.Arrays.fill(padded, world.file("timestamp.json").length, padded.length, (byte) ' ');
        world.files.put("timestamp.json", padded);
        refused("tuf-length", client::refresh);

        world.files.put("timestamp.json", java.util.Arrays.copyOf(padded, Bounds.TIMESTAMP_BYTES));
        client.refresh();
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
        assertThat(disk.bytes("targets")).isEqualTo(world.files.get("1.targets.json"));
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
}
