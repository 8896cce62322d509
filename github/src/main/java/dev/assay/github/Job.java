package dev.assay.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The job of a workflow that a command runs in: what the runner says in the environment, and what the command tells the
 * runner. Outside of a workflow, on a laptop, what it tells is printed instead.
 *
 * @param environment of the process
 * @param out where outputs go that no runner takes
 */
public record Job(Map<String, String> environment, PrintStream out) {
    /** What a runner accepts as the summary of one step is 1 MiB; a longer one is lost whole. */
    private static final int LARGEST_SUMMARY = 1 << 20;

    public Job {
        environment = Map.copyOf(environment);
    }

    /** A variable that must be set. */
    public String variable(String name) {
        return optional(name)
                .orElseThrow(() -> new GitHubException("the environment variable " + name
                        + " is not set. A workflow's runner sets it; elsewhere, set it by hand"));
    }

    public <T> T variable(String name, Function<String, T> parser) {
        String text = variable(name);
        try {
            return parser.apply(text);
        } catch (InvalidValueException e) {
            throw new GitHubException("the environment variable " + name + ": " + e.getMessage(), e);
        }
    }

    public Optional<String> optional(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    public RepositoryName repository() {
        return variable("GITHUB_REPOSITORY", RepositoryName::parse);
    }

    /** What brought this job about; see {@link Event#read}. */
    public Event event() {
        return Event.read(variable("GITHUB_EVENT_NAME"), Path.of(variable("GITHUB_EVENT_PATH")));
    }

    /** Sets an output of this step. A value of several lines is refused: it could set other outputs. */
    public void output(String name, String value) {
        if (!name.matches("[a-z][a-z0-9-]{0,40}") || value.chars().anyMatch(c -> c < ' ')) {
            throw new GitHubException("the output " + Inert.quote(name) + " cannot be set to " + Inert.quote(value)
                    + ": an output is one line");
        }
        tell("GITHUB_OUTPUT", name + "=" + value + "\n");
    }

    /** Adds Markdown to the summary of this step; what is too long is left out, and said to be. */
    public void summary(String markdown) {
        String cut = "\n\n*The rest is too long for a summary. The report has it.*\n";
        byte[] bytes = markdown.getBytes(UTF_8);
        tell(
                "GITHUB_STEP_SUMMARY",
                bytes.length < LARGEST_SUMMARY ? markdown + "\n" : Markdown.cut(markdown, LARGEST_SUMMARY - 200) + cut);
    }

    private void tell(String variable, String text) {
        Optional<String> file = optional(variable);
        if (file.isEmpty()) {
            out.print(text);
            return;
        }
        try {
            Files.writeString(Path.of(file.get()), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new GitHubException("cannot write " + Inert.quote(file.get()) + ", which " + variable + " names", e);
        }
    }
}
