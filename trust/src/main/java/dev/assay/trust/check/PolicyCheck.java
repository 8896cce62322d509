package dev.assay.trust.check;

import dev.assay.trust.Credential;
import dev.assay.trust.Credential.Keyless;
import dev.assay.trust.Credential.Pin;
import dev.assay.trust.Role;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import dev.assay.trust.check.Warning.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks for what is too wide in a trust policy. Pure: the same policy gives the same warnings, in the order of its roles. */
public final class PolicyCheck {
    private static final Duration LONGEST = Duration.ofDays(366);

    private final TrustPolicy policy;
    private final List<Warning> warnings = new ArrayList<>();

    private PolicyCheck(TrustPolicy policy) {
        this.policy = policy;
    }

    /** Every warning, not only the first. */
    public static List<Warning> of(TrustPolicy policy) {
        PolicyCheck check = new PolicyCheck(policy);
        for (Role role : Role.values()) {
            policy.rule(role).ifPresentOrElse(rule -> check.rule(role, rule), () -> check.absent(role));
        }
        check.sameWorkflows();
        return List.copyOf(check.warnings);
    }

    private void absent(Role role) {
        switch (role) {
            case BUILDER ->
                wide(
                        "no-builder",
                        role,
                        "nobody has to say how a module was built",
                        "Name the build workflow or its key under 'builder'");
            case REVIEWER -> note("no-reviewer", role, "a flagged module never loads", "Name reviewers if it should");
            case AUDITOR, PUBLISHER ->
                note("role-empty", role, "nothing is ever admitted", "Name one under '" + role.id() + "'");
        }
    }

    private void rule(Role role, Rule rule) {
        age(role, rule);
        for (Identity identity : rule.identities()) {
            if (identity.credential() instanceof Keyless keyless) {
                keyless(role, identity, keyless);
            }
        }
        if (role == Role.REVIEWER && rule.minimum() == 1) {
            note(
                    "one-reviewer-is-enough",
                    role,
                    "any one reviewer alone lets a flagged module load",
                    "Set 'minimum: 2' where two people are at hand");
        }
        if (rule.minimum() > 1) {
            quorum(role, rule);
        }
    }

    /** How a module was built does not change with the years; an audit and a review do age. */
    private void age(Role role, Rule rule) {
        if (role != Role.AUDITOR && role != Role.REVIEWER) {
            return;
        }
        if (rule.maximumAge().isEmpty()) {
            wide(
                    "maximum-age-missing",
                    role,
                    "a statement counts for as long as it says itself",
                    "Add 'maximum-age', such as 180d");
        } else if (rule.maximumAge().get().compareTo(LONGEST) > 0) {
            wide(
                    "maximum-age-long",
                    role,
                    "a statement may count for " + rule.maximumAge().get().toDays() + " days",
                    "Set 'maximum-age' to a year or less");
        }
    }

    private void keyless(Role role, Identity identity, Keyless keyless) {
        if (keyless.isOpen()) {
            wide(
                    "name-pattern",
                    role,
                    identity,
                    "whoever may make such a branch or tag is meant: " + keyless.san(),
                    "Write the one ref that may sign");
        }
        if (!keyless.isMachine()) {
            if (role != Role.REVIEWER) {
                wide(
                        "person-as-" + role.id(),
                        role,
                        identity,
                        "a person's login is named where a workflow is usual",
                        "Name the workflow, with its repository id");
            }
            return;
        }
        Map<Pin, String> missing = new TreeMap<>();
        missing.put(Pin.REPOSITORY_ID, "the repository's name can be taken by another owner once it is free");
        missing.put(Pin.SOURCE_REF, "any branch of the repository may call this workflow");
        missing.put(Pin.BUILD_CONFIG, "any workflow of the repository may call this one");
        missing.put(Pin.RUNNER, "a machine of anybody's own may run it, where it can be tampered with");
        missing.keySet().removeAll(keyless.pins().keySet());
        missing.forEach((pin, why) ->
                wide(pin.id() + "-missing", role, identity, why, "Add '" + pin.id() + "' as the certificate has it"));
        if (role == Role.REVIEWER) {
            wide(
                    "workflow-as-reviewer",
                    role,
                    identity,
                    "a workflow says what a person should: whoever may change or start it can approve",
                    "Name people's keys or logins as reviewers");
        }
    }

    /** Whether one person, or one repository, could make several of the statements that the quorum wants. */
    private void quorum(Role role, Rule rule) {
        List<Identity> all = rule.identities();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                Optional<String> shared = shared(all.get(i), all.get(j));
                if (shared.isPresent()) {
                    wide(
                            "quorum-of-one",
                            role,
                            all.get(j),
                            "it may be the same as '" + all.get(i).name() + "' (" + shared.get() + "), so one may fill "
                                    + "the quorum of " + rule.minimum(),
                            "Name each person or repository once, or raise 'minimum'");
                }
            }
        }
        if (rule.minimum() == all.size()) {
            note(
                    "all-are-needed",
                    role,
                    "all " + all.size() + " are needed: with one key lost, none can",
                    "Name one more than 'minimum'");
        }
    }

    private static Optional<String> shared(Identity one, Identity other) {
        if (one.credential() instanceof Keyless a && other.credential() instanceof Keyless b) {
            if (a.san().equals(b.san())) {
                return Optional.of("the same login at two issuers, or under other pins");
            }
            String repository = a.pins().getOrDefault(Pin.REPOSITORY_ID, "");
            if (!repository.isEmpty() && repository.equals(b.pins().get(Pin.REPOSITORY_ID))) {
                return Optional.of("the same repository");
            }
        }
        return stem(one.name()).equals(stem(other.name())) ? Optional.of("the same name") : Optional.empty();
    }

    /** The name without what tells a person's keys apart: numbers, case, punctuation, and the usual words. */
    private static String stem(String name) {
        String words = name.toLowerCase(Locale.ROOT)
                .replaceAll("\\b(key|old|new|spare|backup|second|laptop|token|yubikey)\\b", " ")
                .replaceAll("[^\\p{L}]+", " ")
                .strip();
        return words.isEmpty() ? name : words;
    }

    /** Two roles of one workflow, told apart by the ref alone: who may push may be both. */
    private void sameWorkflows() {
        Map<String, Role> seen = new TreeMap<>();
        for (Role role : Role.values()) {
            for (Identity identity : policy.identities(role)) {
                Credential credential = identity.credential();
                if (credential instanceof Keyless keyless && keyless.san().contains("@refs/")) {
                    String workflow = keyless.san().substring(0, keyless.san().indexOf("@refs/"));
                    Role other = seen.putIfAbsent(workflow, role);
                    if (other != null && other != role) {
                        wide(
                                "workflow-in-two-roles",
                                role,
                                identity,
                                "the same workflow is " + other.id() + ", told apart by its ref alone",
                                "Give each role a workflow of its own");
                    }
                }
            }
        }
    }

    private void wide(String code, Role role, String message, String remedy) {
        warnings.add(new Warning(Level.TOO_WIDE, code, role, Optional.empty(), message, remedy));
    }

    private void wide(String code, Role role, Identity identity, String message, String remedy) {
        warnings.add(new Warning(Level.TOO_WIDE, code, role, Optional.of(identity.name()), message, remedy));
    }

    private void note(String code, Role role, String message, String remedy) {
        warnings.add(new Warning(Level.NOTE, code, role, Optional.empty(), message, remedy));
    }
}
