package dev.assay.wasm;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.wasm.feature.FeatureSet;
import dev.assay.wasm.suite.ReasonTable;
import dev.assay.wasm.suite.SuiteGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The official test suite: every module in it is accepted, every invalid or malformed one refused, and for the reason the suite gives. Skipped where
 * the suite is not at hand.
 */
class SuiteTest {
    private static final Path SUITE = Path.of("../../shared/testsuite.zip");
    private static final Pattern COMMAND =
            Pattern.compile("\\{\"type\":\"(\\w+)\",\"line\":(\\d+)(?:,\"name\":\"[^\"]*\")?,\"filename\":\"([^\"]*)\","
                    + "\"module_type\":\"binary\"(?:,\"text\":\"([^\"]*)\")?");

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Case(SuiteGroup group, String type, String line, byte[] module, String reason) {
        boolean isRefusal() {
            return type.equals("assert_invalid") || type.equals("assert_malformed");
        }
    }

    @TestFactory
    Stream<DynamicTest> each_group_is_judged_as_the_suite_says() throws IOException {
        assumeTrue(Files.exists(SUITE), "the official test suite is not at " + SUITE);
        ReasonTable reasons = new ReasonTable(cases().stream()
                .filter(Case::isRefusal)
                .map(Case::reason)
                .distinct()
                .toList());
        Map<String, List<Case>> groups =
                cases().stream().collect(groupingBy(c -> c.group().name(), TreeMap::new, toList()));
        return groups.entrySet().stream()
                .map(group -> DynamicTest.dynamicTest(
                        group.getKey() + " (" + group.getValue().size() + ")",
                        () -> group.getValue().forEach(test -> judge(test, reasons))));
    }

    @Test
    void no_case_of_the_suite_is_passed_over() throws IOException {
        assumeTrue(Files.exists(SUITE), "the official test suite is not at " + SUITE);

        assertThat(cases()).filteredOn(Case::isRefusal).hasSize(3_648);
        assertThat(cases()).filteredOn(c -> !c.isRefusal()).hasSize(2_713);
    }

    private static void judge(Case test, ReasonTable reasons) {
        FeatureSet features = test.group().features();
        if (!test.isRefusal()) {
            try {
                Validator.validate(test.module(), features);
                assertThat(features.covers(WasmModule.read(test.module()).needs()))
                        .isTrue();
            } catch (WasmException e) {
                throw new AssertionError("line " + test.line() + " is valid, but: " + e.getMessage(), e);
            }
            return;
        }
        assertThatExceptionOfType(WasmException.class)
                .as("line %s: %s", test.line(), test.reason())
                .isThrownBy(() -> Validator.validate(test.module(), features))
                .satisfies(e -> assertThat(reasons.match(test.reason(), e.reason()))
                        .as("%s: %s", test.reason(), e.reason())
                        .isEqualTo(ReasonTable.Match.SAME));
    }

    @Test
    void a_reason_is_the_suites_or_another_or_unknown() {
        ReasonTable table = new ReasonTable(List.of("type mismatch", "unknown local"));

        assertThat(table.match("unknown local", "unknown local 7: there are 2")).isEqualTo(ReasonTable.Match.SAME);
        assertThat(table.match("unknown memory 0", "unknown data segment 1")).isEqualTo(ReasonTable.Match.SAME);
        assertThat(table.match("type mismatch", "unknown local 7")).isEqualTo(ReasonTable.Match.OTHER);
        assertThat(table.match("type mismatch", "too bad")).isEqualTo(ReasonTable.Match.UNMAPPED);
    }

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (ZipFile zip = new ZipFile(SUITE.toFile())) {
            zip.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith("/script.json"))
                    .filter(name -> !group(name).isLeftOut())
                    .forEach(script -> cases.addAll(cases(zip, script)));
        }
        return cases;
    }

    private static List<Case> cases(ZipFile zip, String script) {
        SuiteGroup group = group(script);
        String commands = new String(bytes(zip, script), StandardCharsets.UTF_8);
        List<Case> cases = new ArrayList<>();
        Matcher matcher = COMMAND.matcher(commands);
        while (matcher.find()) {
            String reason = matcher.group(4) == null ? "" : matcher.group(4);
            cases.add(new Case(
                    group,
                    matcher.group(1),
                    matcher.group(2),
                    bytes(zip, group.name() + "/" + matcher.group(3)),
                    reason));
        }
        assertThat(cases).as(script).hasSize(commands.split("\"module_type\":\"binary\"", -1).length - 1);
        return cases;
    }

    private static SuiteGroup group(String script) {
        return new SuiteGroup(script.substring(0, script.lastIndexOf('/')));
    }

    private static byte[] bytes(ZipFile zip, String name) {
        try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
