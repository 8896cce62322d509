package dev.assay.github;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void outputsAreAddedToTheRunnersFile() {
        Job job = job(Map.of("GITHUB_OUTPUT", folder.resolve("out").toString()));
        job.output("any", "true");
        job.output("rows", "{\"include\":[]}");
        assertThat(folder.resolve("out")).hasContent("any=true\nrows={\"include\":[]}\n");
        assertThat(printed.size()).isZero();
    }

    @Test
    void aValueThatCouldSetAnotherOutputIsRefused() {
        Job job = job(Map.of("GITHUB_OUTPUT", folder.resolve("out").toString()));
        assertThatThrownBy(() -> job.output("title", "x\nany=true")).hasMessageContaining("an output is one line");
        assertThatThrownBy(() -> job.output("title", "x\rany=true")).hasMessageContaining("an output is one line");
        assertThatThrownBy(() -> job.output("x=1\ny", "x")).isInstanceOf(GitHubException.class);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void withoutARunnerOutputsArePrinted() {
        job(Map.of()).output("any", "false");
        job(Map.of("GITHUB_STEP_SUMMARY", "")).summary("# Good");
        assertThat(printed.toString(UTF_8)).isEqualTo("any=false\n# Good\n");
    }

    @Test
    void aSummaryThatARunnerWouldLoseIsCutAtALineAndSaidToBe() {
        Path summary = folder.resolve("summary");
        job(Map.of("GITHUB_STEP_SUMMARY", summary.toString()))
                .summary("ä".repeat(99).concat("\n").repeat(6000));
        assertThat(summary)
                .content()
                .hasSizeLessThan(1 << 20)
                .endsWith("too long for a summary. The report has it.*\n");
        assertThat(summary.toFile().length()).isBetween(1_000_000L, 1L << 20);
        assertThat(summary).content().startsWith("ä".repeat(99) + "\n").doesNotContain("�");
    }

    @Test
    void aVariableThatIsMissingOrWrongIsNamed() {
        assertThatThrownBy(() -> job(Map.of()).repository()).hasMessageContaining("GITHUB_REPOSITORY is not set");
        assertThatThrownBy(() -> job(Map.of("GITHUB_REPOSITORY", "a/../b")).repository())
                .hasMessageContaining("GITHUB_REPOSITORY")
                .hasMessageContaining("owner/name");
        assertThat(job(Map.of("GITHUB_REPOSITORY", "acme/.github")).repository())
                .hasToString("acme/.github");
    }

    @Test
    void whatSomebodyElseWroteMakesNoMarkdown() {
        assertThat(Markdown.text("[x](http://y) @kim <img src=z> a|b\n# c", 100))
                .doesNotContain("[", "]", "@", "<", ">", "|", "\n", "#c", ":")
                .startsWith("&#91;x&#93;(http&#58;");
        assertThat(Markdown.code("a`b|c\nd", 100)).isEqualTo("`a'b/c\\u000ad`");
        assertThat(Markdown.text("plain words, 1 (one)", 100)).isEqualTo("plain words, 1 (one)");
    }

    private Job job(Map<String, String> environment) {
        return new Job(environment, new PrintStream(printed, true, UTF_8));
    }
}
