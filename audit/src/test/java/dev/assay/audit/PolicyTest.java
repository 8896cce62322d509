package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.model.FaultyDocumentException;
import dev.assay.model.Verdict;
import dev.assay.sandbox.Opinion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    @Test
    void withoutAConditionThatHoldsAModuleIsApproved() {
        assertThat(verdict("false", "rejected")).isEqualTo(Verdict.APPROVED);
        assertThat(verdict("true", "rejected")).isEqualTo(Verdict.REJECTED);
    }

    @Test
    void theStrictestVerdictWinsWhateverTheOrder() {
        String yaml = """
                format: assay.policy/1
                name: mixed
                rules:
                  - {id: strict, when: "true", verdict: rejected, reason: no}
                  - {id: mild, when: "true", verdict: approved, reason: yes}
                  - {id: between, when: "true", verdict: flagged, reason: hm}
                """;
        Report report = audit(yaml);
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(report.decisions()).extracting(Policy.Decision::id).containsExactly("strict", "mild", "between");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "module.size == 8 && module.digest.startsWith('sha256:') && module.profile == 'plugin'",
                "module.contract == 'assessment/1' && module.functions == 0 && module.memory_bytes == 0",
                "module.imports.size() == 0 && module.exports.size() == 0 && module.features.size() == 0",
                "manifest.present && manifest.name == 'acme/probe' && manifest.license == 'Apache-2.0'",
                "manifest.toolchains == ['clang'] && manifest.capabilities == ['exec']",
                "!provenance.present && !provenance.about_module && provenance.builders == []",
                "findings.exists(f, f.rule == 'C02' && f.severity < 7.0 && f.action == 'note' && f.offset == -1)",
                "waivers.size() == 0",
            })
    void everyVariableCanBeAsked(String condition) {
        assertThat(verdict(condition, "flagged")).isEqualTo(Verdict.FLAGGED);
    }

    @Test
    void whatAModuleImportsCanBeAsked() {
        Auditor auditor = new Auditor(
                policy("module.imports.exists(i, i.module == 'env' && i.name == 'f' && i.kind == 'func')", "flagged"),
                Audits.AGREES,
                Audits.CLOCK);
        byte[] module = module().importing("env", "f", "i", "").bytes();
        assertThat(auditor.audit(AuditRequest.ofModule("m.wasm", module)).verdict())
                .isEqualTo(Verdict.FLAGGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 / (module.size - 8) > 0", "module.imports[3].name == 'x'", "int(module.digest) > 0"})
    void aConditionThatCannotBeEvaluatedAsksForReview(String condition) {
        Report report = audit(yaml(condition, "rejected"));
        assertThat(report.verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(report.decisions())
                .singleElement()
                .satisfies(decision -> assertThat(decision.reason()).contains("could not be evaluated"));
    }

    @Test
    void aConditionThatCostsTooMuchAsksForReview() {
        String list = "[0,1,2,3,4,5,6,7,8,9]";
        String expensive = list + ".map(a, " + list + ".map(b, " + list + ".map(c, " + list + ".map(d, " + list
                + ".map(e, " + list + ".map(f, a + b + c + d + e + f))))))" + ".size() > 0";
        Report report = audit(yaml(expensive, "approved"));
        assertThat(report.verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(report.decisions())
                .singleElement()
                .satisfies(decision -> assertThat(decision.reason()).containsAnyOf("costs more", "budget"));

        String fewIterations = list + ".map(a, " + list + ".map(b, " + list + ".map(c, " + list + ".map(d, [a, b, c, d"
                + ", a, b, c, d".repeat(25) + "]))))" + ".size() > 0";
        assertThat(audit(yaml(fewIterations, "approved")).decisions())
                .singleElement()
                .satisfies(decision -> assertThat(decision.reason()).contains("costs more than 500000 steps"));

        String cheap = list + ".map(a, " + list + ".map(b, a + b)).size() == 10";
        assertThat(verdict(cheap, "approved")).isEqualTo(Verdict.APPROVED);
    }

    @Test
    void everyFaultOfAPolicyIsToldAtOnceWithItsPlace() {
        String yaml = """
                format: assay.policy/1
                name: broken
                rules:
                  - {id: a, when: module.sise > 8, verdict: rejected, reason: typo}
                  - {id: b, when: module.size, verdict: rejected, reason: no condition}
                  - {id: b, when: "true &&", verdict: refused, reason: twice}
                  - {id: c, when: "true", verdict: rejected, why: unknown key}
                """;
        assertThatThrownBy(() -> Policy.read(yaml.getBytes(StandardCharsets.UTF_8), "policy.yaml"))
                .isInstanceOf(FaultyDocumentException.class)
                .hasMessageContaining("policy.yaml:4:")
                .hasMessageContaining("undefined field 'sise'")
                .hasMessageContaining("expected type 'bool' but found 'int'")
                .hasMessageContaining("stands twice")
                .hasMessageContaining("'refused'")
                .hasMessageContaining("unknown key 'why'")
                .hasMessageContaining("'reason' is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "format: assay.policy/1\nname: empty\nrules: []\n",
                "format: assay.policy/2\nname: newer\nrules: [{id: a, when: 'true', verdict: flagged, reason: r}]\n",
                "format: something/1\nname: other\nrules: [{id: a, when: 'true', verdict: flagged, reason: r}]\n",
                "rules: [{id: a, when: 'true', verdict: flagged, reason: r}]\n",
            })
    void whatIsNoPolicyIsRefused(String yaml) {
        assertThatThrownBy(() -> Policy.read(yaml.getBytes(StandardCharsets.UTF_8), "policy.yaml"))
                .isInstanceOf(FaultyDocumentException.class);
    }

    @Test
    void anExpressionThatIsTooLongOrTooDeepIsRefused() {
        assertThatThrownBy(() -> policy("module.size == " + "1 + ".repeat(2_000) + "1", "flagged"))
                .isInstanceOf(FaultyDocumentException.class);
        assertThatThrownBy(() -> policy("(".repeat(500) + "true" + ")".repeat(500), "flagged"))
                .isInstanceOf(FaultyDocumentException.class);
    }

    @Test
    void aPolicyIsNamedByTheDigestOfItsBytes() {
        byte[] yaml = yaml("true", "flagged").getBytes(StandardCharsets.UTF_8);
        assertThat(Policy.read(yaml, "policy.yaml").digest()).isEqualTo(Digest.of(yaml));
        assertThat(Policy.standard().name()).isEqualTo("default");
    }

    @Test
    void noPolicyApprovesWhatWasNotChecked() {
        Auditor auditor = new Auditor(
                policy("true", "approved"), module -> new Opinion.Undecided("the worker did not start"), Audits.CLOCK);
        Report report = auditor.audit(AuditRequest.ofModule("m.wasm", module().bytes()));
        assertThat(report.verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(report.complete()).isFalse();
    }

    private static Verdict verdict(String condition, String verdict) {
        return audit(yaml(condition, verdict)).verdict();
    }

    private static Report audit(String yaml) {
        Policy policy = Policy.read(yaml.getBytes(StandardCharsets.UTF_8), "policy.yaml");
        return new Auditor(policy, Audits.AGREES, Audits.CLOCK)
                .audit(AuditRequest.ofPlugin("m.wasm", module().bytes(), Audits.manifest("{exec: [a]}")));
    }

    private static Policy policy(String condition, String verdict) {
        return Policy.read(yaml(condition, verdict).getBytes(StandardCharsets.UTF_8), "policy.yaml");
    }

    private static String yaml(String condition, String verdict) {
        return """
                format: assay.policy/1
                name: test
                rules:
                  - id: one
                    when: >-
                      %s
                    verdict: %s
                    reason: it holds
                """.formatted(condition, verdict);
    }
}
