package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.bytes;
import static dev.assay.audit.ModuleBytes.join;
import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Verdict;
import dev.assay.sandbox.Opinion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatRulesTest {
    @Test
    void anEmptyModuleIsApproved() {
        Report report = Audits.module(module());
        assertThat(report.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(report.complete()).isTrue();
        assertThat(report.findings()).extracting(Finding::action).containsOnly(Action.NOTE);
    }

    @Test
    void f01FiresOnACutModuleAndNamesTheByte() {
        byte[] whole = module().memory(1).data("hello").bytes();
        assertThat(Audits.of(Audits.module(whole), "F01")).isEmpty();

        Report report = Audits.module(Arrays.copyOf(whole, whole.length - 2));
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(Audits.of(report, "F01")).singleElement().satisfies(finding -> {
            assertThat(finding.action()).isEqualTo(Action.REJECT);
            assertThat(finding.offset()).isPositive();
            assertThat(finding.message()).contains("unexpected end");
        });
    }

    @Test
    void f01FiresOnAModuleThatCanBeReadAndIsNotValidBesideWhatElseIsWrong() {
        ModuleBytes module = module().function(0, bytes(0x41, 0, 0x0b)).custom("payload", new byte[1]);
        Report report = Audits.module(module);
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(report.findings()).extracting(finding -> finding.rule().id()).containsExactly("F01", "F08", "P01");
        assertThat(Audits.of(Audits.module(module().function(0, bytes(0x41, 0, 0x1a, 0x0b))), "F01"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "\0asm", "hello, world", "\0asm\u0002\0\0\0", "#!/bin/sh\nexit 0\n"})
    void f01FiresOnWhatIsNoModuleAtAll(String text) {
        Report report = Audits.module(text.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(report.complete()).isTrue();
        assertThat(Audits.of(report, "F01")).hasSize(1);
        assertThat(report.notApplicable())
                .hasSameSizeAs(
                        RuleCatalogue.all().subList(1, RuleCatalogue.all().size()));
    }

    @Test
    void f02FiresWhereTheSecondValidatorDisagrees() {
        byte[] module = module().bytes();
        Auditor doubting = new Auditor(
                Policy.standard(), bytes -> new Opinion.Disagrees("type mismatch at byte 12"), Audits.CLOCK);
        Report report = doubting.audit(AuditRequest.ofModule("m.wasm", module));
        assertThat(report.verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(report.complete()).isTrue();
        assertThat(Audits.of(report, "F02"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("type mismatch at byte 12"));
        assertThat(Audits.of(Audits.module(module), "F02")).isEmpty();
    }

    @Test
    void f05FiresOnTrailingBytes() {
        Report report = Audits.module(module().trailing("PK trailing".getBytes(StandardCharsets.UTF_8)));
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(Audits.of(report, "F05"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).startsWith("11 bytes follow"));
    }

    @Test
    void f05FiresOnAnArchiveThatEndsInsideACustomSection() {
        byte[] archive = EmbeddedFileTest.zip("a.txt");
        Report report = Audits.module(module().custom("notes", archive));
        assertThat(Audits.of(report, "F05"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("ZIP"));
    }

    @Test
    void f05LeavesAnArchiveThatNoReaderFindsFromTheEndToX04() {
        Report report = Audits.module(
                module().custom("notes", EmbeddedFileTest.zip("a.txt")).custom("name", new byte[0]));
        assertThat(Audits.of(report, "F05")).isEmpty();
        assertThat(Audits.of(report, "X04")).isNotEmpty();
    }

    @Test
    void f05IsSilentOnTheSignaturesThatAZipLibraryHolds() {
        byte[] signatures = join(bytes('P', 'K', 5, 6), new byte[18], bytes('P', 'K', 1, 2), bytes('P', 'K', 3, 4));
        assertThat(Audits.of(Audits.module(module().memory(1).data(signatures)), "F05"))
                .isEmpty();
    }

    @Test
    void f05FiresOnAPdfHeaderNearTheBeginningAndNotOnItsWordAlone() {
        assertThat(Audits.of(Audits.module(module().memory(1).data("%PDF-1.7\n")), "F05"))
                .hasSize(1);
        assertThat(Audits.of(Audits.module(module().memory(1).data("%PDF-%d.%d")), "F05"))
                .isEmpty();
    }

    @Test
    void f08FiresOnAnUnknownSectionAndNamesIt() {
        Report report = Audits.module(module().custom("payload", new byte[10]));
        assertThat(report.verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(Audits.of(report, "F08"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("'payload' has 10 bytes"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"producers", "target_features", ".debug_info", "sourceMappingURL", "metadata.code.branch_hint"})
    void f08IsSilentOnSectionsThatToolchainsWrite(String name) {
        assertThat(Audits.of(Audits.module(module().custom(name, new byte[0])), "F08"))
                .isEmpty();
    }

    @Test
    void f08FiresOnAKnownSectionOverItsUsualSizeButNotOnDebuggingData() {
        byte[] large = new byte[(64 << 10) + 1];
        assertThat(Audits.of(Audits.module(module().custom("build_id", large)), "F08"))
                .hasSize(1);
        assertThat(Audits.of(Audits.module(module().custom(".debug_info", large)), "F08"))
                .isEmpty();
    }

    @Test
    void f10FiresOnAComponentAndOnARelocatableObject() {
        Report component = Audits.module(bytes(0, 'a', 's', 'm', 0x0d, 0, 1, 0));
        assertThat(component.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(Audits.of(component, "F10")).hasSize(1);

        Report object = Audits.module(module().custom("linking", bytes(2)));
        assertThat(object.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(Audits.of(object, "F10")).hasSize(1);

        assertThat(Audits.of(Audits.module(module().custom("name", new byte[0])), "F10"))
                .isEmpty();
    }
}
