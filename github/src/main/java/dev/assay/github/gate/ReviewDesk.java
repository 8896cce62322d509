package dev.assay.github.gate;

import dev.assay.github.CheckRun;
import dev.assay.github.CheckRun.Conclusion;
import dev.assay.github.Event;
import dev.assay.github.GitHub;
import dev.assay.github.PullRequest;
import dev.assay.github.RepositoryFile;
import java.util.Optional;

/** Hears reviews and comment commands, and opens or shuts the gate of a flagged pull request by them. */
public final class ReviewDesk {
    private final GitHub github;
    private final RepositoryFile file;

    public ReviewDesk(GitHub github, RepositoryFile file) {
        this.github = github;
        this.file = file;
    }

    /** Somebody reviewed; where the pull request stands now, if it has passed the gate before. */
    public Optional<State> hear(Event.Reviewed reviewed) {
        return settle(github.pullRequest(reviewed.number()));
    }

    /** A run ended that a review had started: of a fork's pull request no other event has the right to say anything. */
    public Optional<State> hear(Event.WorkflowRan ran) {
        if (!ran.event().equals("pull_request_review")) {
            return Optional.empty();
        }
        return github.openPullRequests(ran.headOwner(), ran.headBranch()).stream()
                .filter(pull -> pull.head().equals(ran.head()))
                .findFirst()
                .flatMap(this::settle);
    }

    /** Somebody commented; empty where it was not for us or changes nothing. */
    public Optional<State> hear(Event.Commented commented) {
        if (!commented.onPullRequest() || !commented.action().equals("created")) {
            return Optional.empty();
        }
        return switch (ReviewCommand.read(commented.body()).orElse(null)) {
            case null -> Optional.empty();
            case ReviewCommand.Help help -> {
                github.react(commented.comment(), "+1");
                github.comment(commented.number(), ReviewCommand.HELP);
                yield Optional.empty();
            }
            case ReviewCommand.Unknown unknown ->
                refuse(commented, "confused", "I do not understand that.\n\n" + ReviewCommand.HELP);
            case ReviewCommand.Decide decide -> decide(commented, decide);
        };
    }

    private Optional<State> decide(Event.Commented commented, ReviewCommand.Decide decide) {
        if (!file.isReviewer(commented.author())) {
            return refuse(commented, "-1", "Only the reviewers that `registry.yaml` names can do that.");
        }
        PullRequest pull = github.pullRequest(commented.number());
        if (pull.author().id() == commented.author().id()) {
            return refuse(commented, "-1", "Nobody reviews a pull request of their own.");
        }
        Optional<Gate> gate = Gate.at(github, pull.head());
        if (!pull.open() || gate.flatMap(found -> found.entry(decide.release())).isEmpty()) {
            return refuse(
                    commented,
                    "-1",
                    "The newest commit, `" + pull.head() + "`, holds no judged release `" + decide.release()
                            + "`. The gate's comment shows the digests.");
        }
        github.react(commented.comment(), "+1");
        String word = new Approvals.Noted(commented.author().id(), decide.approves()).text();
        github.checkRun(new CheckRun(
                Gate.REVIEW_CHECK,
                pull.head(),
                decide.approves() ? Conclusion.SUCCESS : Conclusion.FAILURE,
                word,
                (decide.approves() ? "Approved" : "Rejected") + " by "
                        + commented.author().login(),
                "By comment " + commented.comment() + ", about the release " + decide.release() + "."));
        return settle(pull);
    }

    /** Only a gate that was left to people is theirs: what the audit rejects or could not check, no review lets through. */
    private Optional<State> settle(PullRequest pull) {
        Optional<Gate> said = Gate.at(github, pull.head());
        if (!pull.open() || said.isEmpty()) {
            return Optional.empty();
        }
        Gate gate = said.get();
        Approvals approvals = Approvals.of(github, file, pull);
        State now = approvals.settle(gate.audit(), file);
        if (now != gate.state()) {
            Desk desk = new Desk(github, file);
            String text = desk.text(pull).orElse("");
            desk.comment(pull, now, text);
            desk.label(pull, now);
            gate.with(now).say(github, pull.head(), text + "\nApproved by: " + approvals.names() + "\n");
        }
        return Optional.of(now);
    }

    private Optional<State> refuse(Event.Commented commented, String reaction, String why) {
        github.react(commented.comment(), reaction);
        github.comment(commented.number(), why);
        return Optional.empty();
    }
}
