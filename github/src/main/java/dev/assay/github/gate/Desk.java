package dev.assay.github.gate;

import dev.assay.github.Comment;
import dev.assay.github.GitHub;
import dev.assay.github.PullRequest;
import dev.assay.github.RepositoryFile;
import java.util.List;
import java.util.Optional;

/** The one comment and the one label that say where a pull request stands. */
final class Desk {
    private static final String MARK = "<!-- assay:gate -->\n";

    private final GitHub github;
    private final RepositoryFile file;

    Desk(GitHub github, RepositoryFile file) {
        this.github = github;
        this.file = file;
    }

    /** Writes our comment, or writes it anew. Only the bot's own is ever changed: anybody can copy a mark. */
    void comment(PullRequest pull, State state, String text) {
        String body = MARK + "### " + file.name() + ": " + heading(state) + "\n\n" + text + "\nFor commit `"
                + pull.head() + "`. A push is judged anew. `/assay help` says what reviewers can answer.\n";
        Optional<Comment> own = own(pull);
        if (own.isEmpty()) {
            github.comment(pull.number(), body);
        } else if (!own.get().body().equals(body)) {
            github.updateComment(own.get().id(), body);
        }
    }

    /** What our comment says below its heading, if it is there. */
    Optional<String> text(PullRequest pull) {
        return own(pull).map(Comment::body).map(body -> {
            int from = body.indexOf("\n\n");
            int to = body.lastIndexOf("\nFor commit `" + pull.head() + "`");
            return from < 0 || to < from ? "" : body.substring(from + 2, to);
        });
    }

    private Optional<Comment> own(PullRequest pull) {
        return github.comments(pull.number()).stream()
                .filter(comment ->
                        comment.author().id() == Gate.BOT.id() && comment.body().startsWith(MARK))
                .findFirst();
    }

    private static String heading(State state) {
        return state == State.NOTHING ? "no plugin changed" : state.label().substring("assay: ".length());
    }

    void label(PullRequest pull, State state) {
        for (State other : State.values()) {
            if (other != state && pull.labels().contains(other.label())) {
                github.removeLabel(pull.number(), other.label());
            }
        }
        if (!state.label().isEmpty() && !pull.labels().contains(state.label())) {
            github.ensureLabel(state.label(), state.colour(), state.description());
            github.addLabels(pull.number(), List.of(state.label()));
        }
    }
}
