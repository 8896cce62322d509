package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.FaultyDocumentException;
import dev.assay.model.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyCasesTest {
    private static final Map<String, byte[]> FILES = Map.of(
            "quiet.wasm", module().boundedMemory(1, 1).named().bytes(),
            "eval.wasm",
                    module().importing("env", "emscripten_run_script", "i", "").bytes());

    /** What each policy that ships says of the same things. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            strict     | {rule: X01, action: reject}               | rejected | [rejecting-finding]
            strict     | {rule: X01, action: reject, waived: true} | flagged  | [waived-finding]
            strict     | {rule: C04, action: review}               | flagged  | [open-review]
            strict     | {rule: C04, action: review, waived: true} | flagged  | [waived-finding]
            strict     | {rule: R06, action: note}                 | flagged  | [unknown-memory]
            strict     | {rule: F04, action: note}                 | approved | []
            strict     | {rule: C06, action: note}                 | flagged  | [severe-note]
            default    | {rule: X01, action: reject}               | rejected | [rejecting-finding]
            default    | {rule: X01, action: reject, waived: true} | flagged  | [waived-rejection]
            default    | {rule: C04, action: review}               | flagged  | [open-review]
            default    | {rule: C04, action: review, waived: true} | approved | []
            default    | {rule: C06, action: note}                 | approved | []
            permissive | {rule: X01, action: reject}               | rejected | [rejecting-finding]
            permissive | {rule: X02, action: review}               | flagged  | [severe-review]
            permissive | {rule: M04, action: review}               | approved | []
            permissive | {rule: C06, action: note}                 | approved | []
            """)
    void eachPolicyThatShipsSaysWhatItIsFor(String policy, String finding, String verdict, String because) {
        PolicyCases.Outcome outcome = tryOut(policy, "findings: [" + finding + "]", verdict);
        assertThat(outcome.problem()).isEmpty();
        assertThat(outcome.because()).hasToString(because);
    }

    @Test
    void theStrictOneWantsToKnowWhoBuiltAPlugin() {
        String plugin = "manifest: plugin.yaml";
        assertThat(tryOut("strict", plugin, "flagged").because()).containsExactly("no-provenance");
        assertThat(tryOut("strict", plugin + "\n    builders: [https://example.com/builder]", "approved")
                        .problem())
                .isEmpty();
    }

    @Test
    void aModuleIsAudited() {
        assertThat(tryOut("default", "module: quiet.wasm", "approved").problem())
                .isEmpty();
        assertThat(tryOut("default", "module: eval.wasm", "rejected").because()).contains("rejecting-finding");
    }

    @Test
    void anotherVerdictAndAnotherReasonAreTold() {
        PolicyCases.Outcome wrong = tryOut("default", "findings: [{rule: X01, action: reject}]", "approved");
        assertThat(wrong.problem()).hasValue("it is rejected, and should be approved");
        assertThat(wrong.considered())
                .extracting(Policy.Considered::id, Policy.Considered::held)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("rejecting-finding", Policy.Held.YES),
                        org.assertj.core.groups.Tuple.tuple("open-review", Policy.Held.NO));
        String otherReason = "findings: [{rule: X01, action: reject}]\n    because: [open-review]";
        assertThat(tryOut("default", otherReason, "rejected").problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("[rejecting-finding]", "[open-review]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            findings: [{rule: X99, action: reject}]               | X99
            findings: [{rule: X01, action: explode}]              | note, review, reject
            findings: [{rule: X01, action: note, waived: maybe}]  | true or false
            findings: [{action: note}]                            | 'rule'
            module: quiet.wasm, findings: [{rule: X01, action: note}] | supposes what one would be
            modul: quiet.wasm                                     | modul
            """)
    void faultsAreTold(String facts, String told) {
        String yaml = "format: assay.policy-cases/1\ncases:\n  - {name: one, expect: approved, " + facts + "}\n";
        assertThatThrownBy(() -> PolicyCases.read(yaml.getBytes(StandardCharsets.UTF_8), "cases.yaml"))
                .isInstanceOf(FaultyDocumentException.class)
                .hasMessageContaining(told);
    }

    private static PolicyCases.Outcome tryOut(String policy, String facts, String verdict) {
        String yaml = """
                format: assay.policy-cases/1
                policy: %s
                cases:
                  - name: one
                    expect: %s
                    %s
                """.formatted(policy, verdict, facts);
        PolicyCases cases = PolicyCases.read(yaml.getBytes(StandardCharsets.UTF_8), "cases.yaml");
        assertThat(cases.policy()).hasValue(policy);
        List<PolicyCases.Outcome> outcomes = cases.tryOut(
                Policy.preset(policy).orElseThrow(), Path.of("cases"), PolicyCasesTest::file, Audits.CLOCK);
        assertThat(outcomes)
                .singleElement()
                .satisfies(one -> assertThat(one.expected()).isEqualTo(Verdict.parse(verdict)));
        return outcomes.getFirst();
    }

    private static byte[] file(Path path) {
        assertThat(path.getParent()).isEqualTo(Path.of("cases"));
        String name = path.getFileName().toString();
        return name.equals("plugin.yaml") ? MANIFEST : Objects.requireNonNull(FILES.get(name));
    }

    private static final byte[] MANIFEST = """
            apiVersion: assay/v1
            kind: Plugin
            name: acme/probe
            version: 1.0.0
            summary: Looks at something
            license: Apache-2.0
            source: https://example.com/acme/plugins
            contract: assessment/1
            build: {toolchain: clang, path: .}
            """.getBytes(StandardCharsets.UTF_8);
}
