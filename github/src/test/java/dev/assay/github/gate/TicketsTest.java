package dev.assay.github.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.github.GitHub;
import dev.assay.github.GitHubException;
import dev.assay.github.Job;
import dev.assay.github.fake.FakeGitHub;
import dev.assay.github.fake.FakeRepository;
import dev.assay.github.fake.Mishap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TicketsTest {
    private static final String LABEL = "assay: re-audit";
    private static final String SUBJECT = "acme/x 1.0.0";
    private static final String MARK = "<!-- assay: " + SUBJECT + " -->\n";

    private final FakeGitHub fake = FakeGitHub.of("acme/plugins");
    private final FakeRepository repository = fake.repository();

    @AfterEach
    void nothingWasAskedThatGitHubDoesNotDescribe() {
        fake.close();
    }

    @Test
    void oneIsOpenedHoweverOftenItIsAskedFor() {
        refresh("why");
        refresh("why");
        tickets().open(SUBJECT, "fails", "why");
        assertThat(issues("open")).singleElement().satisfies(issue -> {
            assertThat(issue.path("title").asString()).isEqualTo("fails");
            assertThat(issue.path("body").asString()).isEqualTo(MARK + "why");
        });
        assertThat(fake.requests())
                .filteredOn(request -> request.startsWith("PATCH"))
                .isEmpty();
    }

    @Test
    void itSaysWhatIsWrongNow() {
        refresh("why");
        refresh("another reason");
        assertThat(issues("open"))
                .singleElement()
                .satisfies(issue -> assertThat(issue.path("body").asString()).isEqualTo(MARK + "another reason"));
    }

    @Test
    void itIsClosedWhenAllIsWellAndANewOneIsOpenedWhenItIsNot() {
        refresh("why");
        Tickets well = tickets();
        well.closeAllBut(Set.of());
        well.closeAllBut(Set.of());
        assertThat(issues("open")).isEmpty();
        JsonNode closed = issues("closed").getFirst();
        assertThat(repository.comments(closed.path("number").asLong()))
                .singleElement()
                .satisfies(
                        comment -> assertThat(comment.path("body").asString()).contains("well again"));

        refresh("why");
        assertThat(issues("open")).hasSize(1);
        assertThat(issues("closed")).hasSize(1);
    }

    @Test
    void onlyThoseThatAreWellAreClosed() {
        Tickets tickets = tickets();
        tickets.open("acme/x 1.0.0", "x", "why");
        tickets.open("acme/y 1.0.0", "y", "why");
        tickets().closeAllBut(Set.of("acme/y 1.0.0"));
        assertThat(issues("open"))
                .extracting(issue -> issue.path("title").asString())
                .containsExactly("y");
    }

    @Test
    void theMarkOfSomebodyElseIsNotBelieved() {
        long foreign = repository.issue(Scene.MALLORY, "nothing to see", MARK + "all is well", LABEL);
        refresh("why");
        tickets().closeAllBut(Set.of());
        assertThat(issues("open"))
                .extracting(issue -> issue.path("number").asLong())
                .containsExactly(foreign);
        assertThat(issues("open").getFirst().path("title").asString()).isEqualTo("nothing to see");
    }

    @Test
    void anIssueOfOursWithoutAMarkIsLeftAlone() {
        repository.issue(bot(), "by hand of a workflow", "<!-- assay: ", LABEL);
        repository.issue(bot(), "by hand of a workflow", "", LABEL);
        tickets().closeAllBut(Set.of());
        assertThat(issues("open")).hasSize(2);
    }

    @Test
    void twoThatWereOpenedAtOnceBecomeOne() {
        long first = repository.issue(bot(), "fails", MARK + "why", LABEL);
        long second = repository.issue(bot(), "fails", MARK + "why", LABEL);
        refresh("why");
        assertThat(issues("open"))
                .extracting(issue -> issue.path("number").asLong())
                .containsExactly(first);
        assertThat(repository.comments(second))
                .singleElement()
                .satisfies(
                        comment -> assertThat(comment.path("body").asString()).contains("#" + first));
    }

    @Test
    void anIssueWhoseAnswerWasLostIsNotOpenedTwice() {
        fake.next(Mishap.none(), Mishap.none(), Mishap.badGatewayAfterwards());
        assertThatThrownBy(() -> refresh("why"))
                .isInstanceOf(GitHubException.class)
                .hasMessageContaining("open an issue")
                .hasMessageContaining("502");
        refresh("why");
        assertThat(issues("open")).hasSize(1);
    }

    @Test
    void aLimitThatLastsOrAPermissionThatLacksIsToldAndOpensNothing() {
        for (Mishap mishap : List.of(Mishap.forbidden(), Mishap.tooManyRequests(301))) {
            for (List<Mishap> coming : List.of(
                    List.of(mishap), List.of(Mishap.none(), mishap), List.of(Mishap.none(), Mishap.none(), mishap))) {
                fake.next(coming.toArray(Mishap[]::new));
                assertThatThrownBy(() -> refresh("why"))
                        .isInstanceOf(GitHubException.class)
                        .hasMessageContaining(String.valueOf(mishap.status()));
                fake.recover();
                assertThat(issues("open")).isEmpty();
            }
        }
        assertThatThrownBy(() -> new Tickets(with("issues: read"), LABEL))
                .hasMessageContaining("'permissions: issues: write'");
        refresh("why");
        assertThat(issues("open")).hasSize(1);
    }

    private void refresh(String why) {
        Tickets tickets = tickets();
        tickets.open(SUBJECT, "fails", why);
        tickets.closeAllBut(Set.of(SUBJECT));
    }

    private static tools.jackson.databind.node.ObjectNode bot() {
        return FakeRepository.account(Gate.BOT.login(), Gate.BOT.id());
    }

    private List<JsonNode> issues(String state) {
        return repository.issues().stream()
                .filter(issue -> issue.path("state").asString().equals(state))
                .toList();
    }

    private Tickets tickets() {
        return new Tickets(with("issues: write"), LABEL);
    }

    private GitHub with(String permission) {
        return GitHub.of(new Job(fake.environment(permission), System.out));
    }
}
