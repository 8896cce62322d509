package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginTestsTest {
    private static final Capabilities ENV = Capabilities.of(new Capability.Env("A"));
    private static final PluginTests TESTS = new PluginTests(Guests.sandbox(Capabilities.NONE));
    private static final String RECORDED =
            "\"host\":[{\"capability\":\"env\",\"request\":{\"name\":\"A\"},\"answer\":{\"ok\":{\"value\":\"b\"}}}]";

    @TempDir
    Path folder;

    private PluginTests.Result run(String test) throws Exception {
        Files.writeString(folder.resolve("case.json"), test);
        List<PluginTests.Result> results = TESTS.run(Guests.module("ask-env"), Guests.manifest(ENV), folder);
        assertThat(results).hasSize(1);
        assertThat(results.getFirst().name()).isEqualTo("case");
        return results.getFirst();
    }

    private static String test(String request, String host, String expect) {
        return "{\"format\":\"assay.plugin-test/1\",\"request\":" + request + "," + host + ",\"expect\":" + expect
                + "}";
    }

    @Test
    void aTestPassesWhenTheResponseContainsWhatIsExpected() throws Exception {
        PluginTests.Result result =
                run(test("{\"name\":\"A\"}", RECORDED, "{\"records\":[{\"ok\":{\"value\":\"b\"}}]}"));
        assertThat(result.problems()).isEmpty();
        assertThat(result.passed()).isTrue();
        assertThat(result.run().orElseThrow().hostCalls()).hasSize(1);
    }

    @Test
    void aTestFailsWhereTheResponseDiffersAndSaysWhere() throws Exception {
        PluginTests.Result result = run(test("{\"name\":\"A\"}", RECORDED, "{\"status\":\"failure\",\"more\":1}"));
        assertThat(result.passed()).isFalse();
        assertThat(result.problems())
                .containsExactly("$.status is \"success\", expected \"failure\"", "$.more is missing");
    }

    @Test
    void aRequestThatWasNotRecordedEndsTheRun() throws Exception {
        PluginTests.Result result = run(test("{\"name\":\"A\"}", "\"host\":[]", "{}"));
        assertThat(result.problems()).containsExactly("the run ended as denied: this host refuses env A");
    }

    @Test
    void aRequestOutsideTheManifestIsDeniedThoughItWasRecorded() throws Exception {
        String recorded = RECORDED.replace("\"A\"", "\"B\"");
        PluginTests.Result result = run(test("{\"name\":\"B\"}", recorded, "{}"));
        assertThat(result.run().orElseThrow().outcome()).isEqualTo(Outcome.DENIED);
        assertThat(result.problems()).containsExactly("the run ended as denied: env B is not in the effective set");
    }

    @Test
    void aTestThatCannotBeReadIsAProblemAndNotAPass() throws Exception {
        assertThat(run("{").problems().getFirst()).contains("case.json is no test that can be run");
        assertThat(run(test("{}", RECORDED, "{}").replace("test/1", "test/2"))
                        .problems()
                        .getFirst())
                .contains("newer version");
        assertThat(run(test("{}", RECORDED, "{}").replace("\"host\"", "\"hosts\""))
                        .problems()
                        .getFirst())
                .contains("$.hosts");
        assertThat(run(test("{}", RECORDED.replace("name", "nome"), "{}")).passed())
                .isFalse();
    }

    @Test
    void aFolderThatIsNotThereIsToldByItsName() {
        assertThatThrownBy(() -> TESTS.run(Guests.module("ask-env"), Guests.manifest(ENV), folder.resolve("none")))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("none");
    }

    @Test
    void theClockOfARecordingStartsWhereItSaysAndRunsOn() throws Exception {
        Files.writeString(
                folder.resolve("clock.json"),
                test(
                        " {}",
                        "\"host\":[{\"capability\":\"clock\",\"request\":{},\"answer\":{\"ok\":{\"time\":\"2030-01-01T00:00:00Z\",\"unix-ms\":1893456000000}}}]",
                        "{\"records\":[{\"ok\":{\"time\":\"2030-01-01T00:00:00.001Z\"}}]}"));
        List<PluginTests.Result> results =
                TESTS.run(Guests.module("ask-clock"), Guests.manifest(Capabilities.NONE), folder);
        assertThat(results.getFirst().problems()).isEmpty();
    }

    @Test
    void filesThatAreNoTestsAreLeftAlone() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("README.md"), "about these tests");
        assertThat(TESTS.run(Guests.module("ask-env"), Guests.manifest(ENV), folder))
                .isEmpty();
    }
}
