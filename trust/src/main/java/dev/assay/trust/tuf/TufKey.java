package dev.assay.trust.tuf;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.trust.KeyType;
import dev.assay.trust.TrustException;
import dev.assay.trust.VerificationKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A public key as TUF metadata hold it (section 4.2.1): Ed25519, ECDSA on P-256 or P-384, RSA of 2048 to 8192 bits. A key of
 * another kind is kept, and no signature by it counts. Immutable and thread-safe.
 *
 * <p>An id is a name only: repositories in use (Sigstore's) have ids that are not digests of the keys, so thresholds count
 * distinct keys, not distinct ids.
 */
public final class TufKey {
    private static final byte[] ED25519_SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String id;
    private final ObjectNode json;
    private final Optional<Checker> checker;

    /** Checks signatures of one key. */
    sealed interface Checker permits Plain, RsaKey {
        /** What makes two keys the same key, whatever their scheme. */
        Object key();

        boolean verifies(byte[] message, byte[] signature);
    }

    record Plain(VerificationKey key) implements Checker {
        @Override
        public boolean verifies(byte[] message, byte[] signature) {
            return key.verifies(message, signature);
        }
    }

    private TufKey(String id, ObjectNode json, Optional<Checker> checker) {
        this.id = id;
        this.json = json;
        this.checker = checker;
    }

    /** The key as our writer names it: by the SHA-256 of its canonical form, which every client can check. */
    public static TufKey of(VerificationKey key) {
        boolean edwards = key.type() == KeyType.ED25519;
        ObjectNode json = Json.object();
        json.put("keytype", edwards ? "ed25519" : "ecdsa");
        json.put("scheme", edwards ? "ed25519" : "ecdsa-sha2-nist" + (key.type() == KeyType.P_256 ? "p256" : "p384"));
        json.putObject("keyval").put("public", edwards ? raw(key) : key.pem());
        return new TufKey(Digest.of(CanonicalJson.encode(json)).hex(), json, Optional.of(new Plain(key)));
    }

    static TufKey read(String id, Fields fields) {
        if (id.isEmpty() || id.length() > Bounds.KEY_ID) {
            throw new InvalidValueException(fields.path(), "a key id has 1 to " + Bounds.KEY_ID + " characters");
        }
        String type = fields.text("keytype");
        String scheme = fields.text("scheme");
        String key = fields.object("keyval").text("public");
        if (key.length() > Bounds.PUBLIC_KEY) {
            throw new InvalidValueException(
                    fields.path(), "a public key has at most " + Bounds.PUBLIC_KEY + " characters");
        }
        return new TufKey(id, (ObjectNode) fields.whole().deepCopy(), checker(type, scheme, key));
    }

    public String id() {
        return id;
    }

    /** Whether signatures by this key can be checked at all. */
    boolean isKnown() {
        return checker.isPresent();
    }

    /** What makes two keys the same key; empty if it is not known. */
    Optional<Object> identity() {
        return checker.map(Checker::key);
    }

    /** {@link VerificationKey#hint()}, or what it is called where it is no key of a kind that people have here. */
    String hint() {
        return checker.orElse(null) instanceof Plain plain ? plain.key().hint() : id;
    }

    boolean verifies(byte[] message, byte[] signature) {
        return checker.isPresent() && checker.get().verifies(message, signature);
    }

    ObjectNode toJson() {
        return json.deepCopy();
    }

    /** Schemes are named whole: a key says itself how it signs, and nothing is negotiated. */
    private static Optional<Checker> checker(String type, String scheme, String key) {
        try {
            return switch (type + " " + scheme) {
                case "ed25519 ed25519" -> Optional.of(new Plain(ed25519(key)));
                case "ecdsa ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256 ecdsa-sha2-nistp256" ->
                    plain(key, KeyType.P_256);
                case "ecdsa ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384 ecdsa-sha2-nistp384" ->
                    plain(key, KeyType.P_384);
                case "rsa rsassa-pss-sha256" -> RsaKey.parse(key, true).map(Checker.class::cast);
                case "rsa rsa-pkcs1v15-sha256" -> RsaKey.parse(key, false).map(Checker.class::cast);
                default -> Optional.empty();
            };
        } catch (TrustException | IllegalArgumentException _) {
            // Not a key after all: as one of an unknown kind, it counts for nothing.
            return Optional.empty();
        }
    }

    private static Optional<Checker> plain(String pem, KeyType type) {
        return Optional.of(VerificationKey.parse(pem, "key"))
                .filter(key -> key.type() == type)
                .map(Plain::new);
    }

    private static VerificationKey ed25519(String hex) {
        byte[] point = HexFormat.of().parseHex(hex);
        byte[] spki = Arrays.copyOf(ED25519_SPKI, ED25519_SPKI.length + point.length);
        System.arraycopy(point, 0, spki, ED25519_SPKI.length, point.length);
        return VerificationKey.ofSpki(spki, "key");
    }

    private static String raw(VerificationKey key) {
        byte[] spki = Base64.getMimeDecoder().decode(key.pem().replaceAll("-----[^-]*-----", ""));
        return HexFormat.of().formatHex(spki, ED25519_SPKI.length, spki.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TufKey that && id.equals(that.id) && json.equals(that.json);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id;
    }
}
