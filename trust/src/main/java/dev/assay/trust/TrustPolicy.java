package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.trust.sigstore.TrustAnchor;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who may say what. Every identity is one key or one login: 'anyone' cannot be written. A role that is absent is held by
 * nobody. No identity holds two roles. Immutable and thread-safe.
 *
 * @param trustedRoot on what keyless signatures stand; if empty, on Sigstore's public-good instance
 */
public record TrustPolicy(Map<Role, Rule> rules, Optional<TrustAnchor> trustedRoot) {
    /** Larger than any trust policy. */
    public static final int MOST_BYTES = 256 << 10;

    static final String NOUN = "assay.trust-policy";
    static final int FORMAT = 1;

    /**
     * A credential and what people call its holder.
     *
     * @param name unique in the policy
     */
    public record Identity(String name, Credential credential) {
        public Identity(String name, VerificationKey key) {
            this(name, new Credential.Key(key));
        }

        /** The bare key, if it is known by one. */
        public Optional<VerificationKey> key() {
            return credential instanceof Credential.Key bare ? Optional.of(bare.key()) : Optional.empty();
        }
    }

    /**
     * Who holds a role, and what it takes.
     *
     * @param minimum how many different identities must say it
     * @param maximumAge how long a statement counts, from when the index listed it
     */
    public record Rule(List<Identity> identities, int minimum, Optional<Duration> maximumAge) {
        public Rule {
            identities = List.copyOf(identities);
            if (identities.isEmpty() || minimum < 1 || minimum > identities.size()) {
                throw new TrustException(
                        "trust-policy",
                        "a role of the trust policy needs " + minimum + " of " + identities.size() + " identities",
                        "Name at least as many identities as the minimum, which is at least 1");
            }
        }

        /** One of these identities is enough, at any age. */
        public static Rule anyOf(Identity... identities) {
            return new Rule(List.of(identities), 1, Optional.empty());
        }
    }

    public TrustPolicy {
        rules = Map.copyOf(rules);
        List<Identity> before = new ArrayList<>();
        for (Role role : Role.values()) {
            for (Identity identity : identities(rules, role)) {
                if (before.stream()
                        .anyMatch(other -> other.name().equals(identity.name())
                                || other.credential().overlaps(identity.credential()))) {
                    throw new TrustException(
                            "trust-policy",
                            "the identity " + Inert.quote(identity.name()) + " stands twice in the trust policy",
                            "Give each role its own identities: no identity holds two roles");
                }
                if (role == Role.PUBLISHER && identity.key().isEmpty()) {
                    throw new TrustException(
                            "trust-policy",
                            "the publisher " + Inert.quote(identity.name()) + " has no key",
                            "Give it one: an index is signed by a bare key");
                }
                before.add(identity);
            }
        }
    }

    /** Where everybody has a key, or logs in to Sigstore's public-good instance. */
    public TrustPolicy(Map<Role, Rule> rules) {
        this(rules, Optional.empty());
    }

    private static List<Identity> identities(Map<Role, Rule> rules, Role role) {
        return Optional.ofNullable(rules.get(role)).map(Rule::identities).orElse(List.of());
    }

    /**
     * Reads a policy that a person wrote; paths in it are relative to the file's folder.
     *
     * @throws dev.assay.model.FaultyDocumentException with every fault at once, each with line, column and fix
     */
    public static TrustPolicy read(byte[] yaml, Path file) {
        return new TrustPolicyReader(file).read(yaml);
    }

    /**
     * Reads the file, as {@link #read(byte[], Path)} does.
     *
     * @throws TrustException if it cannot be read
     */
    public static TrustPolicy read(Path file) {
        try (var in = Files.newInputStream(file)) {
            return read(in.readNBytes(MOST_BYTES + 1), file);
        } catch (NoSuchFileException _) {
            throw unreadable(file, "it does not exist");
        } catch (AccessDeniedException _) {
            throw unreadable(file, "permission denied");
        } catch (IOException e) {
            throw unreadable(file, Inert.line(String.valueOf(e.getMessage()), 200));
        }
    }

    private static TrustException unreadable(Path file, String why) {
        return new TrustException(
                "trust-policy",
                "the trust policy " + Inert.quote(file.toString()) + " cannot be read: " + why,
                "Check the name and its permissions");
    }

    /** The rule of this role; empty if nobody holds it. */
    public Optional<Rule> rule(Role role) {
        return Optional.ofNullable(rules.get(role));
    }

    /** Who holds this role; nobody if it is absent. */
    public List<Identity> identities(Role role) {
        return identities(rules, role);
    }

    /** The bare keys that hold this role; with none, nothing is believed of a bare key. */
    public Collection<VerificationKey> keys(Role role) {
        return identities(role).stream().flatMap(one -> one.key().stream()).toList();
    }

    /** The bare keys of all roles. */
    public Collection<VerificationKey> keys() {
        List<VerificationKey> keys = new ArrayList<>();
        for (Role role : Role.values()) {
            keys.addAll(keys(role));
        }
        return List.copyOf(keys);
    }

    /** On what keyless signatures stand. */
    public TrustAnchor anchor() {
        return trustedRoot.orElseGet(TrustAnchor::publicGood);
    }

    /** Whether anybody signs keyless. */
    public boolean isKeyless() {
        return rules.values().stream()
                .flatMap(rule -> rule.identities().stream())
                .anyMatch(identity -> identity.key().isEmpty());
    }

    /** The role that this key holds. */
    public Optional<Role> roleOf(VerificationKey key) {
        return rules.keySet().stream().filter(role -> keys(role).contains(key)).findFirst();
    }

    /** Who holds this key. */
    public Optional<Identity> identityOf(VerificationKey key) {
        return rules.values().stream()
                .flatMap(rule -> rule.identities().stream())
                .filter(identity -> identity.key().equals(Optional.of(key)))
                .findFirst();
    }

    /** What people call the holder of this key. */
    public Optional<String> nameOf(VerificationKey key) {
        return identityOf(key).map(Identity::name);
    }

    /** The digest of what the policy says, keys included: the same however it is written. */
    public Digest digest() {
        return Digest.of(Json.canonical(toJson()));
    }

    /** The policy with its keys by their hints and its trusted root by its digest. */
    public ObjectNode toJson() {
        ObjectNode out = Json.document(NOUN, FORMAT);
        if (isKeyless()) {
            out.put("trusted-root", anchor().name());
        }
        ObjectNode roles = out.putObject("roles");
        for (Role role : Role.values()) {
            rule(role).ifPresent(rule -> {
                ObjectNode one = roles.putObject(role.id()).put("minimum", rule.minimum());
                rule.maximumAge().ifPresent(age -> one.put("maximum-age-seconds", age.toSeconds()));
                ArrayNode identities = one.putArray("identities");
                rule.identities()
                        .forEach(identity -> identities
                                .addObject()
                                .put("name", identity.name())
                                .setAll(identity.credential().toJson()));
            });
        }
        return out;
    }
}
