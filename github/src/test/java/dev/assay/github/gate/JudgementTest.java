package dev.assay.github.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.github.CommitId;
import dev.assay.github.GitHubException;
import dev.assay.model.Verdict;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static final Judgement GOOD = Scene.judgement(Verdict.FLAGGED, true, Scene.finding("a path"));

    @Test
    void isReadAsItWasWritten() {
        assertThat(Judgement.read(GOOD.bytes())).isEqualTo(GOOD);
    }

    @Test
    void theWorstReleaseDecides() {
        Judged approved = Scene.judged(Verdict.APPROVED, true);
        for (var worse : List.of(
                List.of(Scene.judged(Verdict.FLAGGED, true), State.WAITING),
                List.of(Scene.judged(Verdict.FLAGGED, false), State.INCOMPLETE),
                List.of(Scene.judged(Verdict.REJECTED, true), State.REJECTED))) {
            assertThat(new Judgement(1, CommitId.parse(Scene.HEAD), List.of(approved, (Judged) worse.getFirst()))
                            .state())
                    .isEqualTo(worse.getLast());
        }
        assertThat(new Judgement(1, CommitId.parse(Scene.HEAD), List.of(approved)).state())
                .isEqualTo(State.APPROVED);
    }

    @Test
    void itStaysWithinItsBoundByLeavingFindingsOut() {
        JudgedFinding[] many =
                Collections.nCopies(50, Scene.finding("x".repeat(400))).toArray(new JudgedFinding[0]);
        List<Judged> releases = Collections.nCopies(100, Scene.judged(Verdict.FLAGGED, true, many));
        byte[] bytes = new Judgement(1, CommitId.parse(Scene.HEAD), releases).bytes();
        assertThat(bytes.length).isLessThanOrEqualTo(Judgement.MOST_BYTES);
        assertThat(Judgement.read(bytes).releases())
                .hasSize(100)
                .allSatisfy(one -> assertThat(one.found()).isEqualTo(50));
    }

    @Test
    void whatIsNoJudgementIsRefused() {
        String good = new String(GOOD.bytes(), UTF_8);
        for (String bad : List.of(
                "",
                "{}",
                good.replace("judgement/1", "judgement/2"),
                good.replace("\"ssh\"", "\"../ssh\""),
                good.replace("\"flagged\"", "\"fine\""),
                good.replace("\"run\"", "\"runs\""),
                good.replace("\"verdict\"", "\"extra\" : 1, \"verdict\""),
                good + " ".repeat(Judgement.MOST_BYTES))) {
            assertThatThrownBy(() -> Judgement.read(bad.getBytes(UTF_8)))
                    .as(bad.length() > 300 ? "" : bad)
                    .isInstanceOf(GitHubException.class)
                    .hasMessageContaining("judgement");
        }
    }
}
