package dev.assay.runtime;

import dev.assay.model.Capabilities;
import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Manifest;
import dev.assay.model.ModelException;
import dev.assay.model.Outcome;
import dev.assay.model.Reason;
import dev.assay.model.Release;
import dev.assay.model.Variant;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.RuntimeProfile;
import dev.assay.registry.ContentChangedException;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.ListedVariant;
import dev.assay.registry.RegistryException;
import dev.assay.sandbox.Assessment;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.Sandbox;
import dev.assay.trust.Admission;
import dev.assay.trust.Bundle;
import dev.assay.trust.Compatibility;
import dev.assay.trust.Decision;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.VerificationSummary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everything that must hold before a plugin runs, asked anew each time: the bytes are those of the digest, the release is
 * listed and not revoked, the audit is in force, this runtime offers what the plugin needs, and the plugin is who it says.
 * Thread-safe.
 */
final class Preparation {
    private final Admission admission;
    private final Sandbox sandbox;
    private final RuntimeProfile profile;
    private final TrustPolicy policy;
    private final SigningKey signer;
    private final Set<Tested> tested = ConcurrentHashMap.newKeySet();

    /** What a self-test was passed with; it need not be passed twice. */
    private record Tested(Digest module, Digest release, Capabilities grants) {}

    /** What the registry holds of an assignment. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Fetched(Release release, Manifest manifest, Variant variant, byte[] module, List<byte[]> bundles) {}

    /** @param signer signs what is said of each decision to load */
    Preparation(TrustPolicy policy, Sandbox sandbox, RuntimeProfile profile, SigningKey signer) {
        this.admission = new Admission(policy);
        this.policy = policy;
        this.sandbox = sandbox;
        this.profile = profile;
        this.signer = signer;
    }

    Prepared prepare(Assignment assignment, Index index, Instant now) throws InterruptedException {
        Optional<Entry> entry;
        Fetched fetched;
        try {
            entry = index.find(assignment.plugin(), assignment.release());
            if (entry.isEmpty()) {
                return Prepared.Refused.because(
                        "release-not-listed",
                        "the index does not list the release " + assignment.release() + " of " + assignment.plugin(),
                        "Publish it, or require a release that is listed");
            }
            fetched = fetch(assignment, index, entry.get());
        } catch (ContentChangedException e) {
            return Prepared.Refused.because(
                    "content-changed",
                    Inert.line(String.valueOf(e.getMessage()), 500),
                    "Find out who changed it, and restore the bytes that were audited");
        } catch (RegistryException e) {
            return Prepared.Refused.because(
                    Standing.UNAVAILABLE, Inert.line(String.valueOf(e.getMessage()), 500), "Look at the registry");
        } catch (ModelException | UnfitException e) {
            return Prepared.Refused.because(
                    "release-inconsistent",
                    assignment.plugin() + " " + assignment.version() + ": "
                            + Inert.line(String.valueOf(e.getMessage()), 500),
                    "Publish a new version");
        }
        return judge(assignment, index, fetched, now);
    }

    /** The parts of the release do not fit together. */
    private static final class UnfitException extends Exception {
        UnfitException(String message) {
            super(message);
        }
    }

    private static Fetched fetch(Assignment assignment, Index index, Entry entry) throws UnfitException {
        Release release = Release.read(index.fetch(entry, entry.release()));
        if (!release.name().equals(assignment.plugin()) || !release.version().equals(assignment.version())) {
            throw new UnfitException("the release is " + release.name() + " " + release.version());
        }
        if (!release.manifest().equals(entry.manifest().digest())) {
            throw new UnfitException("the index lists another manifest than the release names");
        }
        Manifest manifest = Manifest.read(index.fetch(entry, entry.manifest()), Manifest.FILE);
        if (!manifest.name().equals(release.name()) || !manifest.version().equals(release.version())) {
            throw new UnfitException("its manifest is that of " + manifest.name() + " " + manifest.version());
        }
        ListedVariant listed = entry.variantOf(assignment.module())
                .orElseThrow(() -> new UnfitException("it has no module " + assignment.module()));
        Variant claimed = release.variantOf(assignment.module())
                .orElseThrow(() -> new UnfitException("the release names no module " + assignment.module()));
        byte[] module = index.fetch(entry, listed.module());
        return new Fetched(release, manifest, asTheBytesSay(claimed, module), module, index.statements(entry, listed));
    }

    /** What the binary needs is read from the binary, whatever the release says. */
    private static Variant asTheBytesSay(Variant claimed, byte[] module) throws UnfitException {
        try {
            return new Variant(
                    claimed.name(),
                    claimed.module(),
                    claimed.size(),
                    WasmModule.read(module).features());
        } catch (WasmException e) {
            throw new UnfitException("its module cannot be read: " + e.getMessage());
        }
    }

    private Prepared judge(Assignment assignment, Index index, Fetched fetched, Instant now)
            throws InterruptedException {
        Decision decision = admission.decide(
                fetched.release(),
                Digest.of(fetched.module()),
                fetched.bundles(),
                index.indexed(assignment.plugin(), assignment.version(), assignment.module()),
                index.revocations(),
                now);
        List<Reason> reasons = new ArrayList<>();
        if (decision instanceof Decision.Refused refused) {
            reasons.addAll(refused.reasons());
        }
        reasons.addAll(Compatibility.check(fetched.manifest(), fetched.variant(), assignment.grants(), profile));
        if (!(decision instanceof Decision.Admitted admitted) || !reasons.isEmpty()) {
            return new Prepared.Refused(reasons);
        }
        // Only what is admitted is run, be it for a test.
        return selfTest(assignment, fetched)
                .<Prepared>map(reason -> new Prepared.Refused(List.of(reason)))
                .orElseGet(() -> new Prepared.Ready(
                        assignment,
                        fetched.manifest(),
                        fetched.module(),
                        admitted,
                        load(admitted, fetched.release(), now)));
    }

    /** The decision as a statement, so that each result can be traced to what it was loaded by. */
    private Bundle load(Decision.Admitted admitted, Release release, Instant now) {
        String verifier = VerificationSummary.verifier("runtime", signer.verificationKey());
        return Signer.sign(VerificationSummary.of(admitted, release, policy, verifier, now), signer);
    }

    private Optional<Reason> selfTest(Assignment assignment, Fetched fetched) throws InterruptedException {
        Tested test = new Tested(assignment.module(), assignment.release(), assignment.grants());
        if (tested.contains(test)) {
            return Optional.empty();
        }
        Run run = sandbox.run(Assessment.describe(fetched.module(), fetched.manifest(), assignment.grants()));
        // The sandbox completes a description only if name and version in it are the manifest's.
        if (run.outcome() == Outcome.COMPLETED) {
            tested.add(test);
            return Optional.empty();
        }
        return Optional.of(new Reason(
                "self-test-failed",
                assignment.plugin() + " " + assignment.version() + " was asked to describe itself and ended as "
                        + run.outcome().id() + ": " + run.detail(),
                "Try it with 'assay test', and publish a version that passes"));
    }
}
