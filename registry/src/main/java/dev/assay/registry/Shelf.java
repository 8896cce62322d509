package dev.assay.registry;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Manifest;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import dev.assay.model.Verdict;
import dev.assay.trust.Admission;
import dev.assay.trust.Bundle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts a release and its statements into a plugin's layout and says how the index lists them. */
final class Shelf {
    /** How far the clocks of an auditor and of this host may differ. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Layout layout;
    private final Instant now;

    Shelf(Layout layout, Instant now) {
        this.layout = layout;
        this.now = now;
    }

    /** A new release, without its statements. */
    Entry place(Publication publication) {
        Release release = publication.release();
        Manifest manifest = publication.manifest();
        layout.put(Artifact.EMPTY);
        Blob document = layout.put(release.bytes());
        Blob plugin = layout.put(publication.manifestBytes());
        Optional<Blob> schema = publication.schema().map(layout::put);
        List<ListedVariant> variants = new ArrayList<>();
        for (Variant variant : release.variants()) {
            Blob module = layout.put(publication.module(variant));
            Blob artifact = put(Artifact.module(module, manifest, now));
            variants.add(new ListedVariant(
                    variant.name(),
                    module,
                    variant.features(),
                    artifact,
                    referrers(artifact, document, plugin, schema, now, List.of()),
                    List.of(),
                    Optional.empty(),
                    Optional.empty()));
        }
        return new Entry(
                release.name(),
                release.version(),
                now,
                manifest.contract(),
                manifest.capabilities(),
                document,
                plugin,
                schema,
                variants,
                Optional.empty());
    }

    /** The entry with these statements too, each at the variant that it is about; the same entry if it has them all. */
    Entry attach(Entry entry, List<Bundle> bundles) {
        return entry.with(
                entry.variants().stream().map(v -> attach(entry, v, bundles)).toList());
    }

    private ListedVariant attach(Entry entry, ListedVariant variant, List<Bundle> bundles) {
        List<ListedStatement> statements = new ArrayList<>(variant.statements());
        Optional<Audit> audit = variant.audit().map(digest -> Audit.of(layout.bundle(variant.statement(digest))));
        for (Bundle bundle : bundles) {
            Statement statement = Publication.statement(bundle);
            Digest digest = Digest.of(bundle.bytes());
            if (statement.isAbout(variant.module().digest(), entry.release().digest())
                    && statements.stream().noneMatch(s -> s.bundle().digest().equals(digest))) {
                requirePast(bundle, statement);
                statements.add(new ListedStatement(layout.put(bundle.bytes()), statement.predicateType(), now));
                if (statement.predicateType().equals(PredicateType.AUDIT)) {
                    audit = Optional.of(Audit.newer(audit, Audit.of(bundle)));
                }
            }
        }
        if (statements.size() == variant.statements().size()) {
            return variant;
        }
        if (statements.size() > Admission.MOST_STATEMENTS) {
            throw new RegistryException("variant " + variant.name() + " of " + entry.plugin() + " " + entry.version()
                    + " would have " + statements.size() + " statements, and with more than "
                    + Admission.MOST_STATEMENTS
                    + " it would load nowhere. Publish a new version; if this one must stop,"
                    + " revoke it");
        }
        return new ListedVariant(
                variant.name(),
                variant.module(),
                variant.features(),
                variant.artifact(),
                referrers(
                        variant.artifact(),
                        entry.release(),
                        entry.manifest(),
                        entry.schema(),
                        entry.published(),
                        statements),
                statements,
                audit.map(Audit::bundle),
                audit.map(Audit::verdict));
    }

    /** Else anybody's statement from the far future would stay the current audit for good: no later one is newer. */
    private void requirePast(Bundle bundle, Statement statement) {
        if (statement.predicateType().equals(PredicateType.AUDIT)
                && Audit.of(bundle).audited().isAfter(now.plus(SKEW))) {
            throw new RegistryException("the audit statement " + bundle.digest() + " says it was made at "
                    + Audit.of(bundle).audited()
                    + ", which is still to come. Check the clocks of the auditor and of this host");
        }
    }

    /** An audit statement, as far as it decides which one counts. */
    private record Audit(Digest bundle, Verdict verdict, Instant audited) {
        static Audit of(Bundle bundle) {
            AuditPredicate predicate = AuditPredicate.fromJson(
                    Fields.of(Publication.statement(bundle).predicate(), "audit statement"));
            return new Audit(Digest.of(bundle.bytes()), predicate.verdict(), predicate.audited());
        }

        /** An old audit that is listed late does not take the place of a newer one. */
        static Audit newer(Optional<Audit> current, Audit other) {
            return current.filter(audit -> audit.audited().isAfter(other.audited()))
                    .orElse(other);
        }
    }

    private Blob referrers(
            Blob artifact,
            Blob release,
            Blob plugin,
            Optional<Blob> schema,
            Instant published,
            List<ListedStatement> statements) {
        return put(Artifact.referrers(artifact, release, plugin, schema, published, statements));
    }

    /** Returns the last one. */
    private Blob put(List<byte[]> documents) {
        documents.subList(0, documents.size() - 1).forEach(layout::put);
        return layout.put(documents.getLast());
    }
}
