package dev.assay.github.gate;

import dev.assay.github.Event;
import dev.assay.github.GitHub;
import dev.assay.github.GitHubException;
import dev.assay.github.PullRequest;
import dev.assay.github.RepositoryFile;
import dev.assay.github.Review;
import java.util.List;
import java.util.Optional;

/**
 * Tells a pull request how it was judged: check run, label, one comment that is kept up to date, findings for code scanning,
 * a review. It believes no more than that the judge wrote the judgement: which pull request it is about and what its head is
 * now is asked of GitHub, and where the head moved on nothing is said at all.
 */
public final class Reporter {
    private static final String BUILD = ".github/workflows/build.yml";

    private final GitHub github;
    private final RepositoryFile file;

    public Reporter(GitHub github, RepositoryFile file) {
        this.github = github;
        this.file = file;
    }

    /** What came of it. */
    public sealed interface Reported {
        /** The pull request was told. */
        record Told(long number, State state) implements Reported {}

        /** Nobody was, and why that is right. */
        record Nothing(String why) implements Reported {}
    }

    /**
     * Tells what became of the run that this event is about.
     *
     * @param judgement empty where the build failed, so that there was nothing to judge
     */
    public Reported report(Event.WorkflowRan ran, Optional<Judgement> judgement) {
        if (!ran.event().equals("pull_request") || !ran.path().equals(BUILD)) {
            return new Reported.Nothing("the run " + ran.id() + " was not a build of a pull request");
        }
        judgement.ifPresent(found -> requireAbout(ran, found));
        Optional<PullRequest> pull = pullRequest(ran);
        if (pull.isEmpty()) {
            return new Reported.Nothing("no open pull request has the head " + ran.head()
                    + ": it was pushed to, closed or merged meanwhile");
        }
        return tell(pull.get(), judgement.filter(found -> ran.succeeded()));
    }

    private static void requireAbout(Event.WorkflowRan ran, Judgement judgement) {
        if (judgement.run() != ran.id() || !judgement.head().equals(ran.head())) {
            throw new GitHubException("the judgement is about run " + judgement.run() + " at " + judgement.head()
                    + ", the event about run " + ran.id() + " at " + ran.head() + ". Run the gate again");
        }
    }

    private Optional<PullRequest> pullRequest(Event.WorkflowRan ran) {
        return github.openPullRequests(ran.headOwner(), ran.headBranch()).stream()
                .filter(pull -> pull.open() && pull.head().equals(ran.head()))
                .findFirst();
    }

    /** A build is its author's: that it left nothing to judge does not mean that there was nothing. */
    private boolean leftOut(PullRequest pull, Judgement judgement) {
        String inAPlugin = file.plugins() + "/[^/]+/.+";
        return judgement.state() == State.NOTHING
                && github.files(pull.number()).stream().anyMatch(path -> path.matches(inAPlugin));
    }

    private Reported tell(PullRequest pull, Optional<Judgement> told) {
        Optional<Judgement> judgement = told.filter(found -> !leftOut(pull, found));
        Approvals approvals = Approvals.of(github, file, pull);
        State state = approvals.settle(judgement.map(Judgement::state).orElse(State.INCOMPLETE), file);
        String text = judgement
                .map(found -> GateText.of(found, file, approvals))
                .orElse(
                        told.isPresent()
                                ? "Plugins are changed, and the build left no release of them, so there is nothing to"
                                        + " judge. Bring the branch's build.yml up to the default branch's, and push again.\n"
                                : "The build did not succeed, so there is nothing to judge. Its log says why.\n");
        Gate gate = judgement.isPresent() ? Gate.of(judgement.get(), state) : new Gate(state, List.of());
        Desk desk = new Desk(github, file);
        desk.comment(pull, state, text);
        desk.label(pull, state);
        judgement.ifPresent(found ->
                github.uploadSarif(pull.head(), "refs/pull/" + pull.number() + "/head", GateSarif.of(found, file)));
        review(pull, state);
        // Last, since it opens the branch's protection: by now everything else is said.
        gate.say(github, pull.head(), text);
        return new Reported.Told(pull.number(), state);
    }

    /** Our own review: of one person it is the last that counts, so it is given anew, and taken back where none fits. */
    private void review(PullRequest pull, State state) {
        Optional<Review> own = github.reviews(pull.number()).stream()
                .filter(review -> review.author().id() == Gate.BOT.id())
                .filter(review ->
                        !review.state().equals("DISMISSED") && !review.state().equals("COMMENTED"))
                .reduce((first, second) -> second);
        switch (state) {
            case APPROVED, REVIEWED ->
                github.review(pull.number(), pull.head(), Review.Act.APPROVE, state.description() + ".");
            case REJECTED ->
                github.review(pull.number(), pull.head(), Review.Act.REQUEST_CHANGES, state.description() + ".");
            case NOTHING, WAITING, INCOMPLETE ->
                own.ifPresent(review -> github.dismiss(pull.number(), review.id(), state.description()));
        }
        if (state == State.WAITING) {
            github.requestReviewers(
                    pull.number(),
                    file.reviewers().stream()
                            .filter(reviewer -> reviewer.id() != pull.author().id())
                            .toList());
        }
    }
}
