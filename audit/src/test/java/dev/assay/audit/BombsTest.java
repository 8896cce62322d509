package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.bytes;
import static dev.assay.audit.ModuleBytes.join;
import static dev.assay.audit.ModuleBytes.leb;
import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Verdict;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Few bytes that cost others minutes or gigabytes. Each has an answer here, in the small heap that tests have. */
class BombsTest {
    @Test
    void aMillionNestedBlocksAreRead() {
        byte[] blocks = new byte[2_000_001 + 1_000_000];
        for (int i = 0; i < 1_000_000; i++) {
            blocks[2 * i] = 0x02;
            blocks[2 * i + 1] = 0x40;
        }
        Arrays.fill(blocks, 2_000_000, blocks.length, (byte) 0x0b);
        Report report = Audits.module(module().function(0, blocks));
        assertThat(Audits.of(report, "F01")).isEmpty();
    }

    @Test
    void aBillionLocalsInFewBytesAreRejected() {
        ModuleBytes module = module();
        for (int i = 0; i < 20_000; i++) {
            module.function(50_000);
        }
        Report report = Audits.module(module);
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(Audits.of(report, "R02")).hasSize(Findings.MOST_PLACES + 2);
    }

    @Test
    void aFunctionWithFourBillionLocalsIsRejected() {
        assertThat(Audits.module(module().function(0xffff_ffffL)).verdict()).isEqualTo(Verdict.REJECTED);
    }

    @Test
    void aTableOfTenMillionEntriesIsSeen() {
        assertThat(Audits.module(module().table(10_000_001)).verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(Audits.module(module().table(0xffff_ffffL)).verdict()).isEqualTo(Verdict.REJECTED);
    }

    @Test
    void aMemoryOfFourGigabytesIsSeen() {
        assertThat(Audits.module(module().memory(65_536)).verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(Audits.plugin(module().memory(65_536), "{}").verdict()).isEqualTo(Verdict.REJECTED);
    }

    @Test
    void aBranchTableInEveryFunctionIsRead() {
        byte[] targets = new byte[65_520 + 1];
        byte[] body = join(bytes(0x41, 0, 0x0e), leb(65_520), targets, bytes(0x0b));
        ModuleBytes module = module();
        for (int i = 0; i < 100; i++) {
            module.function(0, body);
        }
        assertThat(Audits.of(Audits.module(module), "F01")).isEmpty();
    }

    @Test
    void aLengthOfTwoGigabytesIsMalformed() {
        byte[] module = join(bytes(0, 'a', 's', 'm', 1, 0, 0, 0, 1), leb(0x7fff_ffffL), bytes(1, 2, 3));
        assertThat(Audits.of(Audits.module(module), "F01")).hasSize(1);
    }

    @Test
    void aMillionTypesAreRead() {
        byte[] type = bytes(0x60, 0, 0);
        byte[] types = new byte[3 * 1_000_000];
        for (int i = 0; i < types.length; i++) {
            types[i] = type[i % 3];
        }
        byte[] content = join(leb(1_000_000), types);
        byte[] module = join(bytes(0, 'a', 's', 'm', 1, 0, 0, 0, 1), leb(content.length), content);
        Report report = Audits.module(module);
        assertThat(report.verdict()).isEqualTo(Verdict.FLAGGED);
        assertThat(Audits.of(report, "R12"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("compresses"));
    }

    @Test
    void aHundredThousandUnknownSectionsMakeAShortReport() {
        ModuleBytes module = module();
        for (int i = 0; i < 100_000; i++) {
            module.custom("x", bytes(i));
        }
        assertThat(Audits.of(Audits.module(module), "F08")).hasSize(Findings.MOST_PLACES + 1);
    }
}
