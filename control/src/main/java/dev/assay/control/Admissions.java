package dev.assay.control;

import dev.assay.model.Digest;
import dev.assay.model.Reason;
import dev.assay.model.Release;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.ListedVariant;
import dev.assay.trust.Admission;
import dev.assay.trust.Decision;
import java.time.Clock;
import java.util.List;

/** Asks the trust room whether a module of the verified index may be loaded, as a runtime would. */
final class Admissions {
    private final Registries registries;
    private final Clock clock;

    Admissions(Registries registries, Clock clock) {
        this.registries = registries;
        this.clock = clock;
    }

    /** The module must be one of the entry's. */
    Decision decide(Index index, Entry entry, Release release, Digest module) {
        ListedVariant variant = entry.variantOf(module).orElseThrow();
        return new Admission(registries.policy())
                .decide(
                        release,
                        module,
                        index.statements(entry, variant),
                        index.indexed(entry.plugin(), entry.version(), module),
                        index.revocations(),
                        clock.instant());
    }

    /** Why it may not be loaded; empty if it may. */
    List<Reason> reasons(Index index, Entry entry, Release release, Digest module) {
        return switch (decide(index, entry, release, module)) {
            case Decision.Admitted admitted -> List.of();
            case Decision.Refused refused -> refused.reasons();
        };
    }
}
