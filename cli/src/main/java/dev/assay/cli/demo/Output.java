package dev.assay.cli.demo;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/**
 * What a command gave.
 *
 * @param command as it was typed, for messages
 */
public record Output(String command, int status, String out, String err) {
    private static final int MOST_BYTES = 64 << 20;

    /** This, if the command ended well; otherwise the demo ends with the command's own words. */
    Output ok() {
        if (status != 0) {
            throw new DemoException("'assay " + command + "' ended with status " + status + ":\n" + err.strip());
        }
        return this;
    }

    JsonNode json() {
        return Json.read(out.getBytes(StandardCharsets.UTF_8), MOST_BYTES);
    }

    /** The one line that it printed. */
    String line() {
        return Inert.line(out.strip());
    }
}
