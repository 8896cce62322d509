package dev.assay.sandbox;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import tools.jackson.databind.node.ObjectNode;

/** The answers of {@code docs/contract}: {@code {"ok":{…}}} or {@code {"error":{"code","message"}}}. */
final class Answer {
    /** The thing asked for is not there. */
    static final String NOT_FOUND = "not-found";

    static final String TOO_LARGE = "too-large";
    static final String TIMEOUT = "timeout";

    /** Nobody answers at that address. */
    static final String UNAVAILABLE = "unavailable";

    static final String INVALID_REQUEST = "invalid-request";
    static final String FAILED = "failed";

    private static final int LONGEST_MESSAGE = 500;

    private Answer() {}

    static ObjectNode ok(ObjectNode content) {
        ObjectNode answer = Json.object();
        answer.set("ok", content);
        return answer;
    }

    static ObjectNode error(String code, String message) {
        ObjectNode answer = Json.object();
        answer.putObject("error").put("code", code).put("message", Inert.line(message, LONGEST_MESSAGE));
        return answer;
    }
}
