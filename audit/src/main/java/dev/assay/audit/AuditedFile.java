package dev.assay.audit;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** What became of one file that was to be audited. */
public sealed interface AuditedFile {
    /** As it was named. */
    String path();

    /** The exit status of the command for this file alone. */
    int exitStatus();

    /** It was audited. */
    record Judged(Report report, Duration time) implements AuditedFile {
        @Override
        public String path() {
            return report.path();
        }

        @Override
        public int exitStatus() {
            return report.exitStatus();
        }
    }

    /** It could not be read at all; the message says why and what to do. */
    record Unread(String path, String message) implements AuditedFile {
        @Override
        public int exitStatus() {
            return 30;
        }
    }

    /** The exit status for several files: the worst of them, 0 where there is none. */
    static int worst(List<AuditedFile> files) {
        return files.stream()
                .map(AuditedFile::exitStatus)
                .max(Comparator.naturalOrder())
                .orElse(0);
    }
}
