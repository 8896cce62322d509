package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.Release;
import dev.assay.model.Verdict;
import dev.assay.model.fleet.Assignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RequirementsTest {
    private static final String PATH = "/api/v1/requirements";

    private final Stage stage = Stage.shared();
    private final Client operator = stage.operator();
    private final String plugin = "acme/" + Stage.name("check");

    private static String etag(Exchange exchange) {
        return exchange.header("ETag");
    }

    private static String path(Exchange requirement) {
        return PATH + "/" + requirement.text("id");
    }

    @Test
    void aRequirementIsResolvedToTheNewestReleaseOfItsRange() {
        stage.shelf.publish(plugin, "1.0.0");
        Release newest = stage.shelf.publish(plugin, "1.5.0");
        stage.shelf.publish(plugin, "2.0.0");
        Probe probe = new Probe(stage);
        Exchange made = operator.post(PATH, Asked.forRuntime(probe.id, plugin)).is(201);
        assertThat(made.json().path("resolved").path("version").asString("")).isEqualTo("1.5.0");
        assertThat(made.json().path("resolved").path("release").asString(""))
                .isEqualTo(newest.digest().toString());

        Assignment assignment = probe.desired().assignments().getFirst();
        assertThat(assignment.release()).isEqualTo(newest.digest());
        assertThat(assignment.module()).isEqualTo(newest.variants().getFirst().module());
        assertThat(assignment.config().path("port").asInt(0)).isEqualTo(22);
        assertThat(assignment.grants().allowsExec("sshd-effective")).isTrue();
        assertThat(assignment.interval()).hasMinutes(5);
    }

    @Test
    void aRevokedReleaseIsNotChosen() {
        stage.shelf.publish(plugin, "1.0.0");
        stage.shelf.revoke(stage.shelf.publish(plugin, "1.1.0"));
        Exchange made = operator.post(PATH, Asked.forRuntime(new Probe(stage).id, plugin))
                .is(201);
        assertThat(made.json().path("resolved").path("version").asString("")).isEqualTo("1.0.0");
    }

    @Test
    void aReleasePublishedLaterIsTakenWhenTheRequirementIsWrittenAgain() {
        stage.shelf.publish(plugin, "1.0.0");
        Probe probe = new Probe(stage);
        ObjectNode draft = Asked.forRuntime(probe.id, plugin);
        Exchange made = operator.post(PATH, draft).is(201);
        stage.shelf.publish(plugin, "1.1.0");
        assertThat(probe.desired().assignments().getFirst().version().toString())
                .isEqualTo("1.0.0");
        operator.put(path(made), draft, "If-Match", etag(made)).is(200);
        assertThat(probe.desired().assignments().getFirst().version().toString())
                .isEqualTo("1.1.0");
    }

    @Test
    void aRangeWithoutAReleaseIsRefused() {
        stage.shelf.publish(plugin, "1.0.0");
        UUID runtime = new Probe(stage).id;
        Exchange outside = operator.post(PATH, Asked.forRuntime(runtime, plugin).put("versions", "^3"))
                .is(422);
        assertThat(outside.problem()).isEqualTo("unresolvable");
        assertThat(outside.text("detail")).contains("1.0.0");
        Exchange unknown = operator.post(PATH, Asked.forRuntime(runtime, "acme/unknown-here"))
                .is(422);
        assertThat(unknown.text("detail")).contains("has no plugin");
    }

    @Test
    void everyFaultOfAConfigurationIsTold() {
        stage.shelf.publish(plugin, "1.0.0");
        ObjectNode draft = Asked.forRuntime(new Probe(stage).id, plugin);
        draft.putObject("config").put("port", 70000).put("strict", "yes").put("odd", 1);
        Exchange refused = operator.post(PATH, draft).is(422);
        assertThat(refused.problem()).isEqualTo("configuration");
        List<String> paths = new ArrayList<>();
        refused.json()
                .path("errors")
                .forEach(fault -> paths.add(fault.path("path").asString("")));
        assertThat(paths).hasSize(3).allMatch(path -> path.startsWith("$.config"));
    }

    @Test
    void aConfigurationThatCannotBeSignedIsRefused() {
        stage.shelf.publish(plugin, "1.0.0");
        ObjectNode draft = Asked.forRuntime(new Probe(stage).id, plugin);
        draft.putObject("config").put("port", 22.5);
        assertThat(operator.post(PATH, draft).is(422).text("detail")).contains("$.config");
    }

    @Test
    void aRequirementNamesARuntimeOrASelectorAndTheRuntimeMustExist() {
        stage.shelf.publish(plugin, "1.0.0");
        ObjectNode neither = Asked.forRuntime(UUID.randomUUID(), plugin);
        neither.remove("runtime");
        operator.post(PATH, neither).is(400);
        ObjectNode both = Asked.forRuntime(new Probe(stage).id, plugin);
        both.putObject("selector");
        operator.post(PATH, both).is(400);
        assertThat(operator.post(PATH, Asked.forRuntime(UUID.randomUUID(), plugin))
                        .is(422)
                        .problem())
                .isEqualTo("unknown-runtime");
    }

    @Test
    void aSelectorReachesTheRuntimesThatHaveAllItsLabelsAndThoseThatComeLater() {
        stage.shelf.publish(plugin, "1.0.0");
        String group = Stage.name("group");
        ObjectNode both = Json.object().put("group", group).put("env", "prod");
        Probe inside = new Probe(stage, both);
        Probe outside = new Probe(stage, Json.object().put("group", group).put("env", "test"));
        operator.post(PATH, Asked.forLabels(both, plugin)).is(201);
        assertThat(inside.desired().assignments()).hasSize(1);
        assertThat(outside.desired().assignments()).isEmpty();
        Probe later = new Probe(stage, both.deepCopy().put("more", "x"));
        assertThat(later.desired().assignments()).hasSize(1);
    }

    @Test
    void theRequirementThatIsMoreExactWins() {
        stage.shelf.publish(plugin, "1.0.0");
        stage.shelf.publish(plugin, "1.1.0");
        stage.shelf.publish(plugin, "1.2.0");
        String group = Stage.name("group");
        ObjectNode one = Json.object().put("group", group);
        ObjectNode two = one.deepCopy().put("env", "prod");
        Probe probe = new Probe(stage, two);
        operator.post(PATH, Asked.forLabels(one, plugin).put("versions", "1.0.0"))
                .is(201);
        assertThat(probe.desired().assignments().getFirst().version().toString())
                .isEqualTo("1.0.0");
        operator.post(PATH, Asked.forLabels(two, plugin).put("versions", "1.1.0"))
                .is(201);
        assertThat(probe.desired().assignments().getFirst().version().toString())
                .isEqualTo("1.1.0");
        Exchange exact = operator.post(PATH, Asked.forRuntime(probe.id, plugin).put("versions", "1.2.0"))
                .is(201);
        assertThat(probe.desired().assignments().getFirst().version().toString())
                .isEqualTo("1.2.0");
        operator.delete(path(exact), "If-Match", etag(exact)).is(204);
        assertThat(probe.desired().assignments().getFirst().version().toString())
                .isEqualTo("1.1.0");
        operator.post(PATH, Asked.forLabels(one.deepCopy().put("region", "north"), plugin))
                .is(201);
        Probe north = new Probe(stage, two.deepCopy().put("region", "north"));
        assertThat(north.desired().assignments().getFirst().version().toString())
                .as("of two that are as exact the older wins")
                .isEqualTo("1.1.0");
    }

    @Test
    void aSecondRequirementThatWouldNeverCountIsRefused() {
        stage.shelf.publish(plugin, "1.0.0");
        String another = Stage.name("acme/another");
        stage.shelf.publish(another, "1.0.0");
        ObjectNode labels = Json.object().put("group", Stage.name("group"));
        Exchange first = operator.post(PATH, Asked.forLabels(labels, plugin)).is(201);
        Exchange second = operator.post(PATH, Asked.forLabels(labels, plugin)).is(409);
        assertThat(second.problem()).isEqualTo("required-already");
        assertThat(second.text("detail")).contains(first.text("id"));

        Exchange other = operator.post(PATH, Asked.forLabels(labels, another)).is(201);
        operator.put(path(other), Asked.forLabels(labels, plugin), "If-Match", etag(other))
                .is(409);
        operator.put(path(first), Asked.forLabels(labels, plugin), "If-Match", etag(first))
                .is(200);
    }

    @Test
    void withoutLimitsAPluginHasThoseOfItsManifest() {
        stage.shelf.publish(plugin, "1.0.0");
        Probe probe = new Probe(stage);
        operator.post(PATH, Asked.forRuntime(probe.id, plugin)).is(201);
        Limits much = new Limits(1L << 31, Duration.ofMinutes(9), 1L << 50, 1L << 31);
        assertThat(probe.desired().assignments().getFirst().limits().least(much))
                .isEqualTo(much);
    }

    @Test
    void theVariantIsTheOneThatUsesTheMostOfTheEngine() {
        Release release = stage.shelf.publish(
                plugin,
                "1.0.0",
                Verdict.APPROVED,
                Map.of(
                        "baseline",
                        List.of("sign-extension"),
                        "simd",
                        List.of("sign-extension", "simd"),
                        "wide",
                        List.of("sign-extension", "simd", "memory64")));
        Probe probe = new Probe(stage);
        operator.post(PATH, Asked.forRuntime(probe.id, plugin)).is(201);
        assertThat(probe.desired().assignments().getFirst().module())
                .isEqualTo(release.variant("simd").orElseThrow().module());

        var modest = Probe.profile(List.of("sign-extension"));
        probe.client()
                .post(probe.path("/status"), probe.status(2, List.of(), modest).toJson())
                .is(204);
        assertThat(probe.desired().revision()).isEqualTo(3);
        assertThat(probe.desired().assignments().getFirst().module())
                .isEqualTo(release.variant("baseline").orElseThrow().module());
    }

    @Test
    void whatEveryVariantAsksTooMuchForIsAssignedAllTheSameSoThatTheRuntimeRefusesItAloud() {
        Release release =
                stage.shelf.publish(plugin, "1.0.0", Verdict.APPROVED, Map.of("baseline", List.of("memory64")));
        Probe probe = new Probe(stage);
        operator.post(PATH, Asked.forRuntime(probe.id, plugin)).is(201);
        assertThat(probe.desired().assignments().getFirst().release()).isEqualTo(release.digest());
    }

    @Test
    void aWriteNeedsTheEtagThatWasRead() {
        stage.shelf.publish(plugin, "1.0.0");
        Probe probe = new Probe(stage);
        ObjectNode draft = Asked.forRuntime(probe.id, plugin);
        Exchange made = operator.post(PATH, draft).is(201);
        operator.put(path(made), draft).is(428);
        operator.delete(path(made)).is(428);
        Exchange changed = operator.put(path(made), draft.put("interval", "PT10M"), "If-Match", etag(made))
                .is(200);
        assertThat(etag(changed)).isNotEqualTo(etag(made));
        operator.put(path(made), draft, "If-Match", etag(made)).is(412);
        operator.delete(path(made), "If-Match", etag(made)).is(412);
        assertThat(etag(operator.get(path(made)).is(200))).isEqualTo(etag(changed));
        operator.delete(path(made), "If-Match", etag(changed)).is(204);
        operator.get(path(made)).is(404);
        operator.delete(path(made), "If-Match", etag(changed)).is(404);
    }

    @Test
    void revisionsRiseOnlyWhereSomethingChangesAndStayAsTheyWere() {
        stage.shelf.publish(plugin, "1.0.0");
        Probe probe = new Probe(stage);
        Probe bystander = new Probe(stage);
        ObjectNode draft = Asked.forRuntime(probe.id, plugin);
        Exchange made = operator.post(PATH, draft).is(201);
        Exchange same = operator.put(path(made), draft, "If-Match", etag(made)).is(200);
        assertThat(probe.desired().revision()).as("the same again").isEqualTo(2);
        operator.delete(path(made), "If-Match", etag(same)).is(204);
        assertThat(probe.desired().revision()).isEqualTo(3);
        assertThat(bystander.desired().revision()).isEqualTo(1);

        Exchange second = stage.viewer().get(probe.path("/revisions/2")).is(200);
        assertThat(second.json().path("assignments")).hasSize(1);
        assertThat(second.text("by")).isEqualTo("person operator");
        stage.viewer().get(probe.path("/revisions/4")).is(404);

        List<Long> numbers = new ArrayList<>();
        Exchange page = stage.viewer().get(probe.path("/revisions?limit=2")).is(200);
        page.json()
                .path("items")
                .forEach(item -> numbers.add(item.path("revision").asLong(0)));
        page = stage.viewer()
                .get(probe.path("/revisions?limit=2&cursor=" + page.text("next")))
                .is(200);
        page.json()
                .path("items")
                .forEach(item -> numbers.add(item.path("revision").asLong(0)));
        assertThat(numbers).containsExactly(3L, 2L, 1L);
        assertThat(page.json().has("next")).isFalse();
    }

    @Test
    void aRevisionCannotBeChangedEvenAtTheTables() {
        Probe probe = new Probe(stage);
        try (var tables = stage.tables()) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> tables.inTransaction(
                            t -> t.run("UPDATE revision SET made_by = 'me' WHERE runtime = ?", probe.id)))
                    .hasMessageContaining("rows of revision never change");
        }
    }

    @Test
    void aPreviewSaysWhatWouldChangeAndChangesNothing() {
        stage.shelf.publish(plugin, "1.0.0");
        Probe probe = new Probe(stage);
        Exchange preview = operator.post(PATH + ":preview", Asked.forRuntime(probe.id, plugin))
                .is(200);
        JsonNode runtime = only(preview);
        assertThat(runtime.path("change").asString("")).isEqualTo("added");
        assertThat(runtime.path("name").asString("")).isEqualTo(probe.name);
        assertThat(runtime.path("capabilities-gained").path("exec").path(0).asString(""))
                .isEqualTo("sshd-effective");
        assertThat(runtime.path("reasons")).isEmpty();
        assertThat(probe.desired().revision()).isEqualTo(1);
    }

    @Test
    void aPreviewOfAReplacementComparesWithWhatIsThere() {
        stage.shelf.publish(plugin, "1.0.0");
        Probe from = new Probe(stage);
        Probe to = new Probe(stage);
        Exchange made = operator.post(PATH, Asked.forRuntime(from.id, plugin)).is(201);
        String preview = PATH + ":preview?replaces=" + made.text("id");
        assertThat(only(operator.post(preview, Asked.forRuntime(from.id, plugin))
                                .is(200))
                        .path("change")
                        .asString(""))
                .isEqualTo("unchanged");
        ObjectNode bare = Asked.forRuntime(from.id, plugin);
        bare.putObject("grants");
        JsonNode less = only(operator.post(preview, bare).is(200));
        assertThat(less.path("change").asString("")).isEqualTo("changed");
        assertThat(less.path("capabilities-lost").path("exec")).hasSize(1);
        JsonNode moved = operator.post(preview, Asked.forRuntime(to.id, plugin))
                .is(200)
                .json()
                .path("runtimes");
        List<String> changes = new ArrayList<>();
        moved.forEach(runtime -> changes.add(runtime.path("change").asString("")));
        assertThat(changes).containsExactlyInAnyOrder("removed", "added");
    }

    @Test
    void aPreviewSaysWhatTheRuntimeWouldRefuse() {
        stage.shelf.publishUnaudited(plugin, "1.0.0");
        ObjectNode draft = Asked.forRuntime(new Probe(stage).id, plugin);
        draft.putObject("grants");
        JsonNode reasons = only(operator.post(PATH + ":preview", draft).is(200)).path("reasons");
        List<String> codes = new ArrayList<>();
        reasons.forEach(reason -> codes.add(reason.path("code").asString("")));
        assertThat(codes).contains("capability-not-granted").hasSizeGreaterThan(1);
    }

    @Test
    void requirementsAreListedByPages() {
        stage.shelf.publish(plugin, "1.0.0");
        String first = operator.post(PATH, Asked.forRuntime(new Probe(stage).id, plugin))
                .is(201)
                .text("id");
        String second = operator.post(PATH, Asked.forRuntime(new Probe(stage).id, plugin))
                .is(201)
                .text("id");
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            Exchange page = stage.viewer().get(PATH + "?limit=1" + cursor).is(200);
            page.json().path("items").forEach(item -> ids.add(item.path("id").asString("")));
            cursor = page.json().has("next") ? "&cursor=" + page.text("next") : "";
        } while (!cursor.isEmpty());
        assertThat(ids).containsSubsequence(first, second).doesNotHaveDuplicates();
    }

    private static JsonNode only(Exchange preview) {
        assertThat(preview.json().path("runtimes")).hasSize(1);
        return preview.json().path("runtimes").path(0);
    }
}
