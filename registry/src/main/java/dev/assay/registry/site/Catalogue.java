package dev.assay.registry.site;

import dev.assay.model.Manifest;
import dev.assay.model.PluginName;
import dev.assay.model.Release;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.ListedVariant;
import dev.assay.registry.ReviewQueue;
import dev.assay.trust.Admission;
import dev.assay.trust.Decision;
import dev.assay.trust.Revocation;
import dev.assay.trust.TrustPolicy;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the pages tell, gathered once. Everything is judged under the trust policy, as a runtime would, at the time at which
 * the index was signed: so the same index gives the same pages.
 *
 * @param plugins sorted by name
 */
record Catalogue(Index index, TrustPolicy policy, List<Plugin> plugins, Optional<ReAudit> reAudit) {
    /** @param releases newest first, at least one */
    record Plugin(PluginName name, Manifest manifest, Published current, List<Published> releases) {}

    /** A release. */
    record Published(Entry entry, Optional<Revocation> revocation, List<Judged> variants, State state) {
        String version() {
            return entry.version().toString();
        }
    }

    /** A module, and whether a runtime with this trust policy would load it. */
    record Judged(ListedVariant listed, Decision decision, Optional<ReviewQueue.Case> review) {
        State state() {
            if (decision instanceof Decision.Admitted) {
                return review.isPresent() ? State.REVIEWED : State.APPROVED;
            }
            if (review.isPresent()) {
                return review.get().standing().rejecting().isEmpty() ? State.WAITING : State.REJECTED;
            }
            return listed.verdict().map(State::of).orElse(State.REFUSED);
        }
    }

    /** What becomes of a release, from the best to the worst. */
    enum State {
        APPROVED("Approved", "good", "✓"),
        REVIEWED("Approved by review", "good", "✓"),
        WAITING("Waiting for review", "wait", "…"),
        REFUSED("Does not load", "bad", "!"),
        REJECTED("Rejected", "bad", "✗"),
        REVOKED("Revoked", "bad", "✗");

        final String label;
        final String tone;
        final String sign;

        State(String label, String tone, String sign) {
            this.label = label;
            this.tone = tone;
            this.sign = sign;
        }

        /** Of what is refused though nobody is asked to review it. */
        static State of(dev.assay.model.Verdict verdict) {
            return verdict == dev.assay.model.Verdict.REJECTED ? REJECTED : REFUSED;
        }

        boolean loads() {
            return compareTo(WAITING) < 0;
        }

        State worse(State other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    /** Reads and judges all of a registry. */
    static Catalogue of(Index index, TrustPolicy policy, Optional<ReAudit> reAudit) {
        // Most of the time goes into signatures. A list is split evenly, which a set is not, and a plugin with many
        // releases
        // keeps no processor waiting for it.
        List<Plugin> plugins = List.copyOf(index.plugins()).parallelStream()
                .filter(name -> !index.releases(name).isEmpty())
                .map(name -> plugin(index, policy, name))
                .toList();
        return new Catalogue(index, policy, plugins, reAudit);
    }

    Instant now() {
        return index.issued();
    }

    /** Every release, plugin by plugin. */
    List<Published> releases() {
        return plugins.stream().flatMap(plugin -> plugin.releases().stream()).toList();
    }

    /** The modules that wait for a reviewer's answer, longest first. */
    List<ReviewQueue.Case> waiting() {
        return releases().stream()
                .flatMap(release -> release.variants().stream())
                .flatMap(variant -> variant.review().stream())
                .filter(review -> review.standing().isWaiting())
                .sorted(Comparator.comparing(ReviewQueue.Case::since))
                .toList();
    }

    private static Plugin plugin(Index index, TrustPolicy policy, PluginName name) {
        List<Published> releases = index.releases(name).parallelStream()
                .map(entry -> published(index, policy, entry))
                .toList();
        Published current = releases.stream()
                .filter(release -> release.state().loads())
                .min(Comparator.comparing(release -> release.entry().yanked().isPresent()))
                .orElse(releases.getFirst());
        byte[] yaml = index.fetch(current.entry(), current.entry().manifest());
        return new Plugin(name, Manifest.read(yaml, name + "/" + Manifest.FILE), current, releases);
    }

    private static Published published(Index index, TrustPolicy policy, Entry entry) {
        Optional<Revocation> revocation = index.revocation(entry);
        List<ReviewQueue.Case> reviews = ReviewQueue.of(index, entry, policy, index.issued());
        Release release = Release.read(index.fetch(entry, entry.release()));
        List<Judged> variants = entry.variants().stream()
                .map(listed -> new Judged(
                        listed,
                        new Admission(policy)
                                .decide(
                                        release,
                                        listed.module().digest(),
                                        index.statements(entry, listed),
                                        index.indexed(
                                                entry.plugin(),
                                                entry.version(),
                                                listed.module().digest()),
                                        index.revocations(),
                                        index.issued()),
                        reviews.stream()
                                .filter(review -> review.variant().name().equals(listed.name()))
                                .findFirst()))
                .toList();
        State state = revocation.isPresent()
                ? State.REVOKED
                : variants.stream().map(Judged::state).reduce(State.APPROVED, State::worse);
        return new Published(entry, revocation, variants, state);
    }
}
