package dev.assay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.PluginName;
import dev.assay.model.Version;
import dev.assay.model.fleet.Assignment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class StampTest {
    private static final Instant STARTED = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void theIdentifierIsThatOfPluginKeyAndSubjectWhateverTheVersion() {
        String response = observation("\"subjects\":[\"host\"]");
        String first = uuid(stamp("acme/ssh", "1.0.0", response));
        assertThat(uuid(stamp("acme/ssh", "2.0.0", response))).isEqualTo(first);
        assertThat(UUID.fromString(first).version()).isEqualTo(5);
        assertThat(uuid(stamp("acme/tls", "1.0.0", response))).isNotEqualTo(first);
        assertThat(uuid(stamp("acme/ssh", "1.0.0", observation("\"subjects\":[\"other\"]"))))
                .isNotEqualTo(first);
        assertThat(uuid(stamp("acme/ssh", "1.0.0", response.replace("\"k\"", "\"l\""))))
                .isNotEqualTo(first);
    }

    @Test
    void keyAndSubjectDoNotRunIntoEachOther() {
        PluginName plugin = PluginName.parse("acme/ssh");
        assertThat(Stamp.id(plugin, "observation", "bc", "a")).isNotEqualTo(Stamp.id(plugin, "observation", "c", "ab"));
        assertThat(Stamp.id(plugin, "observation", "a", "")).isNotEqualTo(Stamp.id(plugin, "finding", "a", ""));
    }

    @Test
    void keysBecomeReferences() {
        JsonNode stamped = stamp("acme/ssh", "1.0.0", """
                {"observations":[{"key":"o","title":"O"}],"risks":[{"key":"r","title":"R"}],
                 "findings":[{"key":"f","title":"F","related-observations":["o"],"related-risks":["r"]}]}""");
        JsonNode finding = stamped.path("findings").path(0);
        assertThat(finding.path("related-observations").path(0).path("observation-uuid"))
                .isEqualTo(stamped.path("observations").path(0).path("uuid"));
        assertThat(finding.path("related-risks").path(0).path("risk-uuid"))
                .isEqualTo(stamped.path("risks").path(0).path("uuid"));
    }

    @Test
    void namesWithAnUnderscoreAreTheHosts() {
        JsonNode stamped = stamp("acme/ssh", "1.0.0", """
                {"observations":[{"key":"o","props":[{"name":"_verified","value":"yes"},{"name":"port","value":"22"}]}],
                 "records":[{"subject":"s","labels":{"_audit":"forged","team":"a"}}]}""");
        assertThat(stamped.path("observations").path(0).path("props").toString())
                .isEqualTo("[{\"name\":\"port\",\"value\":\"22\"}]");
        assertThat(stamped.path("records").path(0).path("labels").toString()).isEqualTo("{\"team\":\"a\"}");
    }

    @Test
    void itSaysWhereItComesFrom() {
        JsonNode origin = stamp("acme/ssh", "1.0.0", "{}").path("_origin");
        assertThat(origin.path("plugin").asString()).isEqualTo("acme/ssh");
        assertThat(origin.path("module").asString()).isEqualTo(digest(1).toString());
        assertThat(origin.path("release").asString()).isEqualTo(digest(2).toString());
        assertThat(origin.path("audit").asString()).isEqualTo(digest(3).toString());
        assertThat(origin.path("load").asString()).isEqualTo(digest(4).toString());
        assertThat(origin.path("started").asString()).isEqualTo("2026-11-22T12:00:00Z");
    }

    @Test
    void aTimeThatThePluginGaveStaysAndOneThatItDidNotIsTheRuns() {
        assertThat(stamp("acme/ssh", "1.0.0", observation("\"collected\":\"2026-01-01T00:00:00Z\""))
                        .path("observations")
                        .path(0)
                        .path("collected")
                        .asString())
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(stamp("acme/ssh", "1.0.0", observation("\"title\":\"T\""))
                        .path("observations")
                        .path(0)
                        .path("collected")
                        .asString())
                .isEqualTo("2026-11-22T12:00:00Z");
    }

    @Test
    void theRuntimesFindingTakesNoKeyThatIsTaken() {
        ObjectNode response = RuntimeFinding.response(PluginName.parse("acme/ssh"), java.util.List.of());
        RuntimeFinding.addTo(response, PluginName.parse("acme/ssh"), java.util.List.of());
        assertThat(response.path("observations").path(0).path("key").asString())
                .isNotEqualTo(response.path("observations").path(1).path("key").asString());
    }

    private static String observation(String fields) {
        return "{\"observations\":[{\"key\":\"k\"," + fields + "}]}";
    }

    private static String uuid(JsonNode stamped) {
        return stamped.path("observations").path(0).path("uuid").asString();
    }

    private static ObjectNode stamp(String plugin, String version, String response) {
        Assignment assignment = new Assignment(
                PluginName.parse(plugin),
                Version.parse(version),
                digest(2),
                digest(1),
                Json.object(),
                Capabilities.NONE,
                Limits.DEFAULT,
                Duration.ofHours(1));
        ObjectNode json = (ObjectNode) Json.read(response.getBytes(StandardCharsets.UTF_8), 1 << 20);
        return new Stamp(
                        assignment,
                        new UUID(1, 1),
                        new UUID(2, 2),
                        Optional.of(digest(3)),
                        Optional.of(digest(4)),
                        Optional.of(digest(5)),
                        STARTED)
                .on(json);
    }

    private static Digest digest(int of) {
        return Digest.of(new byte[] {(byte) of});
    }
}
