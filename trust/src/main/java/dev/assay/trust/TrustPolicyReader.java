package dev.assay.trust;

import dev.assay.model.Document;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import dev.assay.trust.sigstore.TrustAnchor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a trust policy from its document, all faults at once. */
final class TrustPolicyReader {
    private static final int MOST_IDENTITIES = 64;
    private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,3})([dh])");

    private final Path file;
    private final Map<String, String> names = new HashMap<>();
    private final Map<Credential, String> credentials = new LinkedHashMap<>();

    TrustPolicyReader(Path file) {
        this.file = file;
    }

    TrustPolicy read(byte[] yaml) {
        Document document = Document.read(yaml, file.toString());
        document.required("format", TrustPolicyReader::format);
        Map<Role, Rule> rules = new EnumMap<>(Role.class);
        document.requiredMapping("roles").ifPresent(roles -> {
            for (Role role : Role.values()) {
                roles.mapping(role.id()).flatMap(rule -> rule(role, rule)).ifPresent(rule -> rules.put(role, rule));
            }
            for (Role role : List.of(Role.AUDITOR, Role.PUBLISHER)) {
                if (!roles.has(role.id())) {
                    roles.fault(role.id(), "nobody is " + role.id(), "name one: without, nothing is ever admitted");
                }
            }
            roles.end();
        });
        Optional<TrustAnchor> root = document.optional(
                "trusted-root", path -> sound(() -> CredentialReader.anchor(file.resolveSibling(path))));
        document.end();
        document.finish();
        return new TrustPolicy(rules, root);
    }

    private Optional<Rule> rule(Role role, Document rule) {
        List<Identity> identities = new ArrayList<>();
        List<Document> listed = rule.mappings("identities");
        for (Document identity : listed.subList(0, Math.min(listed.size(), MOST_IDENTITIES))) {
            identity(role, identity).ifPresent(identities::add);
        }
        if (listed.isEmpty() || listed.size() > MOST_IDENTITIES) {
            rule.fault("identities", "there must be 1 to " + MOST_IDENTITIES + " identities", "name a key or a login");
        }
        int minimum = rule.optional("minimum", TrustPolicyReader::count).orElse(1);
        if (minimum > Math.max(1, listed.size())) {
            rule.fault("minimum", minimum + " of " + listed.size() + " identities can never be", "lower it");
        }
        if (minimum > 1 && role == Role.AUDITOR) {
            // The index names one current audit statement.
            rule.fault("minimum", "one " + role.id() + " speaks for a module at a time", "write 1, or leave it out");
        }
        Optional<Duration> age = rule.optional("maximum-age", TrustPolicyReader::age);
        if (age.isPresent() && role == Role.PUBLISHER) {
            rule.fault("maximum-age", "the age of an index is its own 'expires'", "leave it out");
        }
        rule.end();
        boolean sound = !identities.isEmpty() && minimum <= identities.size();
        return sound ? Optional.of(new Rule(identities, minimum, age)) : Optional.empty();
    }

    private Optional<Identity> identity(Role role, Document identity) {
        Optional<String> name = identity.required("name", TrustPolicyReader::name);
        Optional<Credential> credential = new CredentialReader(file).read(identity);
        identity.end();
        if (name.isEmpty() || credential.isEmpty()) {
            return Optional.empty();
        }
        if (role == Role.PUBLISHER && credential.get() instanceof Credential.Keyless) {
            identity.fault("san", "an index is signed by a bare key", "give 'key' or 'key-file'");
            return Optional.empty();
        }
        String place = role.id() + " " + Inert.quote(name.get());
        String sameName = names.putIfAbsent(name.get(), place);
        if (sameName != null) {
            identity.fault("name", "it is the name of " + sameName + " already", "name each identity once");
        }
        Optional<String> same = credentials.entrySet().stream()
                .filter(other -> other.getKey().overlaps(credential.get()))
                .map(Map.Entry::getValue)
                .findFirst();
        credentials.putIfAbsent(credential.get(), place);
        same.ifPresent(other -> identity.fault(
                CredentialReader.keyOf(identity),
                credential.get() instanceof Credential.Key
                        ? "it is the key of " + other + " already"
                        : "one signer could be this and " + other,
                "no identity holds two roles, or counts twice"));
        return sameName == null && same.isEmpty()
                ? Optional.of(new Identity(name.get(), credential.get()))
                : Optional.empty();
    }

    private static <T> T sound(Supplier<T> reader) {
        return CredentialReader.sound("trusted-root", reader);
    }

    private static String format(String text) {
        Json.requireFormat(Json.object().put("format", text), TrustPolicy.NOUN, TrustPolicy.FORMAT);
        return text;
    }

    private static String name(String text) {
        if (text.isBlank() || text.length() > 100 || !text.equals(Inert.line(text))) {
            throw new InvalidValueException("name", text, "one line of 1 to 100 visible characters");
        }
        return text;
    }

    private static int count(String text) {
        if (!text.matches("[1-9][0-9]?")) {
            throw new InvalidValueException("minimum", text, "a number from 1 to 99");
        }
        return Integer.parseInt(text);
    }

    private static Duration age(String text) {
        Matcher matcher = AGE.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidValueException("maximum age", text, "a number with d or h, such as 90d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("d") ? Duration.ofDays(amount) : Duration.ofHours(amount);
    }
}
