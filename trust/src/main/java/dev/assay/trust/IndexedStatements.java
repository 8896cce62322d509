package dev.assay.trust;

import dev.assay.model.Digest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a verified index says of one module of one version: which release it lists and which statements are current. Only
 * made from an index that {@link SignedDocument#open} opened with the publisher's keys: everything rests on it.
 *
 * @param release the release digest that the index lists under this name and version; empty if it lists none
 * @param audit the bundle digest of the audit statement that is current for this module; empty if there is none
 * @param listed every statement that the index lists for it, by bundle digest, and since when: a statement of a bare key
 *     has no time of its own, so its age counts from then
 * @param expires from when on the index counts no more
 */
public record IndexedStatements(
        Optional<Digest> release, Optional<Digest> audit, Map<Digest, Instant> listed, Instant expires) {
    public IndexedStatements {
        listed = Map.copyOf(listed);
    }
}
