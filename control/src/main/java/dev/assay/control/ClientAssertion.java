package dev.assay.control;

import dev.assay.model.Fields;
import dev.assay.model.Ids;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.trust.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * A JWT by which a runtime proves that it holds its key (RFC 7523, section 3), in the one form that runtimes make: a
 * compact JWS with EdDSA (RFC 8037). What an attacker without the key cannot do: have any assertion accepted; what one
 * who sees an assertion cannot do: use it a second time, or at another service.
 *
 * @param id unique; an assertion counts once
 */
record ClientAssertion(UUID runtime, String id, Instant expires) {
    static final Duration LONGEST = Duration.ofMinutes(5);
    static final Duration SKEW = Duration.ofSeconds(60);

    private static final int MOST_BYTES = 4096;
    private static final String BASE64URL = "[A-Za-z0-9_-]+";

    /**
     * Verifies an assertion.
     *
     * @param audience what {@code aud} must be
     * @param keys the key of a runtime; empty if there is no such runtime
     * @throws InvalidValueException for whatever is not acceptable
     */
    static ClientAssertion verify(
            String jws, String audience, Function<UUID, Optional<VerificationKey>> keys, Instant now) {
        String[] parts = jws.split("\\.", -1);
        if (parts.length != 3 || jws.length() > MOST_BYTES) {
            throw refused("it is no compact JWS");
        }
        Fields header = fields(parts[0], "header");
        if (!header.text("alg").equals("EdDSA")) {
            throw refused("its alg must be EdDSA");
        }
        header.optionalText("typ");
        header.optionalText("kid");
        header.end(); // Also refuses crit: nothing critical is understood here (RFC 7515, section 4.1.11).
        Fields claims = fields(parts[1], "claims");
        UUID runtime = claims.value("iss", Ids::parse);
        byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
        boolean genuine = keys.apply(runtime)
                .map(key -> key.verifies(signed, decode(parts[2])))
                .orElse(false);
        if (!genuine) {
            throw refused("it is not signed by the key of that runtime");
        }
        return claims(claims, runtime, audience, now);
    }

    private static ClientAssertion claims(Fields claims, UUID runtime, String audience, Instant now) {
        Instant issued = Instant.ofEpochSecond(claims.integer("iat", 0, Integer.MAX_VALUE));
        Instant expires = Instant.ofEpochSecond(claims.integer("exp", 0, Integer.MAX_VALUE));
        String id = claims.text("jti");
        if (!claims.value("sub", Ids::parse).equals(runtime)) {
            throw refused("its iss and sub differ");
        }
        if (!claims.text("aud").equals(audience)) {
            throw refused("its aud must be " + audience);
        }
        if (!now.isBefore(expires) || now.isBefore(issued.minus(SKEW))) {
            throw refused("it is not valid now; check the clocks");
        }
        if (Duration.between(issued, expires).compareTo(LONGEST) > 0) {
            throw refused("its exp must be at most five minutes after its iat");
        }
        if (!id.matches("[\\x21-\\x7e]{8,128}")) {
            throw refused("its jti must have 8 to 128 visible characters");
        }
        claims.end();
        return new ClientAssertion(runtime, id, expires);
    }

    private static Fields fields(String part, String name) {
        try {
            return Fields.of(Json.read(decode(part), MOST_BYTES), name);
        } catch (ModelException e) {
            throw refused("its " + name + " cannot be read");
        }
    }

    private static byte[] decode(String part) {
        if (!part.matches(BASE64URL)) {
            throw refused("a part of it is not base64url");
        }
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw refused("a part of it is not base64url");
        }
    }

    private static InvalidValueException refused(String why) {
        return new InvalidValueException("client assertion", why);
    }
}
