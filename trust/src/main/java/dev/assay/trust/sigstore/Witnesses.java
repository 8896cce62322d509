package dev.assay.trust.sigstore;

import dev.assay.trust.sigstore.TrustedRoot.Log;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The logs and timestamp authorities that saw a signature. */
final class Witnesses {
    private Witnesses() {}

    /**
     * Every time at which one of them saw it; none if no witness that says a time is there. All logs that vouch must have
     * been in force at all of them. Where the trusted root names logs, an entry of one is needed.
     */
    static List<Instant> times(Material material, SignerKey signer, TrustedRoot root) throws Malformed {
        List<Instant> times = new ArrayList<>();
        for (byte[] stamp : material.timestamps()) {
            times.add(Timestamp.verify(stamp, material.content().signature(), root.timestampAuthorities()));
        }
        List<Log> logs = new ArrayList<>();
        for (LogEntry entry : material.entries()) {
            logs.add(TransparencyLog.verify(entry, material.content(), signer, root));
            if (entry.promise().isPresent()) {
                // Only the promise covers the time; a proof does not.
                times.add(Instant.ofEpochSecond(entry.integrated()));
            }
        }
        if (logs.isEmpty() && !root.transparencyLogs().isEmpty()) {
            throw new Malformed("log-entry-missing", "the trusted root names logs, and the bundle holds no entry");
        }
        for (Log log : logs) {
            // A key that has ended may have signed at any time since, where no time is known.
            if (times.isEmpty()
                    ? log.window().end().isPresent()
                    : !times.stream().allMatch(log.window()::contains)) {
                throw new Malformed("unknown-log", "the log's key was not in force when it was signed");
            }
        }
        return times;
    }
}
