package dev.assay.build;

import java.time.Duration;

/**
 * What one command of a build may use.
 *
 * @param time from its start to its end
 * @param outputBytes what it may write to standard output and error together
 * @param moduleBytes the largest module that is accepted
 */
public record BuildLimits(Duration time, int outputBytes, int moduleBytes) {
    /** 15 minutes, 8 MiB of output, a module of 64 MiB. */
    public static final BuildLimits DEFAULT = new BuildLimits(Duration.ofMinutes(15), 8 << 20, 64 << 20);
}
