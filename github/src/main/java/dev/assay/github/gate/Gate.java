package dev.assay.github.gate;

import dev.assay.github.Account;
import dev.assay.github.CheckRun;
import dev.assay.github.CommitId;
import dev.assay.github.GitHub;
import dev.assay.github.GitHubException;
import dev.assay.github.SaidCheck;
import dev.assay.model.Digest;
import dev.assay.model.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the gate says beside a commit, and remembers there: a check run, whose external id names the release digests that
 * were judged and how. Only workflows of the repository can write it, and a push leaves it behind.
 *
 * @param state where the pull request stood when it was said
 */
record Gate(State state, List<Entry> entries) {
    static final String CHECK = "assay/gate";
    static final String REVIEW_CHECK = "assay/review";

    /** Who comments, labels and reviews with the token of a workflow. */
    static final Account BOT = new Account("github-actions[bot]", 41898282);

    /**
     * One judged release.
     *
     * @param audit where the audit alone left it
     */
    record Entry(Digest release, State audit) {}

    Gate {
        entries = List.copyOf(entries);
    }

    static Gate of(Judgement judgement, State state) {
        return new Gate(
                state,
                judgement.releases().stream()
                        .map(one -> new Entry(one.release(), State.of(one)))
                        .toList());
    }

    void say(GitHub github, CommitId commit, String summary) {
        String id = state.name()
                + entries.stream()
                        .map(entry ->
                                " " + entry.release() + "=" + entry.audit().name())
                        .reduce("", String::concat);
        github.checkRun(new CheckRun(CHECK, commit, state.conclusion(), id, title(), summary));
    }

    private String title() {
        return state == State.NOTHING ? "No plugin changed" : state.description();
    }

    /** What was said last beside this commit. */
    static Optional<Gate> at(GitHub github, CommitId commit) {
        return github.checkRuns(commit, CHECK).stream().findFirst().map(Gate::read);
    }

    private static Gate read(SaidCheck check) {
        String[] words = check.externalId().split(" ");
        try {
            List<Entry> entries = new ArrayList<>();
            for (String word : List.of(words).subList(1, words.length)) {
                int at = word.indexOf('=');
                entries.add(new Entry(
                        Digest.parse(word.substring(0, Math.max(at, 0))), State.valueOf(word.substring(at + 1))));
            }
            return new Gate(State.valueOf(words[0]), entries);
        } catch (InvalidValueException | IllegalArgumentException e) {
            throw new GitHubException(
                    "the check run " + CHECK + " is not one that the gate made. Run the gate again", e);
        }
    }

    Optional<Entry> entry(Digest release) {
        return entries.stream().filter(entry -> entry.release().equals(release)).findFirst();
    }

    /** Where the audit alone left the pull request. */
    State audit() {
        return entries.stream().map(Entry::audit).reduce(State.NOTHING, State::or);
    }

    Gate with(State other) {
        return new Gate(other, entries);
    }
}
