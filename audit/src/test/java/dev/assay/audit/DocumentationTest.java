package dev.assay.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/audit.md shows can be used as it stands. */
class DocumentationTest {
    @Test
    void thePageOfRulesIsWrittenFromTheCode() throws IOException {
        assertThat(Files.readString(Path.of("../docs/rules.md"))).isEqualTo(RuleBook.markdown());
    }

    @Test
    void theExamplesAreAPolicyWaiversAndCases() throws IOException {
        String page = Files.readString(Path.of("../docs/audit.md"));
        List<byte[]> examples = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map((MatchResult match) -> match.group(1).getBytes(StandardCharsets.UTF_8))
                .toList();
        assertThat(examples).hasSize(3);
        assertThat(Policy.read(examples.get(0), "docs/audit.md").name()).isEqualTo("acme");
        PolicyCases cases = PolicyCases.read(examples.get(2), "docs/audit.md");
        Policy strict = Policy.preset(cases.policy().orElseThrow()).orElseThrow();
        assertThat(cases.tryOut(
                        strict,
                        Path.of(""),
                        file -> {
                            throw new AssertionError("no case names a file: " + file);
                        },
                        Audits.CLOCK))
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.problem()).isEmpty());
        assertThat(Waivers.read(examples.get(1), "docs/audit.md").all()).hasSize(1);
    }
}
