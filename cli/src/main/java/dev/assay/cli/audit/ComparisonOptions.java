package dev.assay.cli.audit;

import dev.assay.audit.AuditRequest;
import dev.assay.audit.AuditedFiles;
import dev.assay.audit.KnownModules;
import dev.assay.audit.advisory.BillOfMaterials;
import dev.assay.cli.CommandException;
import dev.assay.cli.Inputs;
import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

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
            names = "--sbom",
            paramLabel = "FILE",
            description = "What the one module is made of (CycloneDX), to compare advisories with. You answer for it.")
    private @Nullable Path sbom;

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
     * @param informed whether there are advisories
     */
    UnaryOperator<AuditRequest> read(int modules, boolean informed) {
        if (modules != 1 && (previous != null || rebuild != null || sbom != null)) {
            throw new CommandException(
                    "--previous, --rebuild and --sbom are about one module, and " + modules + " are audited. Name one");
        }
        if (sbom != null && !informed) {
            throw new CommandException("an SBOM is compared with advisories: --sbom needs --advisories");
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
        if (sbom != null) {
            JsonNode parts = sbom(sbom);
            all = and(
                    all,
                    request -> request.withSboms(Stream.concat(request.sboms().stream(), Stream.of(parts))
                            .toList()));
        }
        if (known != null) {
            KnownModules modulesKnown =
                    KnownModules.read(Inputs.read(known, "list of known modules", 64 << 20), known.toString());
            all = and(all, request -> request.withKnownModules(modulesKnown));
        }
        return all;
    }

    private static JsonNode sbom(Path file) {
        try {
            JsonNode json =
                    Json.read(Inputs.read(file, "SBOM", BillOfMaterials.MOST_BYTES), BillOfMaterials.MOST_BYTES);
            BillOfMaterials.read(json);
            return json;
        } catch (ModelException e) {
            throw new CommandException(
                    "SBOM " + Inert.quote(file.toString()) + ": " + e.getMessage() + ". Give one in CycloneDX's JSON",
                    e);
        }
    }

    private static UnaryOperator<AuditRequest> and(
            UnaryOperator<AuditRequest> first, UnaryOperator<AuditRequest> then) {
        return request -> then.apply(first.apply(request));
    }
}
