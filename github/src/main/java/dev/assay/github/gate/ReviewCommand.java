package dev.assay.github.gate;

import dev.assay.model.Digest;
import dev.assay.model.InvalidValueException;
import java.util.Optional;

/** What somebody asks for in a comment: {@code /assay approve DIGEST}, {@code /assay reject DIGEST}, {@code /assay help}. */
sealed interface ReviewCommand {
    /** What it can be told, for the answer to {@code /assay help}. */
    String HELP = """
            | command | what it does |
            |---|---|
            | `/assay approve sha256:…` | a reviewer approves the release with this digest |
            | `/assay reject sha256:…` | a reviewer rejects it |
            | `/assay help` | this list |

            The digest is that of the release, as the gate's comment shows it. A review on GitHub of the newest commit counts
            as well. A push drops both.
            """;

    /** A reviewer's word about a release. */
    record Decide(Digest release, boolean approves) implements ReviewCommand {}

    /** The list of commands. */
    record Help() implements ReviewCommand {}

    /** What is meant for us and cannot be understood. */
    record Unknown() implements ReviewCommand {}

    /** Reads the first line; empty where the comment is not for us. */
    static Optional<ReviewCommand> read(String comment) {
        String line = comment.lines().findFirst().orElse("").strip();
        if (!line.equals("/assay") && !line.startsWith("/assay ")) {
            return Optional.empty();
        }
        String[] words = line.split(" +", 4);
        if (words.length == 2 && words[1].equals("help")) {
            return Optional.of(new Help());
        }
        if (words.length == 3 && (words[1].equals("approve") || words[1].equals("reject"))) {
            try {
                return Optional.of(new Decide(Digest.parse(words[2]), words[1].equals("approve")));
            } catch (InvalidValueException e) {
                return Optional.of(new Unknown());
            }
        }
        return Optional.of(new Unknown());
    }
}
