package dev.assay.cli.trust;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.trust.Role;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.check.PolicyCheck;
import dev.assay.trust.check.Warning;
import dev.assay.trust.check.Warning.Level;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Who could approve what under a trust policy, and what of it is too wide. The same policy gives the same text. */
public final class PolicyReport {
    private final TrustPolicy policy;
    private final List<Warning> warnings;

    public PolicyReport(TrustPolicy policy) {
        this.policy = policy;
        this.warnings = PolicyCheck.of(policy);
    }

    /** Whether something is too wide; notes alone are not. */
    public boolean isTooWide() {
        return warnings.stream().anyMatch(warning -> warning.level() == Level.TOO_WIDE);
    }

    public String text() {
        StringBuilder out = new StringBuilder();
        for (Role role : Role.values()) {
            policy.rule(role)
                    .ifPresentOrElse(
                            rule -> {
                                out.append(role.id())
                                        .append(": ")
                                        .append(rule.minimum())
                                        .append(" of ")
                                        .append(rule.identities().size())
                                        .append(", ")
                                        .append(rule.maximumAge()
                                                .map(age -> "at most " + age.toDays() + " days old")
                                                .orElse("of any age"))
                                        .append(". ")
                                        .append(says(role))
                                        .append('\n');
                                rule.identities()
                                        .forEach(identity -> out.append("  ")
                                                .append(Inert.line(identity.name()))
                                                .append("  ")
                                                .append(Inert.line(
                                                        identity.credential().toString()))
                                                .append('\n'));
                            },
                            () -> out.append(role.id())
                                    .append(": nobody. ")
                                    .append(without(role))
                                    .append('\n'));
        }
        if (policy.isKeyless()) {
            out.append("Keyless signatures stand on the trusted root ")
                    .append(policy.anchor().name())
                    .append('\n');
        }
        out.append("An approved module loads with: ").append(needed(false)).append('\n');
        out.append("A flagged module loads with: ").append(needed(true)).append('\n');
        for (Warning warning : warnings) {
            out.append(warning.level() == Level.TOO_WIDE ? "Warning: " : "Note: ")
                    .append(place(warning))
                    .append(": ")
                    .append(Inert.line(warning.message()))
                    .append(". ")
                    .append(Inert.line(warning.remedy()))
                    .append(" (")
                    .append(warning.code())
                    .append(")\n");
        }
        return out.toString();
    }

    /** As {@code assay.trust-check/1}. */
    public ObjectNode json() {
        ObjectNode out = Json.document("assay.trust-check", 1)
                .put("policy", policy.digest().toString())
                .put("tooWide", isTooWide())
                .put("approved", needed(false))
                .put("flagged", needed(true));
        if (policy.isKeyless()) {
            out.put("trustedRoot", policy.anchor().name());
        }
        var roles = out.putArray("roles");
        for (Role role : Role.values()) {
            ObjectNode one = roles.addObject().put("role", role.id());
            policy.rule(role).ifPresent(rule -> {
                one.put("minimum", rule.minimum());
                rule.maximumAge().ifPresent(age -> one.put("maximumAgeSeconds", age.toSeconds()));
            });
            var identities = one.putArray("identities");
            policy.identities(role)
                    .forEach(identity -> identities
                            .addObject()
                            .put("name", identity.name())
                            .setAll(identity.credential().toJson()));
        }
        var list = out.putArray("warnings");
        for (Warning warning : warnings) {
            ObjectNode one = list.addObject()
                    .put("level", warning.level() == Level.TOO_WIDE ? "too-wide" : "note")
                    .put("code", warning.code())
                    .put("role", warning.role().id());
            warning.identity().ifPresent(name -> one.put("identity", name));
            one.put("message", warning.message()).put("remedy", warning.remedy());
        }
        return out;
    }

    private static String place(Warning warning) {
        return warning.role().id()
                + warning.identity().map(name -> " '" + Inert.line(name) + "'").orElse("");
    }

    private String needed(boolean flagged) {
        if (flagged && policy.rule(Role.REVIEWER).isEmpty()) {
            return "nothing; it never loads";
        }
        return List.of(Role.BUILDER, Role.AUDITOR, Role.REVIEWER, Role.PUBLISHER).stream()
                .filter(role -> policy.rule(role).isPresent() && (flagged || role != Role.REVIEWER))
                .map(this::quorum)
                .collect(Collectors.joining(", and "));
    }

    private String quorum(Role role) {
        List<Identity> all = policy.identities(role);
        int minimum = policy.rule(role).orElseThrow().minimum();
        String names = all.stream().map(one -> Inert.line(one.name())).collect(Collectors.joining(" | "));
        return minimum == 1 && all.size() == 1 ? names : minimum + " of (" + names + ")";
    }

    private static String says(Role role) {
        return switch (role) {
            case BUILDER -> "They say how a module was built; without their word no module loads";
            case AUDITOR -> "Their approval lets a module load";
            case REVIEWER -> "They can let a flagged module load";
            case PUBLISHER -> "They say what the registry holds and which audit is current";
        };
    }

    private static String without(Role role) {
        return switch (role) {
            case BUILDER -> "So nobody has to say how a module was built";
            case REVIEWER -> "So a flagged module never loads";
            case AUDITOR, PUBLISHER -> "So nothing ever loads";
        };
    }
}
