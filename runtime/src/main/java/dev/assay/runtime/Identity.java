package dev.assay.runtime;

import dev.assay.model.Fields;
import dev.assay.model.Ids;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.registry.Folder;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import dev.assay.trust.VerificationKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who this runtime is to its Configuration Service, and whose word it takes: its Ed25519 key, and the key that enrolment
 * pinned. Kept in one file that only its owner may read. {@code toString} shows no key. Thread-safe.
 */
final class Identity {
    static final String FILE = "identity.json";

    private static final String NOUN = "assay.identity";
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 64 << 10;
    private static final Duration ASSERTION_LIFE = Duration.ofMinutes(2);

    /** What the Configuration Service said at enrolment. */
    record Enrolled(UUID runtime, String name, URI control, String controlKey, String tokenUrl, Duration heartbeat) {}

    private final Enrolled enrolled;
    private final VerificationKey controlKey;
    private final PrivateKey key;
    private final SigningKey signer;

    Identity(Enrolled enrolled, PrivateKey key) {
        this.enrolled = enrolled;
        this.controlKey = verificationKey(enrolled.controlKey());
        this.key = key;
        this.signer = SigningKey.of(key, "the key of runtime " + enrolled.name());
    }

    /** The key that the Configuration Service gave, in PEM. */
    static VerificationKey verificationKey(String pem) {
        return VerificationKey.parse(pem, "the key of the Configuration Service");
    }

    /** A public key as the API takes it (RFC 7468). */
    static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    static boolean exists(Folder home) {
        return Files.exists(home.root().resolve(FILE), LinkOption.NOFOLLOW_LINKS);
    }

    void save(Folder home) {
        ObjectNode json = Json.document(NOUN, FORMAT)
                .put("runtime", enrolled.runtime().toString())
                .put("name", enrolled.name())
                .put("control", enrolled.control().toString())
                .put("control-key", enrolled.controlKey())
                .put("token-url", enrolled.tokenUrl())
                .put("heartbeat", enrolled.heartbeat().toString())
                .put("private-key", Base64.getEncoder().encodeToString(key.getEncoded()));
        home.writeSecret(FILE, Json.pretty(json).getBytes(StandardCharsets.UTF_8));
    }

    static Identity load(Folder home) {
        Path file = home.root().resolve(FILE);
        if (!exists(home)) {
            throw new AssessmentRuntimeException(
                    home.root() + " holds no enrolled runtime. Enrol it: assay runtime enrol");
        }
        requirePrivate(file);
        try {
            Fields fields = Fields.of(Json.read(home.source().read(FILE, MOST_BYTES), MOST_BYTES), "identity");
            Json.requireFormat(fields.whole(), NOUN, FORMAT);
            fields.text("format");
            Enrolled enrolled = new Enrolled(
                    fields.value("runtime", Ids::parse),
                    fields.text("name"),
                    URI.create(fields.text("control")),
                    fields.text("control-key"),
                    fields.text("token-url"),
                    Duration.parse(fields.text("heartbeat")));
            byte[] pkcs8 = Base64.getDecoder().decode(fields.text("private-key"));
            fields.end();
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return new Identity(enrolled, key);
        } catch (ModelException | TrustException e) {
            throw new AssessmentRuntimeException(file + " cannot be used: " + e.getMessage(), e);
        } catch (GeneralSecurityException | java.time.format.DateTimeParseException | IllegalArgumentException e) {
            // Not with the cause: it may show what is in the file.
            throw new AssessmentRuntimeException(
                    file + " is damaged: " + e.getClass().getSimpleName() + ". Restore it, or enrol the runtime anew");
        }
    }

    private static void requirePrivate(Path file) {
        Set<PosixFilePermission> owner = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        try {
            if (!owner.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
                throw new AssessmentRuntimeException(
                        file + " can be read by others, so its key may be known to them. Enrol the runtime anew, or"
                                + " if you know that nobody read it: chmod 600 " + file);
            }
        } catch (IOException e) {
            throw new AssessmentRuntimeException(
                    "the permissions of " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    Enrolled enrolled() {
        return enrolled;
    }

    UUID runtime() {
        return enrolled.runtime();
    }

    /** Whose signature a desired state must have. */
    VerificationKey controlKey() {
        return controlKey;
    }

    /** What signs its load statements. */
    SigningKey signer() {
        return signer;
    }

    /** A client assertion (RFC 7523, section 2.2) for this one use: a compact JWS with EdDSA (RFC 8037). */
    String assertion(Instant now, UUID id) {
        ObjectNode header = Json.object().put("alg", "EdDSA").put("typ", "JWT");
        ObjectNode claims = Json.object()
                .put("iss", enrolled.runtime().toString())
                .put("sub", enrolled.runtime().toString())
                .put("aud", enrolled.tokenUrl())
                .put("jti", id.toString())
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(ASSERTION_LIFE).getEpochSecond());
        String signed = base64url(Json.canonical(header)) + "." + base64url(Json.canonical(claims));
        return signed + "." + base64url(sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK 25 signs with Ed25519", e);
        }
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "runtime " + enrolled.name() + " (" + enrolled.runtime() + ") of " + enrolled.control();
    }
}
