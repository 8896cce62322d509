package dev.assay.github.gate;

import dev.assay.github.CommitId;
import dev.assay.github.GitHub;
import dev.assay.github.PullRequest;
import dev.assay.github.RepositoryFile;
import dev.assay.model.Digest;
import java.util.List;
import java.util.Optional;

/** Whether releases that were built anew after a merge are those that passed the gate before it. */
public final class Publishable {
    private final GitHub github;
    private final RepositoryFile file;

    public Publishable(GitHub github, RepositoryFile file) {
        this.github = github;
        this.file = file;
    }

    /** The answer for one release. */
    public sealed interface Answer {
        /**
         * It was judged as it is.
         *
         * @param page the pull request's, for people
         * @param approvals those of the pull request's last commit
         */
        record Yes(long pullRequest, String page, Approvals approvals) implements Answer {}

        /** It is another release than the one that was judged, or was never let through: a new candidate. */
        record No(String why) implements Answer {}
    }

    /** Asks by which pull request this commit came, and what the gate said of its last commit. */
    public Answer ask(CommitId merged, Digest release) {
        List<PullRequest> pulls = github.pullRequestsOf(merged).stream()
                .filter(pull -> pull.merged() && pull.mergeCommit().equals(merged.hex()))
                .toList();
        if (pulls.size() != 1) {
            return new Answer.No("the commit " + merged + " did not come by one merged pull request");
        }
        PullRequest pull = pulls.getFirst();
        Optional<Gate> gate = Gate.at(github, pull.head());
        if (gate.isEmpty()) {
            return new Answer.No("pull request #" + pull.number() + " was merged without passing the gate");
        }
        Optional<Gate.Entry> entry = gate.get().entry(release);
        if (entry.isEmpty()) {
            return new Answer.No("the release " + release + " is not the one that was judged in #" + pull.number()
                    + ": built from the merged commit it has another digest");
        }
        Approvals approvals = Approvals.of(github, file, pull);
        State state = approvals.settle(entry.get().audit(), file);
        return state == State.APPROVED || state == State.REVIEWED
                ? new Answer.Yes(pull.number(), pull.page(), approvals)
                : new Answer.No("#" + pull.number() + " left the gate as "
                        + state.label().replace("assay: ", ""));
    }
}
