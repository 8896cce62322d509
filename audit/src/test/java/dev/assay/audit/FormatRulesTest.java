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
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    void f03FiresOnAProposalThatTheProfileLacks() {
        ModuleBytes shared = module().sharedMemory(1, 1);
        assertThat(Audits.of(Audits.module(shared), "F03")).isEmpty();
        assertThat(Audits.of(Audits.plugin(shared, "{}"), "F03"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("threads"));
        assertThat(Audits.of(Audits.plugin(module().memory(1), "{}"), "F03")).isEmpty();
        byte[] wide = bytes(0x42, 0, 0x42, 0, 0x42, 0, 0x42, 0, 0xfc, 0x13, 0x1a, 0x1a, 0x0b);
        assertThat(Audits.of(Audits.module(module().function(0, wide)), "F03"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("wide-arithmetic"));
    }

    /** An i32.const, written out. */
    @ParameterizedTest
    @CsvSource({"41 00, 0", "41 8000, 1", "41 ff7f, 1", "41 80808000, 1", "41 8080808000, 0", "41 c000, 0", "41 8001, 0"
    })
    void f04NotesIntegersThatAreLongerThanTheyNeedBe(String constant, int findings) {
        byte[] operators = java.util.HexFormat.of().parseHex(constant.replace(" ", "") + "1a0b");
        assertThat(Audits.of(Audits.module(module().function(0, operators)), "F04"))
                .hasSize(findings);
    }

    @Test
    void f04NotesAPaddedSize() {
        byte[] custom = {0, (byte) 0x82, 0, 1, 'x'};
        byte[] linked = {0, (byte) 0x82, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0, 1, 'x'};
        assertThat(Audits.of(Audits.module(ModuleBytes.join(module().bytes(), custom)), "F04"))
                .hasSize(1);
        assertThat(Audits.of(Audits.module(ModuleBytes.join(module().bytes(), linked)), "F04"))
                .isEmpty();
    }

    @Test
    void f06FiresOnTwoSectionsOfNames() {
        assertThat(Audits.of(Audits.module(module().function(0).names("a").names("b")), "F06"))
                .hasSize(1);
        assertThat(Audits.of(Audits.module(module().function(0).names("a").named()), "F06"))
                .isEmpty();
    }

    @Test
    void f07FiresOnKnownSectionsThatCannotBeRead() {
        assertThat(Audits.of(Audits.module(module().custom("producers", bytes(9, 9))), "F07"))
                .hasSize(1);
        assertThat(Audits.of(Audits.module(module().custom(".dep-v0", bytes(1, 2, 3))), "F07"))
                .hasSize(1);
        assertThat(Audits.of(Audits.module(module().named()), "F07")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sys\u0000tem",
                "get\u202etxt",
                "fd\u200bwrite",
                "wr\u0456te",
                "\uff46d_write",
                "\u0441\u0430\u0441\u0430",
                "\ue000x",
            })
    void f09FiresOnNamesThatMislead(String name) {
        assertThat(Audits.of(Audits.module(module().importing("env", name, "", "")), "F09"))
                .hasSize(1);
        assertThat(Audits.of(Audits.module(module().function(0).export(name, 0, 0)), "F09"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fd_write",
                "",
                "syscall/js.valueGet",
                "pr\u00fcfen",
                "\u65e5\u672c\u8a9e",
                "\u043f\u0440\u0438\u0432\u0435\u0442",
                "$a<b>"
            })
    void f09IsSilentOnPlainNamesOfOneScript(String name) {
        assertThat(Audits.of(Audits.module(module().importing("env", name, "", "")), "F09"))
                .isEmpty();
    }
}
