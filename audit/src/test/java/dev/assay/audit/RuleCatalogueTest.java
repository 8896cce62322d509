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
                        "C01", "C02", "C05", "F01", "F02", "F05", "F08", "F10", "P04", "R02", "R05", "R07", "S01",
                        "S02", "W01", "X04");
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
                .isEqualTo("1 71f1026cd912");
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
