package dev.assay.trust.login;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A token that shows who somebody is (OpenID Connect Core 1.0, section 2), for Sigstore's audience. Nobody here checks its
 * signature: that is for the certificate authority. It is a secret until it expires: {@code toString} does not show it, and
 * only this package sees it. Immutable.
 */
public final class IdentityToken {
    /** Whom a token must be for. */
    public static final String AUDIENCE = "sigstore";

    private static final int MOST_CHARACTERS = 64 << 10;

    /** As many characters of a token in a row are no chance. */
    private static final int RUN = 12;

    private static final String REMEDY =
            "Give an OpenID Connect token for the audience '" + AUDIENCE + "', as it was issued";

    private final String text;
    private final String subject;

    private IdentityToken(String text, String subject) {
        this.text = text;
        this.subject = subject;
    }

    /**
     * Reads a token.
     *
     * @throws dev.assay.trust.TrustException with code {@code token-malformed}, {@code token-audience} or
     *     {@code token-expired}
     */
    public static IdentityToken parse(String token, Instant now) {
        String text = token.strip();
        if (text.length() > MOST_CHARACTERS || !text.matches("[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]*+")) {
            throw Failure.of("token-malformed", "the identity token is not a signed token of three parts", REMEDY);
        }
        try {
            byte[] payload = Base64.getUrlDecoder().decode(text.split("\\.", -1)[1]);
            Fields claims = Fields.of(Json.read(payload, MOST_CHARACTERS), "claims");
            if (!isForSigstore(claims.node("aud"))) {
                throw Failure.of("token-audience", "the identity token is not for the audience 'sigstore'", REMEDY);
            }
            JsonNode expires = claims.node("exp");
            if (!expires.isNumber()) {
                throw Failure.of("token-malformed", "the identity token does not say when it expires", REMEDY);
            }
            if (now.getEpochSecond() >= expires.asLong(0)) {
                throw Failure.of("token-expired", "the identity token has expired", "Get a new one");
            }
            return new IdentityToken(text, subject(claims));
        } catch (ModelException | IllegalArgumentException _) {
            // The message could show a part of the token.
            throw Failure.of("token-malformed", "the identity token's claims cannot be read", REMEDY);
        }
    }

    private static boolean isForSigstore(JsonNode audience) {
        if (audience.isString()) {
            return audience.stringValue().equals(AUDIENCE);
        }
        return audience.isArray()
                && audience.valueStream()
                        .anyMatch(one -> one.isString() && one.stringValue().equals(AUDIENCE));
    }

    /** Whom the authority takes the token to be of: a person by a verified address, anybody else by the subject. */
    private static String subject(Fields claims) {
        Optional<String> email = claims.optionalText("email").filter(address -> !address.isEmpty());
        String verified =
                claims.optionalNode("email_verified").map(JsonNode::asString).orElse("false");
        if (email.isPresent() && !verified.equals("true")) {
            throw Failure.of("token-malformed", "the identity token's address was not verified by its issuer", REMEDY);
        }
        return email.orElseGet(() -> claims.text("sub"));
    }

    String text() {
        return text;
    }

    /** What is signed to show that the key is held. */
    String subject() {
        return subject;
    }

    /** Whether a text repeats a part of the token, and must not be shown. */
    boolean isIn(String other) {
        for (int i = 0; i + RUN <= other.length(); i++) {
            if (text.contains(other.substring(i, i + RUN))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "identity token";
    }
}
