package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.fleet.DesiredState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DesiredStateTest {
    private final Stage stage = Stage.shared();

    @Test
    void theDocumentNamesItsRuntimeAndExpires() {
        Probe probe = new Probe(stage);
        DesiredState state = probe.desired();
        assertThat(state.runtimeId()).isEqualTo(probe.id);
        assertThat(Duration.between(state.issued(), state.expires())).isEqualTo(DesiredStates.VALIDITY);
    }

    @Test
    void nothingNewIsNotSentAgain() {
        Probe probe = new Probe(stage);
        Exchange first = probe.client().get(probe.path("/desired-state")).is(200);
        Exchange again = probe.client()
                .get(probe.path("/desired-state"), "If-None-Match", first.header("ETag"))
                .is(304);
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        probe.client()
                .get(probe.path("/desired-state"), "If-None-Match", "\"something-else\"")
                .is(200);
    }

    @Test
    void aRuntimeThatWaitsIsToldOfAChange() {
        String plugin = "acme/" + Stage.name("check");
        stage.shelf.publish(plugin, "1.0.0");
        Probe probe = new Probe(stage);
        String etag = probe.client().get(probe.path("/desired-state")).header("ETag");
        var waiting = CompletableFuture.supplyAsync(
                () -> probe.client().get(probe.path("/desired-state?wait=60"), "If-None-Match", etag));
        stage.operator()
                .post("/api/v1/requirements", Asked.forRuntime(probe.id, plugin))
                .is(201);
        assertThat(probe.open(waiting.join().is(200)).revision()).isEqualTo(2);
    }

    @Test
    void waitingEndsWithoutNews() {
        Probe probe = new Probe(stage);
        String etag = probe.client().get(probe.path("/desired-state")).header("ETag");
        probe.client()
                .get(probe.path("/desired-state?wait=1"), "If-None-Match", etag)
                .is(304);
        probe.client().get(probe.path("/desired-state?wait=61")).is(400);
    }

    @Test
    void theDocumentIsSignedAnewWithTheSameRevisionWhenHalfOfItsLifeIsOver() {
        try (Stage own = new Stage()) {
            Probe probe = new Probe(own);
            Exchange first = probe.client().get(probe.path("/desired-state")).is(200);
            own.clock.advance(DesiredStates.VALIDITY.dividedBy(2).minusMinutes(1));
            Client later = own.anonymous().as(probe.accessToken());
            later.get(probe.path("/desired-state"), "If-None-Match", first.header("ETag"))
                    .is(304);
            own.clock.advance(Duration.ofMinutes(1));
            Exchange second = later.get(probe.path("/desired-state"), "If-None-Match", first.header("ETag"))
                    .is(200);
            DesiredState renewed = probe.open(second);
            assertThat(renewed.revision()).isEqualTo(1);
            assertThat(renewed.expires()).isAfter(own.clock.instant().plus(DesiredStates.VALIDITY.minusMinutes(1)));
        }
    }

    @Test
    void whoWaitsIsLetGoWhenTheServiceStops() {
        Stage own = new Stage();
        Probe probe = new Probe(own);
        String etag = probe.client().get(probe.path("/desired-state")).header("ETag");
        var waiting = CompletableFuture.supplyAsync(() -> probe.client()
                .get(probe.path("/desired-state?wait=60"), "If-None-Match", etag)
                .status());
        own.close();
        assertThat(waiting.handle((status, broken) -> status == null ? 503 : status)
                        .join())
                .isIn(304, 503);
    }
}
