package dev.assay.trust;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Digest;
import dev.assay.model.PredicateType;
import dev.assay.model.Reason;
import dev.assay.model.Release;
import dev.assay.model.Verdict;
import dev.assay.trust.Evidence.Item;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import dev.assay.trust.chain.Chain;
import dev.assay.trust.chain.Links;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** One decision in the making: the rule of {@link Admission}, check by check. */
final class Judgement {
    private final TrustPolicy policy;
    private final Release release;
    private final Digest module;
    private final IndexedStatements index;
    private final Revocations revocations;
    private final Instant now;

    private final Evidence evidence;

    private final List<Reason> reasons = new ArrayList<>();
    private final List<Digest> inputs = new ArrayList<>();

    /** The statements that were asked for, and why they do not count; empty if they do. */
    private final Map<Digest, List<Reason>> judged = new HashMap<>();

    Judgement(
            TrustPolicy policy,
            Release release,
            Digest module,
            IndexedStatements index,
            Revocations revocations,
            Instant now) {
        this.policy = policy;
        this.release = release;
        this.module = module;
        this.index = index;
        this.revocations = revocations;
        this.now = now;
        this.evidence = new Evidence(policy, index, revocations, module, release.digest(), now);
    }

    Decision decide(List<byte[]> bundles) {
        Checks checks = new Checks(reasons);
        if (bundles.size() > Evidence.MOST_BUNDLES) {
            checks.fails(tooMany(bundles));
        }
        List<Item> items = evidence.items(bundles);
        checks.within("release " + release.name() + " " + release.version() + " " + release.digest(), this::release);
        List<AuditPredicate> audits = new ArrayList<>(1);
        checks.within("audit statement", group -> audit(group, items).ifPresent(audits::add));
        if (audits.stream().anyMatch(audit -> audit.verdict() == Verdict.FLAGGED)) {
            checks.within("reviews", group -> reviews(group, items, audits.getFirst()));
        }
        policy.rule(Role.BUILDER)
                .ifPresent(rule -> checks.within("provenance", group -> provenance(group, items, rule)));
        Chain chain = checks.chain((reasons.isEmpty() ? "admitted" : "refused") + ": module " + module);
        Links links = evidence.links(items, judged);
        // Both are there if there is no reason; if ever not, it is refused all the same.
        if (!reasons.isEmpty() || audits.isEmpty() || index.audit().isEmpty()) {
            return new Decision.Refused(
                    module, release.digest(), reasons.stream().distinct().toList(), chain, links);
        }
        return new Decision.Admitted(
                module, release.digest(), index.audit().get(), audits.getFirst(), inputs, chain, links);
    }

    private void release(Checks checks) {
        release.variantOf(module)
                .ifPresentOrElse(
                        variant -> checks.passes("module " + module + " is its variant " + variant.name()),
                        () -> checks.fails(
                                "module-digest-differs",
                                "the module " + module + " is none of the release's variants",
                                "Fetch the module again; if it stays so, it is not what was published"));
        if (index.release().isEmpty()) {
            checks.fails(
                    "release-not-listed",
                    "the index does not list " + release.name() + " " + release.version(),
                    "Publish it, or refresh the index");
        } else if (!index.release().get().equals(release.digest())) {
            checks.fails(
                    "release-differs",
                    "the index lists another release of this name and version: "
                            + index.release().get(),
                    "Fetch the release again; a published version never changes");
        } else {
            checks.passes("listed by the index");
        }
        if (!now.isBefore(index.expires())) {
            checks.fails("index-expired", "the index expired at " + index.expires(), "Refresh the index");
        } else {
            checks.passes("the index is in force until " + index.expires());
        }
        List<Optional<Revocation>> revoked = List.of(
                revocations.of(release.name(), release.version(), now),
                revocations.of(release.digest(), now),
                revocations.of(module, now));
        revoked.stream().flatMap(Optional::stream).forEach(r -> checks.fails(Evidence.revoked("it", r)));
        if (revoked.stream().allMatch(Optional::isEmpty)) {
            checks.passes("not revoked");
        }
    }

    private Optional<AuditPredicate> audit(Checks checks, List<Item> items) {
        if (index.audit().isEmpty()) {
            checks.fails(
                    "no-audit-statement",
                    "the index names no current audit statement for this module and release",
                    "Have it audited ('assay audit', 'assay sign') and published");
        }
        Optional<Item> current = items.stream()
                .filter(item -> index.audit().equals(Optional.of(item.bundle())))
                .findFirst();
        if (current.isEmpty()) {
            index.audit()
                    .ifPresent(named -> checks.fails(
                            "audit-statement-missing",
                            "the index names the audit statement " + named + ", and none of the " + items.size()
                                    + " bundles at hand is it",
                            "Fetch it from the registry"));
            // Why what was brought instead does not count.
            items.forEach(item -> evidence.notCurrent(item).ifPresent(checks::fails));
            return Optional.empty();
        }
        int before = reasons.size();
        List<Reason> problems = new ArrayList<>(evidence.problems(current.get(), Role.AUDITOR, PredicateType.AUDIT));
        Optional<AuditPredicate> audit = Evidence.content(current.get(), AuditPredicate::fromJson, problems);
        problems.forEach(checks::fails);
        audit.ifPresent(predicate -> {
            checks.passes(evidence.signed(current.get()));
            audit(checks, predicate);
            inputs.add(current.get().bundle());
        });
        judged.put(current.get().bundle(), List.copyOf(reasons.subList(before, reasons.size())));
        return audit;
    }

    private void audit(Checks checks, AuditPredicate audit) {
        if (now.isBefore(audit.expires())) {
            checks.passes("in force until " + audit.expires());
        } else {
            checks.fails("audit-expired", "the audit expired at " + audit.expires(), "Have the module audited again");
        }
        if (audit.audited().isAfter(now.plus(Evidence.SKEW))) {
            checks.fails(
                    "audit-from-the-future",
                    "the audit says it was made at " + audit.audited(),
                    "Check the clocks of the auditor and of this host");
        }
        if (audit.complete()) {
            checks.passes("complete: nothing was skipped");
        } else {
            checks.fails(
                    "audit-incomplete",
                    "the audit could not judge everything",
                    "See the audit report for what was skipped, and change the module or the auditor");
        }
        release.variantOf(module)
                .filter(variant -> !variant.features().equals(audit.features()))
                .ifPresent(variant -> checks.fails(
                        "audit-features-differ",
                        "the audit found the WebAssembly features " + audit.features() + "; the release says "
                                + variant.features(),
                        "Publish a release that says what the binary needs"));
        switch (audit.verdict()) {
            case APPROVED -> checks.passes("verdict approved");
            case FLAGGED -> checks.notes("verdict flagged: reviews decide");
            case REJECTED ->
                checks.fails("verdict-rejected", "the audit rejected the module", "See the audit report and change it");
        }
    }

    private void reviews(Checks checks, List<Item> items, AuditPredicate audit) {
        Reviews reviews = Reviews.of(evidence, items, audit);
        judged.putAll(reviews.judged());
        for (Reviews.Answer answer : reviews.answers()) {
            if (answer.review().approved()) {
                inputs.add(answer.statement().bundle());
                checks.passes("approved, " + evidence.signed(answer.statement()));
            } else {
                checks.fails(
                        "review-rejected",
                        "a reviewer rejects the module, " + evidence.signed(answer.statement()),
                        "Change the module, or have it audited anew and that audit reviewed");
            }
        }
        reviews.withheld().forEach(checks::fails);
        if (reviews.approving().size() < reviews.needed()) {
            checks.fails(
                    "review-quorum-missing",
                    "the module is flagged and has " + reviews.approving().size() + " of " + reviews.needed()
                            + " reviews that count",
                    policy.rule(Role.REVIEWER).isEmpty()
                            ? "Name reviewers in the trust policy, and have them review it"
                            : "Have it reviewed ('assay review approve')");
            reviews.setAside().forEach(checks::fails);
        } else {
            // What does not count may not keep from counting what does.
            reviews.setAside().forEach(reason -> checks.notes("does not count: " + reason));
        }
    }

    /** Where the review stands; asked instead of {@link #decide}, not beside it. */
    Standing standing(List<byte[]> bundles) {
        Checks checks = new Checks(reasons);
        if (bundles.size() > Evidence.MOST_BUNDLES) {
            checks.fails(tooMany(bundles));
        }
        List<Item> items = evidence.items(bundles);
        Optional<AuditPredicate> audit = audit(checks, items);
        if (audit.isEmpty() || index.audit().isEmpty() || !reasons.isEmpty()) {
            return new Standing.NotReviewable(List.copyOf(reasons));
        }
        if (audit.get().verdict() != Verdict.FLAGGED) {
            return new Standing.NotReviewable(
                    List.of(new Reason("not-flagged", "the audit approves the module", "There is nothing to review")));
        }
        Reviews reviews = Reviews.of(evidence, items, audit.get());
        List<Reason> setAside = new ArrayList<>(reviews.withheld());
        setAside.addAll(reviews.setAside());
        return new Standing.Flagged(
                index.audit().get(),
                audit.get(),
                names(reviews.approving()),
                names(reviews.rejecting()),
                reviews.needed(),
                setAside);
    }

    private SortedSet<String> names(Set<Identity> people) {
        SortedSet<String> names = new TreeSet<>();
        people.forEach(one -> names.add(one.name()));
        return names;
    }

    private static Reason tooMany(List<byte[]> bundles) {
        return new Reason(
                "too-many-statements",
                "there are " + bundles.size() + " bundles at hand, more than " + Evidence.MOST_BUNDLES,
                "Give those that the index lists");
    }

    private void provenance(Checks checks, List<Item> items, Rule rule) {
        Set<Identity> builders = new HashSet<>();
        List<Reason> setAside = new ArrayList<>();
        for (Item item : items) {
            if (!item.mayBe(PredicateType.PROVENANCE)) {
                continue;
            }
            List<Reason> problems = evidence.problems(item, Role.BUILDER, PredicateType.PROVENANCE);
            setAside.addAll(problems);
            judged.put(item.bundle(), problems);
            if (problems.isEmpty()) {
                builders.addAll(evidence.signer(item));
                inputs.add(item.bundle());
                checks.passes(evidence.signed(item));
            }
        }
        if (builders.size() < rule.minimum()) {
            checks.fails(
                    "provenance-missing",
                    "the trust policy names builders, and there are " + builders.size() + " of " + rule.minimum()
                            + " provenance statements that count",
                    "Publish the release with its provenance, signed by a builder");
            setAside.forEach(checks::fails);
        }
    }
}
