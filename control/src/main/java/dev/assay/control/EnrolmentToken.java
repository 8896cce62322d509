package dev.assay.control;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;

/**
 * What an administrator carries to a new runtime: where the service is, by which key it is known, and a secret that
 * counts once.
 *
 * @param key the hint of the service's key
 */
record EnrolmentToken(URI control, String key, Instant expires, String secret) {
    private static final String PREFIX = "assay-enrol-1.";
    private static final String NOUN = "assay.enrolment-token";
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 2048;

    String text() {
        byte[] json = Json.canonical(Json.document(NOUN, FORMAT)
                .put("control", control.toString())
                .put("key", key)
                .put("expires", expires.toString())
                .put("secret", secret));
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /** Reads a token; the message of what is refused does not repeat it. */
    static EnrolmentToken parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new InvalidValueException("enrolment token", "it must begin with " + PREFIX);
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
            Fields fields = Fields.of(Json.read(json, MOST_BYTES), "enrolment token");
            Json.requireFormat(fields.whole(), NOUN, FORMAT);
            fields.text("format");
            EnrolmentToken token = new EnrolmentToken(
                    URI.create(fields.text("control")),
                    fields.text("key"),
                    fields.instant("expires"),
                    fields.text("secret"));
            fields.end();
            return token;
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("enrolment token", "it was changed or cut. Copy it again, whole");
        }
    }
}
