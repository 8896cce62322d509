package dev.assay.cli.audit;

import dev.assay.audit.AuditRequest;
import dev.assay.audit.AuditedFiles;
import dev.assay.audit.KnownModules;
import dev.assay.cli.CommandException;
import dev.assay.cli.Inputs;
import dev.assay.model.Digest;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a module is held against beside its own bytes. */
final class ComparisonOptions {
    @Option(
            names = "--previous",
            paramLabel = "FILE",
            description = "The module of the version before, to compare the one module with.")
    private @Nullable Path previous;

    @Option(
            names = "--rebuild",
            paramLabel = "DIGEST",
            description = "The digest (sha256:...) of what an independent build of the same source made.")
    private @Nullable String rebuild;

    @Option(
            names = "--known-modules",
            paramLabel = "FILE",
            description = "Modules that were found to be malicious (format assay.known-modules/1).")
    private @Nullable Path known;

    @Option(
            names = "--deterministic",
            description = "Every run must give the same bytes on every host: judge what could keep it from that.")
    private boolean deterministic;

    /**
     * Reads it all; faults are told before anything is audited.
     *
     * @param modules how many are audited: only one has a version before
     */
    UnaryOperator<AuditRequest> read(int modules) {
        if (modules != 1 && (previous != null || rebuild != null)) {
            throw new CommandException(
                    "--previous and --rebuild are about one module, and " + modules + " are audited. Name one");
        }
        UnaryOperator<AuditRequest> all = deterministic ? AuditRequest::deterministic : request -> request;
        if (previous != null) {
            byte[] before = Inputs.read(previous, "module of the version before", AuditedFiles.MOST_BYTES);
            all = and(all, request -> request.withPrevious(before));
        }
        if (rebuild != null) {
            Digest digest = Digest.parse(rebuild);
            all = and(all, request -> request.withRebuild(digest));
        }
        if (known != null) {
            KnownModules modulesKnown =
                    KnownModules.read(Inputs.read(known, "list of known modules", 64 << 20), known.toString());
            all = and(all, request -> request.withKnownModules(modulesKnown));
        }
        return all;
    }

    private static UnaryOperator<AuditRequest> and(
            UnaryOperator<AuditRequest> first, UnaryOperator<AuditRequest> then) {
        return request -> then.apply(first.apply(request));
    }
}
