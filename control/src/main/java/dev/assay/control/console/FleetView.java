package dev.assay.control.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What people see of the fleet: for every runtime and plugin what is desired, what is observed and whether that is
 * verified. Texts of plugins and runtimes are what they wrote: whoever shows them escapes them.
 */
public record FleetView(Instant at, List<Member> runtimes) {
    /**
     * A runtime.
     *
     * @param state {@code never-seen}, {@code reporting} or {@code lost}
     * @param desiredRevision 0 before the first
     * @param source where the runtime's desired state came from; empty before its first status
     */
    public record Member(
            String id,
            String name,
            SortedMap<String, String> labels,
            String state,
            Optional<Instant> lastSeen,
            long desiredRevision,
            Optional<Long> observedRevision,
            String source,
            List<String> problems,
            List<Plugin> plugins) {
        /** Whether all that is desired is observed and verified, and somebody still says so. */
        public boolean settled() {
            return state.equals("reporting") && plugins.stream().allMatch(Plugin::verified);
        }
    }

    /**
     * A plugin on a runtime.
     *
     * @param desired empty for one that is no longer required
     * @param observed what is active there
     * @param state {@code active}, {@code pending}, {@code refused}, {@code stopped}; {@code unknown} of a lost runtime
     * @param verified whether the runtime admitted exactly the module that is desired, and says so now
     * @param audit the audit statement it relied on
     */
    public record Plugin(
            String name,
            Optional<Chosen> desired,
            Optional<Chosen> observed,
            String state,
            boolean verified,
            Optional<String> audit,
            List<Why> reasons,
            Optional<Run> lastRun) {}

    /** A version and its module. */
    public record Chosen(String version, String module) {
        /** The first digits, for lines that people read. */
        public String brief() {
            return module.substring(module.indexOf(':') + 1).substring(0, 12);
        }
    }

    /** A reason why something is not as desired. */
    public record Why(String code, String message, String remedy) {}

    /**
     * The newest run.
     *
     * @param receiptProblem why its receipt does not follow the one before it
     */
    public record Run(
            String id,
            String outcome,
            String detail,
            Instant started,
            long milliseconds,
            int satisfied,
            int notSatisfied,
            List<Finding> findings,
            Optional<String> receiptProblem) {}

    /** One finding of a run. */
    public record Finding(String title, String target, boolean satisfied, String reason) {}

    /** How many plugins are desired over all runtimes. */
    public long desired() {
        return runtimes.stream()
                .flatMap(runtime -> runtime.plugins().stream())
                .filter(plugin -> plugin.desired().isPresent())
                .count();
    }

    /** How many of them are verified. */
    public long verified() {
        return runtimes.stream()
                .flatMap(runtime -> runtime.plugins().stream())
                .filter(Plugin::verified)
                .count();
    }

    /** How many findings of the newest runs are not satisfied. */
    public long notSatisfied() {
        return runtimes.stream()
                .flatMap(runtime -> runtime.plugins().stream())
                .flatMap(plugin -> plugin.lastRun().stream())
                .mapToLong(Run::notSatisfied)
                .sum();
    }
}
