package dev.assay.model;

import tools.jackson.databind.node.ObjectNode;

/**
 * Why something was refused or flagged.
 *
 * @param code stable, lower-case words with hyphens; for programs
 * @param message what failed, on what; for people
 * @param remedy what would satisfy it
 */
public record Reason(String code, String message, String remedy) {
    public ObjectNode toJson() {
        return Json.object().put("code", code).put("message", message).put("remedy", remedy);
    }

    public static Reason fromJson(Fields fields) {
        Reason reason = new Reason(fields.text("code"), fields.text("message"), fields.text("remedy"));
        fields.end();
        return reason;
    }

    @Override
    public String toString() {
        return code + ": " + message + (remedy.isEmpty() ? "" : " (" + remedy + ")");
    }
}
