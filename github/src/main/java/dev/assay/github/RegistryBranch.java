package dev.assay.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.model.Inert;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * The branch that holds what is published, checked out in a folder. A change becomes visible by one push, whole or not at
 * all; who loses the race for the branch does the change again on what the winner left.
 */
public final class RegistryBranch {
    private static final int ATTEMPTS = 8;
    /** Longest wait after the first lost race, in milliseconds; it doubles each time, up to a second. */
    private static final int FIRST_WAIT = 200;

    private static final int LONGEST_WAIT = 1_000;

    private final Git git;
    private final Path folder;
    private final String branch;

    /** With the right to push that this job's token has, handed to git by its environment and by nothing that others can read. */
    public RegistryBranch(Path folder, String branch, Job job) {
        this.folder = folder;
        this.branch = branch;
        this.git = new Git(folder, job.optional("PATH").orElse("/usr/bin:/bin"), access(job));
    }

    private static Map<String, String> access(Job job) {
        Map<String, String> extra = new TreeMap<>();
        extra.put("GIT_AUTHOR_NAME", "assay");
        extra.put("GIT_AUTHOR_EMAIL", "assay@users.noreply.github.com");
        extra.put("GIT_COMMITTER_NAME", "assay");
        extra.put("GIT_COMMITTER_EMAIL", "assay@users.noreply.github.com");
        job.optional("GITHUB_TOKEN").ifPresent(token -> {
            String server = job.optional("GITHUB_SERVER_URL")
                    .orElse("https://github.com")
                    .replaceFirst("/+$", "");
            String basic = Base64.getEncoder().encodeToString(("x-access-token:" + token).getBytes(UTF_8));
            extra.put("GIT_CONFIG_COUNT", "1");
            extra.put("GIT_CONFIG_KEY_0", "http." + server + "/.extraheader");
            extra.put("GIT_CONFIG_VALUE_0", "AUTHORIZATION: basic " + basic);
        });
        return extra;
    }

    /**
     * Makes a change and pushes it. If either fails, the folder is left as the branch is, with nothing of the change.
     *
     * @param change changes the folder and answers the commit's message; it may be called again, on newer content
     * @return whether there was anything to push
     */
    public boolean change(Supplier<String> change) {
        requireBranch();
        boolean done = false;
        try {
            boolean pushed = changed(change);
            done = true;
            return pushed;
        } finally {
            if (!done) {
                discard();
            }
        }
    }

    private boolean changed(Supplier<String> change) {
        for (int attempt = 1; ; attempt++) {
            String message = change.get();
            git.answer("add", "--all", ".");
            if (git.run("diff", "--cached", "--quiet").isPresent()) {
                return false;
            }
            git.answer("commit", "--quiet", "--no-verify", "--message", Inert.line(message, 500));
            if (git.run("push", "--quiet", "--no-verify", "origin", "HEAD:refs/heads/" + branch)
                    .isPresent()) {
                return true;
            }
            if (attempt == ATTEMPTS) {
                throw notPushed(ATTEMPTS + " attempts");
            }
            if (git.run("fetch", "--quiet", "origin", "+refs/heads/" + branch + ":" + tracked())
                    .isEmpty()) {
                throw notPushed("one attempt, nor fetch it");
            }
            discard();
            waitAfter(attempt);
        }
    }

    /** Waits for a random time, so that those who lost one race do not all meet in the next. */
    private static void waitAfter(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(Math.min(LONGEST_WAIT, FIRST_WAIT << (attempt - 1))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GitHubException("interrupted before the branch was pushed, so nothing is published", e);
        }
    }

    private GitHubException notPushed(String attempts) {
        return new GitHubException("cannot push the branch '" + branch + "' of " + Inert.quote(folder.toString())
                + " after " + attempts
                + ", so nothing is published. See that the job has 'contents: write', that the branch's"
                + " rules let it push, and run it again");
    }

    /** What is not pushed may be discarded, so the folder must be a checkout of nothing but the branch, as it was pushed. */
    private void requireBranch() {
        Optional<String> pushed = git.run("rev-parse", "--verify", "--quiet", tracked());
        if (pushed.isEmpty()
                || !git.run("rev-parse", "--show-prefix").orElse("").isBlank()
                || !git.run("rev-parse", "--verify", "--quiet", "HEAD").equals(pushed)) {
            throw new GitHubException(Inert.quote(folder.toString()) + " is no checkout of the branch '" + branch
                    + "'. Check it out there; GUIDE.md says how the branch is made");
        }
        if (!git.answer("status", "--porcelain").isEmpty()) {
            throw new GitHubException(Inert.quote(folder.toString()) + " has changes that are not on the branch '"
                    + branch + "'. Check it out anew, so that nothing but this change is pushed");
        }
    }

    private String tracked() {
        return "refs/remotes/origin/" + branch;
    }

    private void discard() {
        git.run("reset", "--quiet", "--hard", tracked());
        git.run("clean", "--quiet", "-d", "--force");
    }
}
