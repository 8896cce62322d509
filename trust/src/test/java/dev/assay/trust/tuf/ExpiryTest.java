package dev.assay.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has expired counts no longer: for longer only offline, and only for the grace. */
class ExpiryTest extends ClientOfOneWorld {
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
        assertThat(disk.version(role)).isEqualTo(role.equals("root") ? 2 : kept);
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

        assertThat(disk.version("root")).isEqualTo(2);
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
        assertThat(disk.version("timestamp")).isEqualTo(3);
    }

    @Test
    void offlineTheMetadataCountForTheGraceAndNoLonger() {
        world.delegate("targets", "a", false, "*").add("a", "x", "content");
        world.publish("a", "targets", "snapshot", "timestamp");
        refused("tuf-missing", () -> client.lastKnown(Duration.ofDays(1)));
        TrustedView view = client.refresh();
        view.find("x");
        client.complete(view);
        world.now = World.START.plus(32, ChronoUnit.DAYS);
        world.asked();

        assertThat(client.lastKnown(Duration.ofDays(3)).find("x")).isPresent();
        assertThat(refused("tuf-expired", () -> client.lastKnown(Duration.ofDays(1))))
                .contains("expired at 2026-03-31");
        assertThat(world.asked()).isEmpty();
    }

    @Test
    void aRoleOfThatTimeThatWasNotNeededYetIsAskedForAndNothingNewer() {
        world.delegate("targets", "a", false, "*").add("a", "x", "old");
        world.publish("a", "targets", "snapshot", "timestamp");
        client.complete(client.refresh());
        world.add("a", "x", "other").publish("a", "snapshot", "timestamp");
        world.asked();

        TrustedView last = client.lastKnown(Duration.ZERO);

        assertThat(last.find("x").orElseThrow().length()).isEqualTo(3);
        assertThat(world.asked()).containsExactly("1.a.json");
    }

    @Test
    void aRefreshThatEndedHalfwayDoesNotTakeAwayWhatIsKnown() {
        world.add("targets", "x", "old").publish("targets", "snapshot", "timestamp");
        client.complete(client.refresh());
        world.add("targets", "x", "other").publish("targets", "snapshot", "timestamp");
        world.withhold("3.snapshot.json");
        refused("tuf-missing", client::refresh);

        assertThat(client.lastKnown(Duration.ZERO).find("x").orElseThrow().length())
                .isEqualTo(3);
    }
}
