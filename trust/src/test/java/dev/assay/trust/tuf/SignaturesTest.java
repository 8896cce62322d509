package dev.assay.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.trust.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Each file counts when enough distinct keys of its role signed it, and not before. */
class SignaturesTest extends ClientOfOneWorld {
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
            assertThat(disk.version(each))
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
        assertThat(disk.version("root")).isEqualTo(2);
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

    @Test
    void aSnapshotSignedByTheTimestampsKeyIsNoTimestamp() {
        world.files.put("timestamp.json", World.signed(world.document("snapshot"), world.signers("timestamp")));

        assertThat(refused("tuf-malformed", client::refresh)).contains("_type");
    }
}
