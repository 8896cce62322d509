package dev.assay.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.audit.rehearsal.Scenes;
import dev.assay.sandbox.Rehearsing;
import dev.assay.sandbox.worker.Conduct;
import dev.assay.sandbox.worker.Conduct.End;
import dev.assay.sandbox.worker.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules that run in real workers, and at the rules' limits what a worker might say. */
class DynamicRulesTest {
    private static final Rehearsals REHEARSALS = Rehearsals.of(new Rehearsing());

    @TempDir
    private Path folder;

    /** The host's answer is the response; what it does besides is put in. */
    private static final String PLUGIN = """
            (module
              (import "assay:file@1" "call" (func $file (param i32 i32) (result i32)))
              (import "assay:host@1" "take" (func $take (param i32 i32)))
              (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
              (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
              (memory (export "memory") 2)
              (data (i32.const 64) "{\\"op\\":\\"read\\",\\"path\\":\\"/etc/hosts\\"}")
              (data (i32.const 128) "{\\"op\\":\\"read\\",\\"path\\":\\"/etc/group\\"}")
              (data (i32.const 192) "{\\"op\\":\\"read\\",\\"path\\":\\"/etc/../x\\"}")
              (func $ask (param $at i32) (param $length i32)
                (call $take (i32.const 4096) (call $file (local.get $at) (local.get $length))))
              (func (export "assay_alloc") (param i32) (result i32) (i32.const 65536))
              (func (export "assay_assess") (param $at i32) (param $length i32) (result i64)
                (call $ask (i32.const 64) (i32.const 33))
                (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 0)))
                (drop (call $random (i32.const 8) (i32.const 1)))
                ;; and
                (i64.const 0x0000100000000008)))
            """;

    @Test
    void aPluginThatOnlyDoesWhatItSaysHasNoFinding() throws Exception {
        assertThat(found(plugin("(drop (memory.grow (i32.const 15)))"))).isEmpty();
    }

    @Test
    void whatAPluginDoesIsSeen() throws Exception {
        Report report = audit(plugin("""
                (drop (memory.grow (i32.const 16)))
                (call $ask (i32.const 128) (i32.const 33))
                (if (i64.gt_u (i64.load (i32.const 0)) (i64.const 1900000000000000000))
                  (then (call $ask (i32.const 64) (i32.const 33))))
                (i32.store8 (i32.const 4095) (i32.load8_u (i32.const 8)))
                (return (i64.const 0x00000fff00000100))
                """));
        assertThat(rules(report)).containsExactly("D03", "D04", "D06", "D10", "D11");
        assertThat(Audits.of(report, "D03"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .isEqualTo("112 pages of 64 KiB more after 7 times the same request"));
        assertThat(Audits.of(report, "D04"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .isEqualTo("file read /etc/group was asked for, and the manifest does not declare it"));
        assertThat(report.toString()).doesNotContain(Scenes.CANARY);
    }

    @Test
    void aRequestThatNobodyWouldSendMakesItTrap() throws Exception {
        Report report = audit(plugin("""
                (if (i32.lt_u (local.get $length) (i32.const 100)) (then unreachable))
                """));
        assertThat(rules(report)).containsExactly("D08");
        assertThat(Audits.of(report, "D08"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("ended with a trap"));
    }

    @Test
    void aPathThatClimbsIsAWayOut() throws Exception {
        assertThat(rules(audit(plugin("(call $ask (i32.const 192) (i32.const 32))"))))
                .containsExactly("D04", "D05");
    }

    @Test
    void aModuleThatIsNoPluginIsCalledByItsExports() throws Exception {
        byte[] module = wat("""
                (module
                  (memory 1)
                  (func $begin (drop (memory.grow (i32.const 1))))
                  (start $begin)
                  (func (export "burn") (loop $again (br $again)))
                  (func (export "write") (loop $again (i32.store (i32.const 0) (i32.const 1)) (br $again)))
                  (func (export "mix") (result i32) (local $h i32) (local $n i32)
                    (loop $again
                      (local.set $h (i32.xor (i32.rotl (local.get $h) (i32.const 5)) (local.get $n)))
                      (i32.store (i32.const 4) (local.get $h))
                      (br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 400000))))
                    (local.get $h)))
                """);
        Report report = Audits.auditor().rehearsing(REHEARSALS).audit(AuditRequest.ofModule("m.wasm", module));
        assertThat(rules(report)).containsExactly("D01", "D02", "D09");
        assertThat(Audits.of(report, "D02"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.function()).isEqualTo("burn"));
        assertThat(Audits.of(report, "D09"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.action()).isEqualTo(Action.REVIEW));
        assertThat(report.notApplicable())
                .extracting(Report.NotApplicable::rule)
                .contains("D03", "D04", "D06", "D08", "D10", "D11")
                .doesNotContain("D01", "D02", "D05", "D07", "D09");
    }

    @ParameterizedTest
    @CsvSource({
        "400000, 140000, 32000, true",
        "400000, 139999, 32000, false",
        "400000, 140000, 31999, false",
        "399999, 399999, 399999, false",
        "5000000000, 1750000000, 400000000, true",
    })
    void mixingIsMeasuredOnManyOperators(long calculations, long mixing, long xors, boolean found) throws Exception {
        Conduct.Step step =
                new Conduct.Step("assay_assess", End.RETURNED, "", 1, calculations, mixing, xors, 1, 1, 2, 7);
        assertThat(found(with(conduct -> steps(conduct, step))).contains("D09")).isEqualTo(found);
    }

    @Tag("nightly")
    @ParameterizedTest
    @ValueSource(strings = {"-O0", "-O1", "-O2", "-O3", "-Os"})
    void whatRunsTellsMinersFromHonestModulesAtEachLevel(String level) {
        for (String miner : new String[] {"mixer", "memory-hard"}) {
            byte[] compiled = Clang.kernel(folder, miner, level);
            assertThat(mines(compiled)).as(miner).isTrue();
            if (!level.equals("-O0")) { // whose flattened code has used its fuel up before it has calculated enough
                assertThat(mines(Clang.optimised(folder, compiled, "--flatten")))
                        .as(miner)
                        .isTrue();
            }
            assertThat(mines(Clang.optimised(folder, compiled, "-O3")))
                    .as(miner)
                    .isTrue();
        }
        for (String honest : new String[] {"tls", "password", "compressor", "codec"}) {
            assertThat(mines(Clang.kernel(folder, honest, level))).as(honest).isFalse();
        }
    }

    private static boolean mines(byte[] module) {
        Report report = new Auditor(Policy.standard(), Audits.AGREES, Audits.CLOCK)
                .rehearsing(REHEARSALS)
                .audit(AuditRequest.ofModule("m.wasm", module));
        return !Audits.of(report, "D09").isEmpty() || report.verdict() == dev.assay.model.Verdict.REJECTED;
    }

    @ParameterizedTest
    @CsvSource({"FUEL, 0, 0, true", "FUEL, 1, 0, false", "FUEL, 0, 1, false", "RETURNED, 0, 0, false"})
    void fuelThatIsUsedUpForNothing(End end, int asked, long stores, boolean found) throws Exception {
        Conduct.Step step = new Conduct.Step("assay_assess", end, "", 9, 9, 0, 0, stores, asked, 2, 7);
        assertThat(found(with(conduct -> steps(conduct, step))).contains("D02")).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"TRAPPED, 2, true", "RETURNED, 2, false", "RETURNED, 3, true"})
    void whatHappensAtInstantiation(End end, int pages, boolean found) throws Exception {
        Conduct.Step start = new Conduct.Step("start", end, "out of bounds", 9, 9, 0, 0, 0, 0, pages, 7);
        assertThat(found(with(conduct ->
                                new Conduct(List.of(start), conduct.asked(), conduct.said(), 1, conduct.failures())))
                        .contains("D01"))
                .isEqualTo(found);
    }

    @Test
    void pointersOutOfTheMemory() throws Exception {
        assertThat(found(with(conduct -> asked(conduct, "fd_write", "", true)))).contains("D05");
        assertThat(found(with(conduct -> asked(conduct, "fd_write", "", false))))
                .isEmpty();
    }

    @Test
    void filesByWasi() throws Exception {
        assertThat(found(with(conduct -> asked(conduct, "path_open", "etc/passwd", false))))
                .containsExactly("D04");
        assertThat(found(with(conduct -> asked(conduct, "path_open", "../etc/passwd", false))))
                .containsExactly("D04", "D05");
        assertThat(found(with(conduct -> asked(conduct, "sock_send", "", false))))
                .containsExactly("D04");
    }

    @Test
    void secretsInWhateverForm() throws Exception {
        String canary = Scenes.CANARY;
        byte[] bytes = canary.getBytes(StandardCharsets.US_ASCII);
        for (String said : List.of(
                "x" + canary + "x",
                new StringBuilder(canary).reverse().toString(),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getEncoder().encodeToString(("a" + canary).getBytes(StandardCharsets.US_ASCII)),
                Base64.getEncoder().encodeToString(("ab" + canary + "c").getBytes(StandardCharsets.US_ASCII)),
                java.util.HexFormat.of().formatHex(bytes))) {
            assertThat(found(with(conduct -> said(conduct, said)))).as(said).containsExactly("D10");
        }
        assertThat(found(with(conduct -> said(conduct, canary.substring(1))))).isEmpty();
    }

    /** There is no module known that the engine's two ways of running disagree about: a worker's word has to do. */
    @Test
    void compiledAndInterpretedRunsDiffer() throws Exception {
        Conduct.Step other = new Conduct.Step("assay_assess", End.RETURNED, "", 5, 0, 0, 0, 0, 0, 2, 8);
        assertThat(found(new Told(calm(), steps(calm(), other)))).containsExactly("D07");
        assertThat(found(new Told(calm(), said(calm(), "no")))).containsExactly("D07");
        assertThat(found(new Told(calm(), said(calm(), "yes, and again")))).isEmpty();
    }

    @Test
    void minersAreRejectedWhereTheStaticRulesSuspectThemToo() {
        Findings findings = new Findings();
        assertThat(findings.has(dev.assay.audit.rule.MalwareRules.X02)).isFalse();
        findings.add(dev.assay.audit.rule.MalwareRules.X02, Action.REVIEW, 0, "mixes");
        assertThat(findings.has(dev.assay.audit.rule.MalwareRules.X01, dev.assay.audit.rule.MalwareRules.X02))
                .isTrue();
    }

    /** Fail closed: what was not seen is not approved. */
    @Test
    void whatCannotBeSeenIsIncomplete() throws Exception {
        Report report = Audits.auditor()
                .rehearsing(new Told(new Rehearsing.Outcome.Unseen("no worker can be shut in"), calm()))
                .audit(request(plugin("")));
        assertThat(report.complete()).isFalse();
        assertThat(report.gaps()).containsExactly("D01 to D11 were not checked: no worker can be shut in");
        Report refused = Audits.auditor()
                .rehearsing(new Told(
                        steps(
                                new Conduct(List.of(), List.of(), new byte[0], 0, List.of()),
                                new Conduct.Step("start", End.REFUSED, "two memories", 0, 0, 0, 0, 0, 0, 0, 0)),
                        calm()))
                .audit(request(plugin("")));
        assertThat(refused.gaps()).containsExactly("D01 to D11 were not checked: it could not be begun: two memories");
    }

    @Test
    void whatIsNeverCompiledIsNotComparedWithIt() throws Exception {
        Report report = Audits.auditor()
                .rehearsing(new Told(
                        new Rehearsing.Outcome.Seen(List.of(calm(), calm(), calm())),
                        new Rehearsing.Outcome.Uncompiled("it has SIMD")))
                .audit(request(plugin("")));
        assertThat(report.complete()).isTrue();
        assertThat(report.notApplicable())
                .contains(
                        new Report.NotApplicable("D07", "it is always interpreted: it has SIMD"),
                        new Report.NotApplicable("D03", "it is always interpreted: it has SIMD"));
    }

    @Test
    void withoutRehearsalsTheRulesDoNotApply() throws Exception {
        Report report = Audits.auditor().audit(request(plugin("")));
        assertThat(report.complete()).isTrue();
        assertThat(report.notApplicable())
                .contains(new Report.NotApplicable("D09", "the module was not to be led through a rehearsal"));
    }

    /** What a worker says of a plugin that does nothing out of the way. */
    private static Conduct calm() {
        return new Conduct(
                List.of(
                        new Conduct.Step("start", End.RETURNED, "", 0, 0, 0, 0, 0, 0, 2, 7),
                        new Conduct.Step("assay_assess", End.RETURNED, "", 5, 0, 0, 0, 0, 0, 2, 7)),
                List.of(),
                "yes".getBytes(StandardCharsets.UTF_8),
                1,
                List.of());
    }

    private static Conduct steps(Conduct conduct, Conduct.Step last) {
        List<Conduct.Step> steps = new ArrayList<>(conduct.steps());
        if (!steps.isEmpty()) {
            steps.removeLast();
        }
        steps.add(last);
        return new Conduct(steps, conduct.asked(), conduct.said(), conduct.covered(), conduct.failures());
    }

    private static Conduct asked(Conduct conduct, String name, String request, boolean outside) {
        Conduct.Asked asked =
                new Conduct.Asked("wasi_snapshot_preview1", name, request.getBytes(StandardCharsets.UTF_8), outside);
        return new Conduct(conduct.steps(), List.of(asked), conduct.said(), 1, conduct.failures());
    }

    private static Conduct said(Conduct conduct, String said) {
        return new Conduct(
                conduct.steps(), conduct.asked(), said.getBytes(StandardCharsets.UTF_8), 1, conduct.failures());
    }

    private static Told with(UnaryOperator<Conduct> change) {
        return new Told(change.apply(calm()), change.apply(calm()));
    }

    /** A worker's word. */
    private record Told(Rehearsing.Outcome watched, Rehearsing.Outcome compiled) implements Rehearsals {
        Told(Conduct watched, Conduct compiled) {
            this(
                    new Rehearsing.Outcome.Seen(List.of(watched, watched, watched)),
                    new Rehearsing.Outcome.Seen(List.of(compiled)));
        }

        Told(Rehearsing.Outcome watched, Conduct compiled) {
            this(watched, new Rehearsing.Outcome.Seen(List.of(compiled)));
        }

        @Override
        public Rehearsing.Outcome lead(byte[] module, List<Script> scripts) {
            return watched;
        }

        @Override
        public Rehearsing.Outcome leadCompiled(byte[] module, List<Script> scripts) {
            return compiled;
        }
    }

    private Set<String> found(Told told) throws IOException, InterruptedException {
        return rules(Audits.auditor().rehearsing(told).audit(request(plugin(""))));
    }

    private static Set<String> found(byte[] module) {
        return rules(audit(module));
    }

    private static Report audit(byte[] module) {
        Report report = Audits.auditor().rehearsing(REHEARSALS).audit(request(module));
        assertThat(report.gaps()).isEmpty();
        return report;
    }

    private static AuditRequest request(byte[] module) {
        return AuditRequest.ofPlugin("m.wasm", module, Audits.manifest("{file: [{path: /etc/hosts}]}"));
    }

    private static Set<String> rules(Report report) {
        return report.findings().stream()
                .map(finding -> finding.rule().id())
                .filter(id -> id.startsWith("D"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private byte[] plugin(String body) throws IOException, InterruptedException {
        return wat(PLUGIN.replace(";; and", body));
    }

    private byte[] wat(String text) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("guest.wat"), text);
        Path module = folder.resolve("guest.wasm");
        Process process = new ProcessBuilder("wat2wasm", source.toString(), "-o", module.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return Files.readAllBytes(module);
    }
}
