package dev.assay.runtime;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * What an administrator gives to a new runtime, to be used once: where the Configuration Service is, the name of its key,
 * and a secret. It is shown to nobody: {@code toString} leaves the secret out.
 *
 * @param key the hint of the key that must sign every desired state
 */
record EnrolmentToken(URI control, String key, Instant expires, String text) {
    private static final String PREFIX = "assay-enrol-1.";
    private static final String NOUN = "assay.enrolment-token";
    private static final int FORMAT = 1;
    private static final int MOST_CHARACTERS = 4096;

    /** Reads the text that the administrator was given; white space around it is no fault. */
    static EnrolmentToken parse(String given) {
        String text = given.strip();
        if (!text.startsWith(PREFIX) || text.length() > MOST_CHARACTERS) {
            throw new AssessmentRuntimeException("this is no enrolment token: it must begin with '" + PREFIX
                    + "'. Ask an administrator for one, and give it whole");
        }
        try {
            byte[] json = Base64.getUrlDecoder()
                    .decode(text.substring(PREFIX.length()).getBytes(StandardCharsets.US_ASCII));
            Fields fields = Fields.of(Json.read(json, MOST_CHARACTERS), "token");
            Json.requireFormat(fields.whole(), NOUN, FORMAT);
            fields.text("format");
            fields.text("secret");
            EnrolmentToken token = new EnrolmentToken(
                    URI.create(fields.text("control")), fields.text("key"), fields.instant("expires"), text);
            fields.end();
            return token;
        } catch (ModelException | IllegalArgumentException e) {
            // Not with the cause: it may show what is in the token.
            throw new AssessmentRuntimeException(
                    "this enrolment token cannot be read: it is cut, changed, or of a newer Assay. Give it whole, or ask"
                            + " for a new one");
        }
    }

    @Override
    public String toString() {
        return "enrolment token for " + control;
    }
}
