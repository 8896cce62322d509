package dev.assay.github.gate;

import dev.assay.github.Account;
import dev.assay.github.GitHub;
import dev.assay.github.PullRequest;
import dev.assay.github.RepositoryFile;
import dev.assay.github.Review;
import dev.assay.github.SaidCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the reviewers whom {@code registry.yaml} names say of one commit of a pull request: by their reviews of exactly that
 * commit, or by a comment command that the review workflow noted beside it. The newest word of each counts; nobody reviews a
 * pull request of his own.
 *
 * @param approving by id, who approves
 * @param rejecting by id, who rejects
 */
public record Approvals(Map<Long, Account> approving, Map<Long, Account> rejecting) {
    private static final String APPROVED = "APPROVED";
    private static final String REJECTED = "CHANGES_REQUESTED";

    public Approvals {
        approving = Map.copyOf(approving);
        rejecting = Map.copyOf(rejecting);
    }

    /** Counts what is said of the head of this pull request. */
    public static Approvals of(GitHub github, RepositoryFile file, PullRequest pull) {
        return count(file, pull, github.reviews(pull.number()), github.checkRuns(pull.head(), Gate.REVIEW_CHECK));
    }

    private static Approvals count(RepositoryFile file, PullRequest pull, List<Review> reviews, List<SaidCheck> noted) {
        Map<Long, Boolean> says = new TreeMap<>();
        // A command is the later word where there are both: people write one because a review will not do.
        reviews.stream()
                .filter(review -> review.commit().equals(Optional.of(pull.head())))
                .filter(review -> List.of(APPROVED, REJECTED, "DISMISSED").contains(review.state()))
                .forEach(review -> {
                    if (review.state().equals("DISMISSED")) {
                        says.remove(review.author().id());
                    } else {
                        says.put(review.author().id(), review.state().equals(APPROVED));
                    }
                });
        for (SaidCheck check : noted.reversed()) {
            Noted.read(check.externalId()).ifPresent(word -> says.put(word.reviewer(), word.approves()));
        }
        Map<Long, Account> approving = new TreeMap<>();
        Map<Long, Account> rejecting = new TreeMap<>();
        for (Account reviewer : file.reviewers()) {
            Boolean word = says.get(reviewer.id());
            if (word != null && reviewer.id() != pull.author().id()) {
                (word ? approving : rejecting).put(reviewer.id(), reviewer);
            }
        }
        return new Approvals(approving, rejecting);
    }

    /**
     * Where it stands by the audit's and the reviewers' word together. A reviewer can stop what the audit approves, and the
     * quorum lets through what it flags; what it rejects or could not check, nobody lets through.
     */
    State settle(State audit, RepositoryFile file) {
        if (audit != State.APPROVED && audit != State.WAITING) {
            return audit;
        }
        if (!rejecting.isEmpty()) {
            return State.REJECTED;
        }
        return audit == State.WAITING && approving.size() >= file.quorum() ? State.REVIEWED : audit;
    }

    /** What a command said, as it is kept beside the commit. */
    record Noted(long reviewer, boolean approves) {
        String text() {
            return (approves ? "approve " : "reject ") + reviewer;
        }

        static Optional<Noted> read(String text) {
            return text.matches("(approve|reject) [1-9][0-9]{0,15}")
                    ? Optional.of(new Noted(
                            Long.parseLong(text.substring(text.indexOf(' ') + 1)), text.startsWith("approve")))
                    : Optional.empty();
        }
    }

    /** The logins of those who approve, for people. */
    public String names() {
        return String.join(
                ", ", approving.values().stream().map(Account::login).sorted().toList());
    }
}
