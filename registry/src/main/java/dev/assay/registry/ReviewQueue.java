package dev.assay.registry;

import dev.assay.model.PluginName;
import dev.assay.model.Release;
import dev.assay.model.Variant;
import dev.assay.model.Verdict;
import dev.assay.trust.Admission;
import dev.assay.trust.Standing;
import dev.assay.trust.TrustPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What of a registry is for reviewers: the modules that their current audit flags. */
public final class ReviewQueue {
    private ReviewQueue() {}

    /**
     * A flagged module.
     *
     * @param since when the index first listed the audit statement that flags it
     */
    public record Case(Entry entry, Release release, Variant variant, Standing.Flagged standing, Instant since) {}

    /**
     * The flagged modules of a registry, answered or not, that are not revoked; who waits longest comes first.
     *
     * @throws RegistryException when the registry lacks a release that it lists
     */
    public static List<Case> of(Index index, TrustPolicy policy, Instant now) {
        List<Case> cases = new ArrayList<>();
        for (PluginName plugin : index.plugins()) {
            for (Entry entry : index.releases(plugin)) {
                cases.addAll(of(index, entry, policy, now));
            }
        }
        return cases.stream().sorted(Comparator.comparing(Case::since)).toList();
    }

    /** The flagged modules of one release. */
    public static List<Case> of(Index index, Entry entry, TrustPolicy policy, Instant now) {
        List<Case> cases = new ArrayList<>();
        if (index.revocation(entry).isPresent()) {
            return cases;
        }
        for (ListedVariant listed : entry.variants()) {
            if (listed.verdict().filter(Verdict.FLAGGED::equals).isPresent()) {
                Release release = Release.read(index.fetch(entry, entry.release()));
                Standing standing = new Admission(policy)
                        .standing(
                                release,
                                listed.module().digest(),
                                index.statements(entry, listed),
                                index.indexed(
                                        entry.plugin(),
                                        entry.version(),
                                        listed.module().digest()),
                                index.revocations(),
                                now);
                if (standing instanceof Standing.Flagged flagged) {
                    Variant variant =
                            release.variantOf(listed.module().digest()).orElseThrow(() -> unnamed(entry, listed));
                    Instant since = listed.statement(flagged.statement()).listed();
                    cases.add(new Case(entry, release, variant, flagged, since));
                }
            }
        }
        return cases;
    }

    private static RegistryException unnamed(Entry entry, ListedVariant listed) {
        return new RegistryException(entry.plugin() + " " + entry.version() + " lists the module "
                + listed.module().digest()
                + ", which its release does not name: it was signed wrongly. Tell its publisher");
    }
}
