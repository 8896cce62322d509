package dev.assay.sandbox.host;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import tools.jackson.databind.node.ObjectNode;

/** The answers of {@code docs/contract}: {@code {"ok":{…}}} or {@code {"error":{"code","message"}}}. */
public final class Answer {
    /** The thing asked for is not there. */
    public static final String NOT_FOUND = "not-found";

    public static final String TOO_LARGE = "too-large";
    public static final String TIMEOUT = "timeout";

    /** Nobody answers at that address. */
    public static final String UNAVAILABLE = "unavailable";

    /** The rules of this host's own file do not allow it, whatever is granted. */
    public static final String REFUSED = "refused";

    public static final String INVALID_REQUEST = "invalid-request";
    public static final String FAILED = "failed";

    private static final int LONGEST_MESSAGE = 500;

    private Answer() {}

    public static ObjectNode ok(ObjectNode content) {
        ObjectNode answer = Json.object();
        answer.set("ok", content);
        return answer;
    }

    public static ObjectNode error(String code, String message) {
        ObjectNode answer = Json.object();
        answer.putObject("error").put("code", code).put("message", Inert.line(message, LONGEST_MESSAGE));
        return answer;
    }
}
