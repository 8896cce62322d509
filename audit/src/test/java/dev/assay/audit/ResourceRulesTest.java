package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceRulesTest {
    @ParameterizedTest
    @CsvSource({"1000, ", "1001, REVIEW", "50000, REVIEW", "50001, REJECT"})
    void r02FiresByTheNumberOfLocals(long locals, Action expected) {
        Report report = Audits.module(module().function(locals).names("busy"));
        if (expected == null) {
            assertThat(Audits.of(report, "R02")).isEmpty();
        } else {
            assertThat(Audits.of(report, "R02")).singleElement().satisfies(finding -> {
                assertThat(finding.action()).isEqualTo(expected);
                assertThat(finding.function()).isEqualTo("busy");
                assertThat(finding.message()).startsWith(locals + " locals");
                assertThat(finding.offset()).isPositive();
            });
        }
    }

    @Test
    void r02FiresOnTheSumOfAllFunctions() {
        ModuleBytes under = module();
        ModuleBytes over = module();
        for (int i = 0; i < 5_000; i++) {
            under.function(1_000);
            over.function(1_000);
        }
        assertThat(Audits.of(Audits.module(under), "R02")).isEmpty();
        assertThat(Audits.of(Audits.module(over.function(1)), "R02"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.action()).isEqualTo(Action.REJECT));
    }

    @Test
    void r02NamesAFunctionWithoutANameByItsIndex() {
        Report report = Audits.module(module().importing("env", "f", "", "").function(2_000));
        assertThat(Audits.of(report, "R02"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.function()).isEqualTo("function 1"));
    }

    @ParameterizedTest
    @CsvSource({"4095, ", "4096, REVIEW", "65536, REVIEW"})
    void r05AsksForReviewOfALargeMemoryInAModuleAlone(long pages, Action expected) {
        assertThat(Audits.of(Audits.module(module().memory(pages)), "R05"))
                .extracting(Finding::action)
                .isEqualTo(expected == null ? java.util.List.of() : java.util.List.of(expected));
    }

    @Test
    void r05RejectsAPluginThatBeginsWithMoreThanItsManifestAllows() {
        assertThat(Audits.of(Audits.plugin(module().memory(256), "{}"), "R05")).isEmpty();
        assertThat(Audits.of(Audits.plugin(module().memory(257), "{}"), "R05"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.action()).isEqualTo(Action.REJECT);
                    assertThat(finding.message()).contains("16777216");
                });
    }

    @ParameterizedTest
    @CsvSource({"100000, ", "100001, REVIEW", "10000000, REVIEW", "10000001, REJECT"})
    void r07FiresByTheEntriesOfATable(long entries, Action expected) {
        assertThat(Audits.of(Audits.module(module().table(entries)), "R07"))
                .extracting(Finding::action)
                .isEqualTo(expected == null ? java.util.List.of() : java.util.List.of(expected));
    }
}
