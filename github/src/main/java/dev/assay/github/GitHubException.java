package dev.assay.github;

/** GitHub, its runner or a registry repository did not give what was needed. The message says what failed, on what, what to do. */
public final class GitHubException extends RuntimeException {
    public GitHubException(String message) {
        super(message);
    }

    public GitHubException(String message, Throwable cause) {
        super(message, cause);
    }
}
