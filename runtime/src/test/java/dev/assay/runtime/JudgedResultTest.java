package dev.assay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.RecordPolicy;
import dev.assay.model.fleet.Result;
import dev.assay.runtime.World.Published;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The plugin records, in a worker; the administrator's policies judge; the result says who found what. */
class JudgedResultTest {
    private static final String SSH = "acme/ssh";
    private static final String RECORDS = """
            {"abi":"1","status":"success","records":[\
            {"subject":"host-1","behavior":"login","input":{"root":"no"},"labels":{}},\
            {"subject":"host-2","behavior":"login","input":{"root":"yes"},"labels":{}}],\
            "findings":[{"key":"own","title":"T","props":[{"name":"_policy","value":"root-login"}],"target":{"type":\
            "objective-id","target-id":"ac-6.1_obj","status":{"state":"satisfied","reason":"pass"}}}]}""";
    private static final RecordPolicy ROOT = new RecordPolicy(
            "root-login",
            "Root cannot log in",
            "login",
            "record.input.root in policy_data.allowed",
            "Root can log in",
            "ac-6.1_obj",
            Optional.empty());

    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void anEnrolledRuntime() throws IOException {
        world = new World(folder);
        world.enrol();
    }

    @AfterEach
    void end() {
        world.close();
    }

    private Assignment assignment(String version, byte[] module, String allowed) {
        Assignment plain = world.publish(SSH, version, module).assignment(World.SSHD);
        return judged(plain, allowed);
    }

    private static Assignment judged(Assignment plain, String allowed) {
        var data = Json.object();
        data.putArray("allowed").add(allowed);
        return new Assignment(
                plain.plugin(),
                plain.version(),
                plain.release(),
                plain.module(),
                plain.config(),
                plain.grants(),
                plain.limits(),
                plain.interval(),
                List.of(ROOT),
                data);
    }

    private static JsonNode finding(Result result, String key) {
        return result.response()
                .orElseThrow()
                .path("findings")
                .valueStream()
                .filter(one -> one.path("key").asString().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatAPluginRecordsIsJudgedByItsPolicies() throws Exception {
        world.service.desire(1, assignment("1.0.0", Guest.answering(SSH, "1.0.0", RECORDS), "no"));
        try (AssessmentRuntime runtime = world.open()) {
            Result result = runtime.once().results().getFirst();
            JsonNode finding = finding(result, "policy-root-login");
            assertThat(finding.at("/target/status/state").asString()).isEqualTo("not-satisfied");
            assertThat(finding.path("description").asString())
                    .isEqualTo("Root can log in\nOf 2 records 1 do not satisfy it, 0 could not be judged.");
            assertThat(finding.path("props").path(0).path("value").asString()).isEqualTo("root-login");
            assertThat(finding.path("props").path(1).path("value").asString())
                    .isEqualTo(ROOT.digest().toString());
            assertThat(finding.path("uuid").asString()).hasSize(36);
            JsonNode observations = result.response().orElseThrow().path("observations");
            assertThat(observations).hasSize(2);
            assertThat(finding.path("related-observations")
                            .path(1)
                            .path("observation-uuid")
                            .asString())
                    .isEqualTo(observations.path(1).path("uuid").asString());
            assertThat(observations.path(1).path("subjects").path(0).asString()).isEqualTo("host-2");
            assertThat(finding(result, "own").path("props")).isEmpty();
        }
    }

    @Test
    void aRunThatGaveNoAnswerMeetsNoObjective() throws Exception {
        world.service.desire(1, assignment("1.0.0", Guest.trapping(SSH, "1.0.0"), "no"));
        try (AssessmentRuntime runtime = world.open()) {
            JsonNode finding = finding(runtime.once().results().getFirst(), "policy-root-login");
            assertThat(finding.at("/target/status/reason").asString()).isEqualTo("other");
            assertThat(finding.path("description").asString()).contains("acme/ssh ended as trapped");
        }
    }

    @Test
    void aPolicyCountsAtOnceThoughTheNewVersionIsRefused() throws Exception {
        Assignment first = assignment("1.0.0", Guest.answering(SSH, "1.0.0", RECORDS), "no");
        world.service.desire(1, first);
        try (AssessmentRuntime runtime = world.open()) {
            runtime.once();
            Published unfit = world.publish(SSH, "1.1.0", Guest.answering(SSH, "6.6.6", RECORDS));
            world.service.desire(2, judged(unfit.assignment(World.SSHD), "no"));
            Result before = runtime.once().results().getFirst();
            assertThat(before.version()).isEqualTo(first.version());
            world.service.desire(3, judged(unfit.assignment(World.SSHD), "yes"));
            Result after = runtime.once().results().getFirst();
            assertThat(after.version()).isEqualTo(unfit.release().version());
            assertThat(finding(after, "policy-root-login").path("description").asString())
                    .contains("acme/ssh was refused");
        }
    }
}
