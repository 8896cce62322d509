package dev.assay.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.audit.rule.SecretRules;
import dev.assay.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RuleCatalogueTest {
    @Test
    void everyRuleIsThereOnceInOrder() {
        assertThat(RuleCatalogue.all())
                .extracting(Rule::id)
                .containsExactly(
                        "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "D01", "D02", "D03",
                        "D04", "D05", "D06", "D07", "D08", "D09", "D10", "D11", "F01", "F02", "F03", "F04", "F05",
                        "F06", "F07", "F08", "F09", "F10", "M01", "M02", "M03", "M04", "M05", "M06", "M07", "M08",
                        "M09", "P01", "P02", "P03", "P04", "P05", "P06", "R01", "R02", "R03", "R04", "R05", "R06",
                        "R07", "R08", "R09", "R10", "R11", "R12", "S01", "S02", "S03", "S04", "T01", "T02", "T03",
                        "T04", "W01", "X01", "X02", "X03", "X04", "X05", "X06", "X07", "X08");
    }

    @Test
    void everyRuleExplainsItself() {
        assertThat(RuleCatalogue.all()).allSatisfy(rule -> {
            assertThat(rule.id()).matches("[A-Z][0-9]{2}");
            assertThat(rule.title()).isNotBlank().doesNotEndWith(".");
            assertThat(rule.why()).endsWith(".");
            assertThat(rule.fix()).endsWith(".");
            assertThat(rule.cwe()).isBetween(1, 2_000);
            assertThat(rule.actions()).isNotEmpty();
        });
    }

    @Test
    void aRuleIsFoundByItsIdAlone() {
        assertThat(RuleCatalogue.find("S01")).map(Rule::title).contains("Secret in the module");
        assertThat(RuleCatalogue.find("s01")).isEmpty();
    }

    /** Whoever changes a rule's promise changes this digest, and must raise {@link RuleCatalogue#VERSION} with it. */
    @Test
    void aChangedRuleSetHasANewVersion() {
        String rules =
                RuleCatalogue.all().stream().map(RuleCatalogueTest::promise).collect(Collectors.joining("\n"));
        assertThat(RuleCatalogue.VERSION + " "
                        + Digest.of(rules.getBytes(StandardCharsets.UTF_8)).brief())
                .isEqualTo("4 221301ab1a4f");
    }

    @Test
    void aFindingAsksOnlyForWhatItsRuleDeclares() {
        Findings findings = new Findings();
        assertThatThrownBy(() -> findings.add(SecretRules.S02, Action.REJECT, 0, "no"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRuleThatFiresEverywhereIsToldAtItsFirstPlacesAndCounted() {
        Findings findings = new Findings();
        for (int i = 0; i < 1_000; i++) {
            findings.add(SecretRules.S02, Action.NOTE, i, "here");
        }
        assertThat(findings.sorted())
                .hasSize(Findings.MOST_PLACES + 1)
                .first()
                .satisfies(first -> assertThat(first.message()).isEqualTo("and at 950 more places"));
    }

    private static String promise(Rule rule) {
        return rule.id() + rule.title() + rule.cwe() + rule.severity() + new java.util.TreeSet<>(rule.actions());
    }
}
