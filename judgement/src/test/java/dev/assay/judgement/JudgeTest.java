package dev.assay.judgement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Document;
import dev.assay.model.Json;
import dev.assay.model.fleet.RecordPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Facts are the plugin's, judgement is the policy's; what cannot be judged is never silent. */
class JudgeTest {
    private static final String ON =
            record("host-1", "{'name':'PermitRootLogin','value':'no','tries':3,'rate':0.5,'extra':null}");
    private static final String OFF = record("host-2", "{'name':'PermitRootLogin','value':'yes','tries':9}");

    private static String record(String subject, String input) {
        return "{'subject':'" + subject + "','behavior':'setting','labels':{'env':'prod'},'input':" + input + "}";
    }

    private static JsonNode json(String text) {
        byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return Json.read(bytes, bytes.length);
    }

    private static ObjectNode response(String... records) {
        return (ObjectNode) json("{'abi':'1','status':'success','records':[" + String.join(",", records) + "]}");
    }

    private static RecordPolicy policy(String expression) {
        return new RecordPolicy(
                "p",
                "The title",
                "setting",
                expression,
                "The message",
                "ac-1_obj",
                Optional.of(RecordPolicy.Severity.HIGH));
    }

    private static Judgement judged(String expression, String... records) throws InterruptedException {
        return Judge.of(List.of(policy(expression)))
                .judge(response(records), json("{'allowed':['no']}"), json("{'most':5}"));
    }

    private static String state(Judgement judgement) {
        JsonNode status = judgement.findings().path(0).at("/target/status");
        return status.path("state").asString() + " " + status.path("reason").asString();
    }

    private static String told(Judgement judgement) {
        return judgement.findings().path(0).path("description").asString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "record.input.value == 'no'",
                "record.input.value in config.allowed",
                "record.input.tries <= policy_data.most",
                "record.input.tries < 3.5 && record.input.rate < 1",
                "record.subject.startsWith('host-') && record.behavior == 'setting'",
                "record.labels['env'] == 'prod' && record.labels.exists(k, k == 'env')",
                "record.input.value.matches('^n.$')",
                "record.input.extra == null",
                "has(record.input.value) && !has(record.input.other)"
            })
    void aRecordThatSatisfiesThePolicyMeetsItsObjective(String expression) throws InterruptedException {
        Judgement judgement = judged(expression, ON);
        assertThat(told(judgement)).isEqualTo("The title");
        assertThat(state(judgement)).isEqualTo("satisfied pass");
    }

    @Test
    void oneRecordThatDoesNotIsEnoughAndIsNamed() throws InterruptedException {
        Judgement judgement = judged("record.input.value == 'no'", ON, OFF, ON);
        assertThat(state(judgement)).isEqualTo("not-satisfied fail");
        assertThat(told(judgement)).isEqualTo("The message\nOf 3 records 1 do not satisfy it, 0 could not be judged.");
        assertThat(judgement.observations()).hasSize(2);
        JsonNode not = judgement.observations().path(1);
        assertThat(not.path("subjects")).isEqualTo(json("['host-2']"));
        assertThat(not.path("title").asString()).isEqualTo("The title: is not satisfied");
        assertThat(judgement.findings().path(0).path("related-observations"))
                .isEqualTo(json("['policy-p-satisfied','policy-p-not-satisfied']"));
    }

    @Test
    void whatIsFoundSaysWhichPolicyFoundIt() throws InterruptedException {
        RecordPolicy policy = policy("true");
        JsonNode finding = judged("true", ON).findings().path(0);
        assertThat(finding.path("props"))
                .isEqualTo(json("[{'name':'_policy','value':'p'},{'name':'_policy-digest','value':'" + policy.digest()
                        + "'},{'name':'severity','value':'high'}]"));
        assertThat(finding.at("/target/target-id").asString()).isEqualTo("ac-1_obj");
        assertThat(policy("false").digest()).isNotEqualTo(policy.digest());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            record.input.missing == 1                                   | host-1: evaluation error
            record.input.value > 5                                      | host-1: evaluation error
            record.input.value                                          | host-1: it is neither true nor false
            1 / (record.input.tries - 3) > 0                            | / by zero
            """)
    void anErrorIsAFindingThatSaysSo(String expression, String reason) throws InterruptedException {
        Judgement judgement = judged(expression, ON);
        assertThat(state(judgement)).isEqualTo("not-satisfied other");
        assertThat(told(judgement)).startsWith("The message\nOf 1 records 0 do not satisfy it, 1 could not be judged.");
        assertThat(told(judgement).toLowerCase(java.util.Locale.ROOT))
                .contains(reason.toLowerCase(java.util.Locale.ROOT));
        assertThat(judgement.observations().path(0).path("title").asString())
                .isEqualTo("The title: could not be judged");
    }

    @Test
    void aPolicyWithoutRecordsIsNotSatisfied() throws InterruptedException {
        Judgement judgement = judged("true");
        assertThat(state(judgement)).isEqualTo("not-satisfied other");
        assertThat(told(judgement)).contains("the plugin recorded nothing of the behavior setting");
        assertThat(state(judged("true", ON.replace("setting", "settings")))).isEqualTo("not-satisfied other");
    }

    @Test
    void aRunWithoutAResponseSatisfiesNoPolicy() {
        Judgement judgement = Judge.of(List.of(policy("true"))).without("it trapped");
        assertThat(state(judgement)).isEqualTo("not-satisfied other");
        assertThat(told(judgement)).contains("it trapped");
    }

    @Test
    void aPluginsOwnKeysAreLeftToIt() throws InterruptedException {
        ObjectNode response = response(ON);
        response.putArray("findings").addObject().put("key", "policy-p");
        Judgement judgement = Judge.of(List.of(policy("true"))).judge(response, Json.object(), Json.object());
        assertThat(judgement.findings().path(0).path("key").asString()).isEqualTo("policy-p-host");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            record.input.value ==                             | line 1, column 22
            record.subjekt == 'a'                             | line 1, column 7: undefined field 'subjekt'
            record.labels                                     | map(string, string)
            request.input == 1                                | undeclared reference to 'request'
            record.subject + 1 == 2                           | found no matching overload
            record.subject.matches(record.input.value)        | line 1, column 23: the pattern of matches must be a literal
            record.subject.matches('(((a{100}){10}){10})')    | ''
            """)
    void whatIsNoExpressionIsRefusedWithItsPlaceAndMeetsNoObjective(String expression, String message)
            throws InterruptedException {
        if (message.isEmpty()) {
            assertThat(Judge.fault(policy(expression))).isEmpty(); // its size is known when it is first used
            return;
        }
        assertThat(Judge.fault(policy(expression)).orElseThrow()).contains(message);
        Judgement judgement = judged(expression, ON);
        assertThat(state(judgement)).isEqualTo("not-satisfied other");
        assertThat(told(judgement)).contains(message);
    }

    @Test
    void aPatternThatCostsMoreThanItMayIsAFinding() throws InterruptedException {
        Judgement judgement = judged("record.subject.matches('(((a{100}){10}){10})')", ON);
        assertThat(state(judgement)).isEqualTo("not-satisfied other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[record.input.value].map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a)"
                        + ".map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a)"
                        + ".map(a, a + a + a + a).map(a, a + a + a + a).map(a, a + a + a + a).size() == 1",
                "record.input.many.all(a, record.input.many.all(b, record.input.many.all(c, a + b + c >= 0)))",
                "record.input.many.all(a, record.input.long.contains('b') == false)"
            })
    void whatCostsTooMuchIsAFinding(String expression) throws InterruptedException {
        String many = Arrays.toString(new int[100]);
        String costly = record("host-1", "{'value':'no','many':" + many + ",'long':'" + "a".repeat(20_000) + "'}");
        Judgement judgement = judged(expression, costly);
        assertThat(state(judgement)).isEqualTo("not-satisfied other");
        assertThat(told(judgement)).contains("it costs more than 500000 units on one record");
    }

    @Test
    void theCostOfARunIsBoundedOverAllItsRecords() throws InterruptedException {
        String some = record("host-1", "{'long':'" + "a".repeat(200_000) + "'}");
        String[] records = new String[60];
        Arrays.fill(records, some);
        Judgement within = judged("record.input.long != ''", Arrays.copyOf(records, 50));
        assertThat(state(within)).isEqualTo("satisfied pass");
        Judgement beyond = judged("record.input.long != '' && record.input.long != 'a'", records);
        assertThat(state(beyond)).isEqualTo("not-satisfied other");
        assertThat(told(beyond)).contains("the policies of one run cost more than 20000000 units");
    }

    @Test
    void anInputThatIsTooLargeIsAFinding() throws InterruptedException {
        String large = record("host-1", "{'long':'" + "a".repeat(Values.LARGEST - 6) + "'}");
        assertThat(state(judged("true", large))).isEqualTo("satisfied pass");
        String larger = record("host-1", "{'long':'" + "a".repeat(Values.LARGEST - 5) + "'}");
        assertThat(told(judged("true", larger)))
                .contains("host-1: its input: it has more than 262144 characters and values");
    }

    @Test
    void anInterruptEndsIt() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> judged("true", ON)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void textFromARecordIsShownInert() throws InterruptedException {
        assertThat(told(judged("record.input.missing", record("a\\u001b[2J", "{}"))))
                .contains("a\\u001b[2J: ");
    }

    @Test
    void theExamplesOfAPluginJudgeWhatItRecords() throws Exception {
        Path plugin = Path.of("..", "plugins", "ssh-hardening");
        byte[] yaml = Files.readAllBytes(plugin.resolve("policies.yaml"));
        List<RecordPolicy> policies = RecordPolicy.listFromJson(
                Document.read(yaml, "policies.yaml").json("policies").orElseThrow());
        String facts =
                "{'subject':'host-1','behavior':'sshd-effective','input':{'permitrootlogin':['no'],'port':['22','2222']}}";
        Judge judge = Judge.of(policies);
        assertThat(judge.judge(response(facts), Json.object(), json("{'ports':[22,2222]}"))
                        .findings())
                .hasSize(2)
                .allMatch(
                        finding -> finding.at("/target/status/state").asString().equals("satisfied"));
        assertThat(judge.judge(response(facts), Json.object(), json("{'ports':[22]}"))
                        .findings())
                .filteredOn(finding ->
                        finding.at("/target/status/reason").asString().equals("fail"))
                .hasSize(1);
    }

    @Test
    void subjectsAreBoundedHoweverLongAPluginMakesThem() throws InterruptedException {
        String[] records = new String[30];
        Arrays.setAll(records, i -> record(i + "-" + "x".repeat(10_000), "{}"));
        JsonNode observation = judged("true", records).observations().path(0);

        assertThat(observation.path("subjects").size()).isEqualTo(6);
        assertThat(observation.path("description").asString()).contains("by 30 records");
        assertThat(judged("true", record("x".repeat(64 << 10), "{}"))
                        .observations()
                        .path(0)
                        .path("subjects")
                        .size())
                .isOne();
        assertThat(judged("true", record("x".repeat((64 << 10) + 1), "{}"))
                        .observations()
                        .path(0)
                        .path("subjects")
                        .size())
                .isZero();
    }
}
