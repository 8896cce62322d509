package dev.assay.build;

import java.time.Duration;

/**
 * What one command of a build may use.
 *
 * @param time from its start to its end
 * @param outputBytes what it may write to standard output and error together
 * @param memoryBytes the address space of each of its processes; not applied to Emscripten, whose JavaScript engine
 *     reserves far more than it uses
 * @param fileBytes the largest file that it may write
 * @param moduleBytes the largest module that is accepted
 */
public record BuildLimits(Duration time, int outputBytes, long memoryBytes, long fileBytes, int moduleBytes) {
    /** 15 minutes, 8 MiB of output, 8 GiB of memory, files of 1 GiB, a module of 64 MiB. */
    public static final BuildLimits DEFAULT =
            new BuildLimits(Duration.ofMinutes(15), 8 << 20, 8L << 30, 1L << 30, 64 << 20);

    /** The same with another time limit. */
    public BuildLimits withTime(Duration limit) {
        return new BuildLimits(limit, outputBytes, memoryBytes, fileBytes, moduleBytes);
    }
}
