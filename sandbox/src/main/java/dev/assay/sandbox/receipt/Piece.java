package dev.assay.sandbox.receipt;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Content that lies beside a statement which holds its digest. The digest is of salt and content (RFC 9901, section 4.2.3, does
 * the same): once both are taken out, nobody can try what short content had it.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Piece(byte[] salt, byte[] bytes) {
    private static final int SALT_BYTES = 16;

    static Piece salted(byte[] bytes, RandomGenerator random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new Piece(salt, bytes);
    }

    /** Whose digest is that of the content alone. */
    static Piece plain(byte[] bytes) {
        return new Piece(new byte[0], bytes);
    }

    Digest digest() {
        MessageDigest digest = Digest.sha256();
        digest.update(salt);
        digest.update(bytes);
        return Digest.finish(digest);
    }

    /** {@code text} where it is UTF-8, as JSON is, and {@code base64} otherwise. */
    ObjectNode toJson() {
        ObjectNode out = Json.object();
        if (salt.length > 0) {
            out.put("salt", Base64.getEncoder().encodeToString(salt));
        }
        try {
            return out.put(
                    "text",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            return out.put("base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    static Piece fromJson(Fields fields, boolean salted) {
        byte[] salt = salted ? fields.value("salt", Piece::base64) : new byte[0];
        if (salted && salt.length != SALT_BYTES) {
            throw new InvalidValueException(fields.path() + ".salt", "it must be " + SALT_BYTES + " bytes in base64");
        }
        byte[] bytes = fields.optionalText("text")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .orElseGet(() -> fields.value("base64", Piece::base64));
        fields.end();
        return new Piece(salt, bytes);
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("base64", "it cannot be decoded");
        }
    }
}
