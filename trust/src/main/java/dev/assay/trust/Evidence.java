package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.ModelException;
import dev.assay.model.PredicateType;
import dev.assay.model.Reason;
import dev.assay.model.Statement;
import dev.assay.trust.Attribution.Attributed;
import dev.assay.trust.Attribution.Refused;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.chain.Link;
import dev.assay.trust.chain.Links;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a statement must be before its content is looked at: by whom, about what, since when. */
record Evidence(
        TrustPolicy policy,
        IndexedStatements index,
        Revocations revocations,
        Digest module,
        Digest release,
        Instant now) {
    /** How far the clocks of a publisher and of this host may differ. */
    static final Duration SKEW = Duration.ofMinutes(5);

    /** More than any release has: a store may not make us verify for ever. */
    static final int MOST_BUNDLES = 256;

    /** The code of a statement that is older than the trust policy lets it be. */
    static final String TOO_OLD = "statement-too-old";

    /** A bundle at hand. */
    record Item(Digest bundle, Attribution attribution) {
        /** Whether it is a statement of this type; of what is not believed nobody can say. */
        boolean mayBe(String predicateType) {
            return !(attribution instanceof Attributed verified)
                    || verified.statement().predicateType().equals(predicateType);
        }
    }

    List<Item> items(List<byte[]> bundles) {
        return bundles.stream()
                .limit(MOST_BUNDLES)
                .map(bytes -> new Item(Digest.of(bytes), Attribution.of(bytes, policy)))
                .toList();
    }

    /** Why this bundle does not count as such a statement of this role; empty if it does. */
    List<Reason> problems(Item item, Role role, String predicateType) {
        return switch (item.attribution()) {
            case Refused refused -> List.of(refused.reason());
            case Attributed verified -> {
                List<Reason> problems = new ArrayList<>();
                signer(verified, role, problems);
                subject(verified.statement(), predicateType, problems);
                age(verified, role, problems);
                yield problems;
            }
        };
    }

    private void signer(Attributed verified, Role role, List<Reason> problems) {
        revocations
                .of(verified, now)
                .ifPresent(revocation -> problems.add(new Reason(
                        "signer-revoked",
                        name(verified) + ", who signed it, was revoked at " + revocation.time() + ": "
                                + revocation.reason(),
                        "Have it signed by an identity that is not revoked")));
        revocations.of(verified.bundle(), now).ifPresent(r -> problems.add(revoked("the statement", r)));
        if (verified.role() != role) {
            problems.add(new Reason(
                    "wrong-role",
                    name(verified) + " is " + verified.role().id() + ", not " + role.id(),
                    "Have it signed by a " + role.id() + " of the trust policy"));
        }
    }

    private void subject(Statement statement, String predicateType, List<Reason> problems) {
        if (!statement.predicateType().equals(predicateType)) {
            problems.add(new Reason(
                    "wrong-predicate",
                    "it states " + Inert.quote(statement.predicateType()) + ", not " + predicateType,
                    "Give the statement of that type"));
        }
        if (!statement.isAbout(module, release)) {
            problems.add(new Reason(
                    "statement-about-other-digest",
                    "it is not about both the module " + module + " and the release " + release,
                    "Give the statement about exactly this module and release"));
        }
    }

    /** A bare key's statement has no time of its own: its age counts from when the index listed it. */
    private void age(Attributed statement, Role role, List<Reason> problems) {
        Instant listed = index.listed().get(statement.bundle());
        if (listed == null) {
            problems.add(new Reason(
                    "statement-not-listed",
                    "the index does not list the statement " + statement.bundle(),
                    "Publish it"));
            return;
        }
        Instant since = statement.signed().orElse(listed);
        String told = statement.signed().isPresent()
                ? "the statement was signed at " + since
                : "the index lists the statement since " + since;
        if (listed.isAfter(now.plus(SKEW)) || since.isAfter(now.plus(SKEW))) {
            problems.add(new Reason(
                    "statement-from-the-future",
                    listed.isAfter(now.plus(SKEW)) ? "the index lists the statement since " + listed : told,
                    "Check the clocks of the publisher and of this host"));
        }
        policy.rule(role)
                .flatMap(TrustPolicy.Rule::maximumAge)
                .filter(age -> !now.isBefore(since.plus(age)))
                .ifPresent(age -> problems.add(new Reason(
                        TOO_OLD,
                        told + "; the trust policy lets one of a " + role.id() + " count for " + age.toHours()
                                + " hours",
                        "Have it made anew")));
    }

    /** Why a bundle that is not the current audit statement is none; empty for statements of other types. */
    Optional<Reason> notCurrent(Item item) {
        return switch (item.attribution()) {
            case Refused refused -> Optional.of(refused.reason());
            case Attributed verified when !item.mayBe(PredicateType.AUDIT) -> Optional.empty();
            case Attributed verified ->
                Optional.of(new Reason(
                        "audit-not-current",
                        "the audit statement " + verified.bundle() + " is not the one that the index names",
                        "Use the one that the index names"));
        };
    }

    /** The content of a statement that counts, or one more problem. */
    static <T> Optional<T> content(Item item, Function<Fields, T> reader, List<Reason> problems) {
        if (!(item.attribution() instanceof Attributed verified) || !problems.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(Fields.of(verified.statement().predicate(), "predicate")));
        } catch (ModelException e) {
            problems.add(new Reason(
                    "predicate-malformed",
                    "the content of the statement is not of its type: " + e.getMessage(),
                    "Have it made anew by a version of Assay that fits this one"));
            return Optional.empty();
        }
    }

    /** Whose statement it is, if it is believed. */
    List<Identity> signer(Item item) {
        return item.attribution() instanceof Attributed verified ? List.of(verified.by()) : List.of();
    }

    /** Who signed, for people. */
    String signed(Item item) {
        return "signed by " + (item.attribution() instanceof Attributed verified ? name(verified) : "nobody");
    }

    private static String name(Attributed statement) {
        return statement.by().name() + " (" + credential(statement) + ")"
                + statement.signed().map(time -> " at " + time).orElse("");
    }

    private static String credential(Attributed statement) {
        return statement
                .keyless()
                .map(signer -> signer.name() + " by " + signer.issuer().orElse("nobody"))
                .orElseGet(() -> statement.by().credential().toString());
    }

    /**
     * Every statement at hand or listed, and what became of it.
     *
     * @param judged those that the decision asked for, and why they do not count; empty if they do
     */
    Links links(List<Item> items, Map<Digest, List<Reason>> judged) {
        List<Link> links = new ArrayList<>();
        Set<Digest> withheld = new TreeSet<>(index.listed().keySet());
        for (Item item : items) {
            withheld.remove(item.bundle());
            links.add(link(item, Optional.ofNullable(judged.get(item.bundle()))));
        }
        withheld.stream()
                .limit(MOST_BUNDLES)
                .forEach(digest -> links.add(new Link(
                        digest,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.ofNullable(index.listed().get(digest)),
                        Optional.empty(),
                        Link.Use.WITHHELD,
                        List.of())));
        return new Links(links);
    }

    private Link link(Item item, Optional<List<Reason>> judged) {
        List<Reason> reasons = judged.orElseGet(() -> notAskedFor(item));
        Link.Use use =
                !reasons.isEmpty() ? Link.Use.SET_ASIDE : judged.isPresent() ? Link.Use.COUNTS : Link.Use.NOT_NEEDED;
        Optional<Attributed> known =
                item.attribution() instanceof Attributed verified ? Optional.of(verified) : Optional.empty();
        Optional<Instant> listed = Optional.ofNullable(index.listed().get(item.bundle()));
        return new Link(
                item.bundle(),
                known.map(verified -> verified.statement().predicateType()),
                known.map(by -> new Link.Signer(
                        by.by().name(), credential(by), by.role().id())),
                known.flatMap(Attributed::signed),
                listed,
                known.flatMap(verified -> until(verified, listed)),
                use,
                reasons);
    }

    /** What is wrong with a statement that this decision does not ask for, or asks for elsewhere. */
    private List<Reason> notAskedFor(Item item) {
        return switch (item.attribution()) {
            case Refused refused -> List.of(refused.reason());
            case Attributed verified ->
                switch (verified.statement().predicateType()) {
                    case PredicateType.AUDIT -> notCurrent(item).stream().toList();
                    case PredicateType.SBOM -> problems(item, Role.BUILDER, PredicateType.SBOM);
                    case PredicateType.VERIFICATION_SUMMARY ->
                        problems(item, Role.AUDITOR, PredicateType.VERIFICATION_SUMMARY);
                    default -> List.of();
                };
        };
    }

    private Optional<Instant> until(Attributed statement, Optional<Instant> listed) {
        Optional<Instant> tooOld = policy.rule(statement.role())
                .flatMap(TrustPolicy.Rule::maximumAge)
                .flatMap(age -> statement.signed().or(() -> listed).map(since -> since.plus(age)));
        return Stream.concat(expiry(statement.statement()).stream(), tooOld.stream())
                .min(Comparator.naturalOrder());
    }

    /** As it says itself: audits and reviews do. */
    private static Optional<Instant> expiry(Statement statement) {
        try {
            return Fields.of(statement.predicate(), "predicate").optionalInstant("expires");
        } catch (ModelException e) {
            return Optional.empty();
        }
    }

    static Reason revoked(String what, Revocation revocation) {
        return new Reason(
                "revoked",
                what + " was revoked at " + revocation.time() + " ("
                        + revocation.severity().id() + "): " + revocation.reason(),
                "Choose another version, or have the revocation undone if it was wrong");
    }
}
