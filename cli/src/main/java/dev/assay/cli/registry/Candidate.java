package dev.assay.cli.registry;

import dev.assay.audit.AuditRequest;
import dev.assay.audit.ManifestFile;
import dev.assay.cli.Judging;
import dev.assay.cli.ReleaseFolder;
import dev.assay.model.Capabilities;
import dev.assay.model.Digest;
import dev.assay.model.Manifest;
import dev.assay.model.Release;
import dev.assay.model.Variant;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.ReviewQueue;
import dev.assay.trust.Admission;
import dev.assay.trust.Bundle;
import dev.assay.trust.Standing;
import dev.assay.trust.TrustPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A flagged module that a reviewer may answer, of a registry or of a release folder.
 *
 * @param since when it was flagged
 * @param manifest reads the bytes of {@code plugin.yaml}
 * @param module reads the bytes of the module
 * @param statements all that was said about it
 */
record Candidate(
        Release release,
        Variant variant,
        Standing.Flagged standing,
        Instant since,
        Supplier<byte[]> manifest,
        Supplier<byte[]> module,
        List<byte[]> statements) {
    /** Those of a registry, who waits longest first. */
    static List<Candidate> of(Index index, TrustPolicy policy, Instant now) {
        return ReviewQueue.of(index, policy, now).stream()
                .map(flagged -> of(index, flagged))
                .toList();
    }

    private static Candidate of(Index index, ReviewQueue.Case flagged) {
        Entry entry = flagged.entry();
        var listed = entry.variantOf(flagged.variant().module()).orElseThrow();
        return new Candidate(
                flagged.release(),
                flagged.variant(),
                flagged.standing(),
                flagged.since(),
                () -> index.fetch(entry, entry.manifest()),
                () -> index.fetch(entry, listed.module()),
                index.statements(entry, listed));
    }

    /** Those of a release that is not published yet. */
    static List<Candidate> of(ReleaseFolder folder, TrustPolicy policy, Instant now) {
        List<byte[]> statements =
                folder.statements().stream().map(Bundle::bytes).toList();
        List<Candidate> candidates = new ArrayList<>();
        for (Variant variant : folder.release().variants()) {
            if (new Admission(policy).standing(folder.release(), variant.module(), statements, now)
                    instanceof Standing.Flagged flagged) {
                candidates.add(new Candidate(
                        folder.release(),
                        variant,
                        flagged,
                        flagged.audit().audited(),
                        folder::manifestBytes,
                        () -> folder.module(variant),
                        statements));
            }
        }
        return candidates;
    }

    /** Whether a person who names this means it: a module, a release, or {@code owner/name@version}. */
    boolean isNamed(String text) {
        if (text.startsWith("sha256:")) {
            Digest digest = Digest.parse(text);
            return digest.equals(variant.module()) || digest.equals(release.digest());
        }
        return text.equals(release.name() + "@" + release.version());
    }

    /** An audit of the very bytes, to be made now: what a reviewer reads is never a report that someone left. */
    AuditRequest request(Judging judging) {
        return judging.request(
                this + ".wasm",
                module.get(),
                ManifestFile.read(manifest.get(), this + "/" + Manifest.FILE),
                release,
                variant,
                statements);
    }

    /** What it says it may touch. */
    Capabilities declared() {
        return Manifest.read(manifest.get(), this + "/" + Manifest.FILE).capabilities();
    }

    String state() {
        return standing.isWaiting() ? "waiting" : standing.isApproved() ? "approved" : "rejected";
    }

    @Override
    public String toString() {
        return release.name() + " " + release.version() + " " + variant.name();
    }
}
