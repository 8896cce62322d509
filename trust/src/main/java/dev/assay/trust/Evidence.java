package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.ModelException;
import dev.assay.model.PredicateType;
import dev.assay.model.Reason;
import dev.assay.model.Statement;
import dev.assay.trust.Verification.Refused;
import dev.assay.trust.Verification.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    /** A bundle at hand. */
    record Item(Digest bundle, Verification verification) {
        /** Whether it is a statement of this type; of what is not believed nobody can say. */
        boolean mayBe(String predicateType) {
            return !(verification instanceof Verified verified)
                    || verified.statement().predicateType().equals(predicateType);
        }
    }

    List<Item> items(List<byte[]> bundles) {
        return bundles.stream()
                .limit(MOST_BUNDLES)
                .map(bytes -> new Item(Digest.of(bytes), BundleVerifier.verify(bytes, policy.keys())))
                .toList();
    }

    /** Why this bundle does not count as such a statement of this role; empty if it does. */
    List<Reason> problems(Item item, Role role, String predicateType) {
        return switch (item.verification()) {
            case Refused refused -> List.of(refused.reason());
            case Verified verified -> {
                List<Reason> problems = new ArrayList<>();
                signer(verified, role, problems);
                subject(verified.statement(), predicateType, problems);
                age(verified.bundle(), role, problems);
                yield problems;
            }
        };
    }

    private void signer(Verified verified, Role role, List<Reason> problems) {
        revocations
                .of(verified.signer(), now)
                .ifPresent(revocation -> problems.add(new Reason(
                        "signer-revoked",
                        "the key " + verified.signer().hint() + " that signed it was revoked at " + revocation.time()
                                + ": " + revocation.reason(),
                        "Have it signed by a key that is not revoked")));
        revocations.of(verified.bundle(), now).ifPresent(r -> problems.add(revoked("the statement", r)));
        Optional<Role> held = policy.roleOf(verified.signer());
        if (!held.equals(Optional.of(role))) {
            problems.add(new Reason(
                    "wrong-role",
                    name(verified.signer()) + " is " + held.map(Role::id).orElse("nobody") + ", not " + role.id(),
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

    private void age(Digest bundle, Role role, List<Reason> problems) {
        Instant listed = index.listed().get(bundle);
        if (listed == null) {
            problems.add(new Reason(
                    "statement-not-listed", "the index does not list the statement " + bundle, "Publish it"));
            return;
        }
        if (listed.isAfter(now.plus(SKEW))) {
            problems.add(new Reason(
                    "statement-from-the-future",
                    "the index lists the statement since " + listed,
                    "Check the clocks of the publisher and of this host"));
        }
        policy.rule(role)
                .flatMap(TrustPolicy.Rule::maximumAge)
                .filter(age -> !now.isBefore(listed.plus(age)))
                .ifPresent(age -> problems.add(new Reason(
                        "statement-too-old",
                        "the index lists the statement since " + listed + "; the trust policy lets one of a "
                                + role.id() + " count for " + age.toHours() + " hours",
                        "Have it made anew")));
    }

    /** Why a bundle that is not the current audit statement is none; empty for statements of other types. */
    Optional<Reason> notCurrent(Item item) {
        return switch (item.verification()) {
            case Refused refused -> Optional.of(refused.reason());
            case Verified verified when !item.mayBe(PredicateType.AUDIT) -> Optional.empty();
            case Verified verified ->
                Optional.of(new Reason(
                        "audit-not-current",
                        "the audit statement " + verified.bundle() + " is not the one that the index names",
                        "Use the one that the index names"));
        };
    }

    /** The content of a statement that counts, or one more problem. */
    static <T> Optional<T> content(Item item, Function<Fields, T> reader, List<Reason> problems) {
        if (!(item.verification() instanceof Verified verified) || !problems.isEmpty()) {
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
    List<VerificationKey> signer(Item item) {
        return item.verification() instanceof Verified verified ? List.of(verified.signer()) : List.of();
    }

    /** Who signed, for people. */
    String signed(Item item) {
        return "signed by " + (item.verification() instanceof Verified verified ? name(verified.signer()) : "nobody");
    }

    private String name(VerificationKey key) {
        return policy.nameOf(key).orElse("?") + " (" + key + ")";
    }

    static Reason revoked(String what, Revocation revocation) {
        return new Reason(
                "revoked",
                what + " was revoked at " + revocation.time() + " ("
                        + revocation.severity().id() + "): " + revocation.reason(),
                "Choose another version, or have the revocation undone if it was wrong");
    }
}
