package dev.assay.github.gate;

import dev.assay.github.GitHub;
import dev.assay.github.Issue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Issues that are kept for subjects, one each: opened where something is wrong, written anew where it changes, closed where
 * it is well again. Each is found by a mark that only counts in an issue of our own.
 */
public final class Tickets {
    private final GitHub github;
    private final String label;
    private final Map<String, Issue> open = new HashMap<>();

    /** Those with this label. */
    public Tickets(GitHub github, String label) {
        this.github = github;
        this.label = label;
        github.ensureLabel(label, "cf222e", "Opened and closed by the registry's workflows");
        for (Issue issue : github.openIssues(label)) {
            subject(issue).ifPresent(subject -> keepOldest(subject, issue));
        }
    }

    /** Two that were opened at once become one. */
    private void keepOldest(String subject, Issue issue) {
        Issue other = open.putIfAbsent(subject, issue);
        if (other != null && other.number() < issue.number()) {
            drop(issue, other);
        } else if (other != null) {
            open.put(subject, issue);
            drop(other, issue);
        }
    }

    private void drop(Issue issue, Issue kept) {
        github.closeIssue(issue.number());
        github.comment(issue.number(), "This is kept in #" + kept.number() + ".");
    }

    private Optional<String> subject(Issue issue) {
        String first = issue.body().lines().findFirst().orElse("");
        return issue.author().id() == Gate.BOT.id() && first.startsWith("<!-- assay: ") && first.endsWith(" -->")
                ? Optional.of(first.substring(12, first.length() - 4))
                : Optional.empty();
    }

    /** Sees to it that there is one about this subject that says this. */
    public void open(String subject, String title, String text) {
        String body = "<!-- assay: " + subject + " -->\n" + text;
        Issue there = open.get(subject);
        if (there == null) {
            open.put(subject, github.createIssue(title, body, List.of(label)));
        } else if (!there.body().equals(body) || !there.title().equals(title)) {
            github.updateIssue(there.number(), title, body);
        }
    }

    /** Closes those about any other subject. */
    public void closeAllBut(Set<String> subjects) {
        open.forEach((subject, issue) -> {
            if (!subjects.contains(subject)) {
                github.closeIssue(issue.number());
                github.comment(issue.number(), "This is well again.");
            }
        });
        open.keySet().retainAll(subjects);
    }
}
