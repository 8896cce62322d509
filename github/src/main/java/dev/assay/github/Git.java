package dev.assay.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.model.Inert;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks {@code git} about a clone. Nothing that the repository's content says is run: no hook, no external diff, no
 * conversion; and nothing of this process's environment is handed on but the search path.
 */
final class Git {
    private static final String DEEPEN = "Check the repository out with 'fetch-depth: 0'";
    private static final int MOST_OUTPUT = 64 << 20;
    private static final int MOST_WORDS = 2000;

    /** For one command: a host that answers nothing must not keep a publisher for ever. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path root;
    private final String searchPath;
    private final Map<String, String> extra;
    private final Duration patience;

    Git(Path root, String searchPath) {
        this(root, searchPath, Map.of());
    }

    /** With these variables besides. */
    Git(Path root, String searchPath, Map<String, String> extra) {
        this(root, searchPath, extra, PATIENCE);
    }

    /** With this time for each command. */
    Git(Path root, String searchPath, Map<String, String> extra, Duration patience) {
        this.patience = patience;
        this.root = root.toAbsolutePath().normalize();
        this.searchPath = searchPath;
        this.extra = Map.copyOf(extra);
    }

    /**
     * The paths below {@code folder} that differ between two commits. {@code sinceMergeBase}: between {@code head} and
     * the commit where it left {@code base}, as a pull request shows it.
     */
    List<String> changed(CommitId base, CommitId head, boolean sinceMergeBase, String folder) {
        String range = base.hex() + "^{commit}" + (sinceMergeBase ? "..." : "..") + head.hex() + "^{commit}";
        String[] diff = {
            "diff",
            "--name-only",
            "-z",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            range,
            "--",
            ":(literal,top)" + folder + "/"
        };
        // Asked for a reason only where there is one: each process costs as much as the comparison.
        String paths = run(diff).orElseGet(() -> {
            requirePresent(base, "base");
            requirePresent(head, "head");
            if (sinceMergeBase) {
                requireMergeBase(base, head);
            }
            return answer(diff);
        });
        return paths.isEmpty() ? List.of() : List.of(paths.split("\0", -1));
    }

    private void requireMergeBase(CommitId base, CommitId head) {
        if (run("merge-base", base.hex(), head.hex()).isEmpty()) {
            throw new GitHubException(
                    "the commits " + base + " (base) and " + head + " (head) have no commit in common in this clone"
                            + (isShallow() ? ", which is shallow. " + DEEPEN : ""));
        }
    }

    private void requirePresent(CommitId commit, String what) {
        if (run("cat-file", "-e", commit + "^{commit}").isEmpty()) {
            requireClone();
            throw new GitHubException(
                    "the " + what + " commit " + commit + " is not in this clone"
                            + (isShallow()
                                    ? ", which is shallow. " + DEEPEN
                                    : ": the branch may have been overwritten. 'assay github discover --all' takes every plugin"));
        }
    }

    private void requireClone() {
        if (run("rev-parse", "--git-dir").isEmpty()) {
            throw new GitHubException(
                    Inert.quote(root.toString()) + " is not a git repository. Run this in a clone of one");
        }
    }

    private boolean isShallow() {
        return run("rev-parse", "--is-shallow-repository").orElse("").strip().equals("true");
    }

    /** What it prints; a {@link GitHubException} where it fails. */
    String answer(String... arguments) {
        return run(arguments)
                .orElseThrow(() -> new GitHubException("'git " + arguments[0] + "' failed in "
                        + Inert.quote(root.toString()) + ". Run it there by hand to see why"));
    }

    /** What it prints; empty where it fails. */
    Optional<String> run(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "git",
                "--no-pager",
                "-c",
                "core.fsmonitor=false",
                "-c",
                "safe.directory=" + root,
                "-C",
                root.toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment());
        try {
            Process process = builder.start();
            AtomicBoolean late = new AtomicBoolean();
            Thread watch = Thread.ofVirtual().start(() -> end(process, late));
            try (InputStream out = process.getInputStream()) {
                byte[] bytes = out.readNBytes(MOST_OUTPUT + 1);
                if (bytes.length > MOST_OUTPUT) {
                    throw new GitHubException("'git " + arguments[0] + "' prints more than " + MOST_OUTPUT + " bytes");
                }
                int status = process.waitFor();
                if (late.get()) {
                    throw new GitHubException("'git " + arguments[0] + "' in " + Inert.quote(root.toString())
                            + " took longer than " + patience.toSeconds()
                            + " s and was ended. See that the repository's host answers, and run it again");
                }
                return status == 0 ? Optional.of(new String(bytes, UTF_8)) : Optional.empty();
            } finally {
                watch.interrupt();
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new GitHubException(
                    "cannot run 'git'. Install it: " + Inert.line(String.valueOf(e.getMessage()), MOST_WORDS), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GitHubException("interrupted while git ran", e);
        }
    }

    /** Ends a command that takes too long, and the helpers it started, which hold its output open. */
    private void end(Process process, AtomicBoolean late) {
        try {
            if (!process.waitFor(patience)) {
                late.set(true);
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it has ended by itself
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", searchPath);
        environment.put("HOME", "/nonexistent");
        environment.put("LC_ALL", "C");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_NO_LAZY_FETCH", "1");
        environment.put("GIT_OPTIONAL_LOCKS", "0");
        environment.putAll(extra);
        return environment;
    }
}
