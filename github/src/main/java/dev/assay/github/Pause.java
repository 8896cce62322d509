package dev.assay.github;

import java.time.Duration;

/** Waits before a call is made again. */
@FunctionalInterface
interface Pause {
    /** Returns after this long; {@link GitHubException} where the thread is interrupted meanwhile. */
    void await(Duration time);

    static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GitHubException("interrupted while waiting to ask GitHub again", e);
        }
    }
}
