package dev.assay.trust.tuf;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import dev.assay.trust.VerificationKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who signs for a role: so many of these keys.
 *
 * @param keys by id
 * @param threshold how many distinct keys must have signed; more than there are is possible, and never met
 */
public record Quorum(Map<String, TufKey> keys, int threshold) {
    public Quorum {
        if (threshold < 1 || keys.size() > Bounds.KEYS_OF_A_ROLE) {
            throw new InvalidValueException(
                    "role", "a role has a threshold of at least 1 and at most " + Bounds.KEYS_OF_A_ROLE + " keys");
        }
        keys = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    /** So many of these keys. */
    public static Quorum of(int threshold, Collection<VerificationKey> keys) {
        Map<String, TufKey> byId = new LinkedHashMap<>();
        keys.stream().map(TufKey::of).forEach(key -> byId.put(key.id(), key));
        if (threshold > byId.size()) {
            throw Refusal.MALFORMED.because(
                    "a threshold of " + threshold + " is more than the " + byId.size() + " keys");
        }
        return new Quorum(byId, threshold);
    }

    /** Those of the keys that count for this role. */
    public List<SigningKey> among(Collection<SigningKey> signers) {
        return signers.stream()
                .filter(signer ->
                        keys.containsKey(TufKey.of(signer.verificationKey()).id()))
                .toList();
    }

    /** Whether one key, whatever its id, counts here and there. */
    public boolean overlaps(Quorum other) {
        return keys.values().stream()
                .flatMap(key -> key.identity().stream())
                .anyMatch(mine -> other.keys.values().stream()
                        .anyMatch(key -> key.identity().filter(mine::equals).isPresent()));
    }

    /** Reads {@code keyids} and {@code threshold} (sections 4.3 and 4.5) against the keys that the document lists. */
    static Quorum read(Fields fields, Map<String, TufKey> known) {
        fields.node("keyids");
        Map<String, TufKey> keys = new LinkedHashMap<>();
        for (String id : fields.texts("keyids", Bounds.KEYS_OF_A_ROLE)) {
            TufKey key = known.get(id);
            if (key == null) {
                throw new InvalidValueException(fields.path() + ".keyids", id, "the id of a key in 'keys'");
            }
            if (keys.put(id, key) != null) {
                throw new InvalidValueException(fields.path() + ".keyids", "it names a key twice");
            }
        }
        return new Quorum(keys, (int) fields.integer("threshold", 1, Integer.MAX_VALUE));
    }

    static Map<String, TufKey> keys(Fields fields) {
        Fields all = fields.object("keys");
        if (all.whole().size() > Bounds.KEYS) {
            throw new InvalidValueException(all.path(), "it must hold at most " + Bounds.KEYS);
        }
        Map<String, TufKey> keys = new LinkedHashMap<>();
        for (String id : all.whole().propertyNames()) {
            keys.put(id, TufKey.read(id, all.object(id)));
        }
        return keys;
    }

    /** Whether there is a key here that the other quorum does not have. */
    boolean hasKeysBeyond(Quorum other) {
        Set<Object> others = new HashSet<>();
        other.keys.values().forEach(key -> key.identity().ifPresent(others::add));
        return keys.values().stream()
                .anyMatch(
                        key -> key.isKnown() && !others.contains(key.identity().get()));
    }

    /** Whether enough of these keys signed it. */
    boolean isMetBy(Metadata<?> metadata) {
        try {
            require(metadata, "");
            return true;
        } catch (TrustException _) {
            return false;
        }
    }

    /**
     * Refuses metadata that too few of these keys signed. One key under two ids counts once.
     *
     * @param by whose keys they are, for the message
     */
    void require(Metadata<?> metadata, String by) {
        Set<Object> signed = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        for (TufKey key : keys.values()) {
            metadata.signature(key.id()).ifPresent(signature -> {
                if (key.verifies(metadata.message(), signature)) {
                    key.identity().ifPresent(signed::add);
                } else if (signature.length > 0) {
                    wrong.add(key.id() + (key.isKnown() ? " is wrong" : " is of a kind that is not known here"));
                }
            });
        }
        if (signed.size() < threshold) {
            throw Refusal.SIGNATURES.because(metadata.what() + " is signed by " + signed.size() + " of the " + threshold
                    + " keys that " + by + " asks for"
                    + (wrong.isEmpty() ? "" : "; the signature of key " + String.join(", of key ", wrong)));
        }
    }

    /** The fields {@code keyids} and {@code threshold}. */
    ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.set("keyids", Json.texts(keys.keySet()));
        return json.put("threshold", threshold);
    }
}
