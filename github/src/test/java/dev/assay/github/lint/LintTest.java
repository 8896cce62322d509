package dev.assay.github.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.FaultyDocumentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule fires on a workflow that differs by one thing from one that is well. */
class LintTest {
    private static final String SHA = "3d3c42e5aac5ba805825da76410c181273ba90b1";
    private static final String ON_PUSH = "on: {push: {branches: [main]}}\npermissions: {}\njobs:\n";
    private static final String ON_PULL_REQUEST = "on: {pull_request: {}, merge_group: {}}\npermissions: {}\njobs:\n";
    private static final String ON_RUN = "on: {workflow_run: {workflows: [build]}}\npermissions: {}\njobs:\n";
    private static final String JOB = "  one:\n    runs-on: x\n    timeout-minutes: 5\n";
    private static final String READS = "    permissions: {contents: read}\n";
    private static final String STEPS = "    steps:\n";
    private static final String ECHO = "      - run: echo\n";
    private static final String BUILD = "      - run: assay build plugins/x\n";
    private static final String DONE = """
              done:
                if: always()
                needs: [one]
                runs-on: x
                timeout-minutes: 5
                permissions: {}
                steps:
                  - run: echo
            """;
    private static final String GOOD = ON_PUSH + JOB + READS + STEPS + ECHO;
    private static final String CACHE = "      - uses: actions/cache/%s@" + SHA + " # v5.0.5\n";
    private static final String SAVE_ON_PUSH =
            "      - if: github.event_name == 'push'\n        uses: actions/cache/save@" + SHA + " # v5.0.5\n";
    private static final String ACTION = "runs:\n  using: composite\n  steps:\n";

    @TempDir
    private Path repository;

    /** A workflow on which exactly this rule fires, and others close to it on which no rule does. */
    record Case(Rule rule, String fires, List<String> nearMisses) {
        static Case of(Rule rule, String fires, String... nearMisses) {
            return new Case(rule, fires, List.of(nearMisses));
        }
    }

    static Stream<Case> cases() {
        String checkout =
                "      - uses: actions/checkout@" + SHA + " # v7.0.1\n        with: {persist-credentials: %s}\n";
        String safe = checkout.formatted("false");
        return Stream.of(
                Case.of(
                        Rule.TOP_LEVEL_PERMISSIONS,
                        GOOD.replace("permissions: {}\njobs", "permissions: {contents: read}\njobs"),
                        GOOD),
                Case.of(Rule.TOP_LEVEL_PERMISSIONS, GOOD.replace("permissions: {}\njobs", "jobs"), GOOD),
                Case.of(Rule.JOB_PERMISSIONS, GOOD.replace(READS, ""), GOOD.replace(READS, "    permissions: {}\n")),
                Case.of(Rule.JOB_PERMISSIONS, GOOD.replace(READS, "    permissions: write-all\n"), GOOD),
                Case.of(
                        Rule.WIDE_PERMISSIONS,
                        GOOD.replace("contents: read", "contents: write"),
                        GOOD.replace("contents: read", "issues: write"),
                        GOOD.replace(READS, "    permissions: {contents: write}\n    environment: registry\n")),
                Case.of(
                        Rule.WRITE_BESIDE_FOREIGN_CODE,
                        ON_PULL_REQUEST + JOB + "    permissions: {issues: write}\n" + STEPS + ECHO + DONE,
                        ON_PULL_REQUEST + JOB + "    permissions: {issues: read}\n" + STEPS + ECHO + DONE,
                        ON_PUSH + JOB + "    permissions: {issues: write}\n" + STEPS + ECHO),
                Case.of(
                        Rule.WRITE_BESIDE_FOREIGN_CODE,
                        ON_PUSH + JOB + "    permissions: {checks: write}\n" + STEPS + BUILD,
                        ON_PUSH + JOB + READS + STEPS + BUILD),
                Case.of(
                        Rule.FOREIGN_CHECKOUT,
                        ON_RUN
                                + JOB
                                + READS
                                + STEPS
                                + safe.replace(
                                        "{persist", "{ref: '${{ github.event.workflow_run.head_sha }}', persist"),
                        ON_RUN + JOB + READS + STEPS + safe,
                        ON_RUN + JOB + READS + STEPS + safe.replace("{persist", "{ref: registry, persist")),
                Case.of(
                        Rule.UNPINNED,
                        GOOD + "      - uses: owner/action@v1 # v1\n",
                        GOOD + "      - uses: owner/action@" + SHA + " # v1\n",
                        GOOD + "      - uses: ./.github/actions/x\n"),
                Case.of(
                        Rule.UNPINNED,
                        GOOD + "      - uses: owner/action@" + SHA + "\n",
                        GOOD + "      - uses: docker://image@sha256:" + "0".repeat(64) + "\n"),
                Case.of(Rule.UNPINNED, GOOD + "      - uses: docker://image:1\n", GOOD),
                Case.of(
                        Rule.UNPINNED,
                        GOOD.replace(STEPS, "    container: image:1\n" + STEPS),
                        GOOD.replace(STEPS, "    container: {image: 'image@sha256:" + "0".repeat(64) + "'}\n" + STEPS)),
                Case.of(
                        Rule.UNPINNED,
                        ON_PUSH + "  one:\n" + READS + "    uses: owner/name/.github/workflows/w.yml@main\n",
                        ON_PUSH + "  one:\n" + READS + "    uses: owner/name/.github/workflows/w.yml@" + SHA
                                + " # v1\n"),
                Case.of(
                        Rule.EXPRESSION_IN_SCRIPT,
                        GOOD + "      - run: echo '${{ github.event.pull_request.title }}'\n",
                        GOOD
                                + "      - run: echo \"$TITLE\"\n        env: {TITLE: '${{ github.event.pull_request.title }}'}\n"),
                Case.of(
                        Rule.EXPRESSION_IN_SCRIPT,
                        GOOD + "      - uses: actions/github-script@" + SHA
                                + " # v8\n        with: {script: '${{ matrix.x }}'}\n",
                        GOOD + "      - uses: actions/github-script@" + SHA + " # v8\n        with: {script: 'x'}\n"),
                Case.of(Rule.STORED_CREDENTIALS, GOOD + checkout.formatted("true"), GOOD + safe),
                Case.of(Rule.STORED_CREDENTIALS, GOOD + "      - uses: actions/checkout@" + SHA + " # v7.0.1\n", GOOD),
                Case.of(Rule.NO_TIMEOUT, GOOD.replace("    timeout-minutes: 5\n", ""), GOOD),
                Case.of(
                        Rule.CACHE_WRITTEN_BY_PULL_REQUEST,
                        ON_PULL_REQUEST + JOB + READS + STEPS + CACHE.formatted("save") + DONE,
                        ON_PULL_REQUEST + JOB + READS + STEPS + CACHE.formatted("restore") + DONE,
                        ON_PULL_REQUEST + JOB + READS + STEPS + SAVE_ON_PUSH + DONE,
                        ON_PUSH + JOB + READS + STEPS + CACHE.formatted("save")),
                Case.of(
                        Rule.CACHE_WRITTEN_BY_PULL_REQUEST,
                        ON_PULL_REQUEST + JOB + READS + STEPS + SAVE_ON_PUSH.replace("cache/save", "cache") + DONE,
                        ON_PULL_REQUEST + JOB + READS + STEPS + SAVE_ON_PUSH + DONE),
                Case.of(
                        Rule.CACHE_WRITTEN_BY_PULL_REQUEST,
                        ON_PULL_REQUEST + JOB + READS + STEPS + SAVE_ON_PUSH.replace("'push'", "'push' || true") + DONE,
                        ON_PULL_REQUEST + JOB + READS + STEPS + SAVE_ON_PUSH + DONE),
                Case.of(
                        Rule.CACHE_IN_PUBLISH,
                        ON_PUSH + JOB + READS + "    environment: registry\n" + STEPS + CACHE.formatted("restore"),
                        ON_PUSH + JOB + READS + "    environment: registry\n" + STEPS + ECHO,
                        ON_PUSH + JOB + READS + STEPS + CACHE.formatted("restore")),
                Case.of(
                        Rule.SECRET_BESIDE_PLUGIN_CODE,
                        ON_PUSH + JOB + READS + "    environment: registry\n" + STEPS + BUILD,
                        ON_PUSH + JOB + READS + "    environment: registry\n" + STEPS + ECHO,
                        ON_PUSH + JOB + READS + STEPS + BUILD),
                Case.of(
                        Rule.SECRET_BESIDE_PLUGIN_CODE,
                        ON_RUN + JOB + READS + STEPS
                                + "      - run: assay github judge x\n        env: {T: '${{ github.token }}'}\n",
                        ON_RUN + JOB + READS + STEPS
                                + "      - run: assay github fetch\n        env: {T: '${{ github.token }}'}\n"
                                + "      - run: assay github judge x\n"),
                Case.of(
                        Rule.SECRET_BESIDE_PLUGIN_CODE,
                        ON_PUSH + JOB + READS + "    env: {T: '${{ github.token }}'}\n" + STEPS + BUILD,
                        ON_PUSH + JOB + READS + "    env: {T: '${{ github.ref }}'}\n" + STEPS + BUILD),
                Case.of(
                        Rule.SECRET_WITHOUT_ENVIRONMENT,
                        GOOD + "      - run: echo\n        env: {K: '${{ secrets.KEY }}'}\n",
                        GOOD.replace(READS, READS + "    environment: registry\n")
                                + "      - run: echo\n        env: {K: '${{ secrets.KEY }}'}\n",
                        GOOD + "      - run: echo\n        env: {K: '${{ vars.SECRETS }}'}\n"),
                Case.of(
                        Rule.NO_GATE_JOB,
                        ON_PULL_REQUEST + JOB + READS + STEPS + ECHO + DONE.replace("    if: always()\n", ""),
                        ON_PULL_REQUEST + JOB + READS + STEPS + ECHO + DONE,
                        GOOD),
                Case.of(
                        Rule.NO_GATE_JOB,
                        ON_PULL_REQUEST + JOB + READS + STEPS + ECHO + DONE.replace("[one]", "[]"),
                        GOOD),
                Case.of(
                        Rule.NO_GATE_JOB,
                        (ON_PULL_REQUEST + JOB + READS + STEPS + ECHO + DONE).replace(", merge_group: {}", ""),
                        ON_PULL_REQUEST + JOB + READS + STEPS + ECHO + DONE));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRuleFiresOnItsFixtureAloneAndNotOnItsNearMisses(Case one) throws IOException {
        assertThat(rules(one.fires())).as(one.fires()).containsExactly(one.rule());
        for (String nearMiss : one.nearMisses()) {
            assertThat(rules(nearMiss)).as(nearMiss).isEmpty();
        }
    }

    @Test
    void everyRuleHasAFixture() {
        Set<Rule> covered = cases().map(Case::rule).collect(Collectors.toCollection(TreeSet::new));
        assertThat(covered).containsExactlyElementsOf(Arrays.asList(Rule.values()));
    }

    @Test
    void aCacheBehindAnActionOfTheRepositoryCountsUnlessItIsTurnedOff() throws IOException {
        String publish =
                GOOD.replace(READS, READS + "    environment: registry\n") + "      - uses: ./.github/actions/x\n";
        String guarded =
                "inputs: {cache: {default: none}}\n" + ACTION + "    - if: inputs.cache == 'restore-only'\n      uses:"
                        + " actions/cache/restore@" + SHA + " # v5.0.5\n";
        action(guarded);
        assertThat(rules(publish)).isEmpty();
        assertThat(rules(publish + "        with: {cache: none}\n")).isEmpty();
        assertThat(rules(publish + "        with: {cache: restore-only}\n")).containsExactly(Rule.CACHE_IN_PUBLISH);
        action(guarded.replace("default: none", "default: restore-only"));
        assertThat(rules(publish)).containsExactly(Rule.CACHE_IN_PUBLISH);
        action(ACTION + CACHE.formatted("restore"));
        assertThat(rules(publish + "        with: {cache: none}\n")).containsExactly(Rule.CACHE_IN_PUBLISH);
    }

    @Test
    void theStepsOfAnActionAreHeldToTheRulesOfSteps() throws IOException {
        action(ACTION + "    - run: echo ${{ inputs.x }}\n    - uses: owner/action@main\n"
                + "    - uses: actions/cache/save@" + SHA + " # v5\n      if: github.event_name == 'pull_request'\n");
        assertThat(rules(GOOD))
                .containsExactlyInAnyOrder(
                        Rule.EXPRESSION_IN_SCRIPT, Rule.UNPINNED, Rule.CACHE_WRITTEN_BY_PULL_REQUEST);
    }

    @Test
    void aViolationNamesFileAndLine() throws IOException {
        write(".github/workflows/w.yml", GOOD + "      - uses: owner/action@main\n");
        assertThat(Lint.check(repository))
                .containsExactly(new Violation(Rule.UNPINNED, ".github/workflows/w.yml", 10, "owner/action@main"));
    }

    @Test
    void whatIsNoWorkflowIsToldWithItsPlace() throws IOException {
        write(
                ".github/workflows/w.yml",
                GOOD.replace("steps:\n", "steps: text\n").replace(ECHO, ""));
        assertThatThrownBy(() -> Lint.check(repository))
                .isInstanceOf(FaultyDocumentException.class)
                .hasMessageContaining("w.yml:8");
    }

    @Test
    void aFolderWithoutWorkflowsIsNotApproved() {
        assertThatThrownBy(() -> Lint.check(repository))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(".github/workflows");
    }

    private List<Rule> rules(String workflow) throws IOException {
        write(".github/workflows/w.yml", workflow);
        return Lint.check(repository).stream().map(Violation::rule).distinct().toList();
    }

    private void action(String yaml) throws IOException {
        write(".github/actions/x/action.yml", yaml);
    }

    private void write(String file, String text) throws IOException {
        Path path = repository.resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, text);
    }
}
