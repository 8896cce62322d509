package dev.assay.github.gate;

import dev.assay.audit.Action;
import dev.assay.audit.Finding;
import dev.assay.audit.Severity;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.Word;
import tools.jackson.databind.node.ObjectNode;

/**
 * A finding as the gate tells it. All text is inert and short.
 *
 * @param variant of the release
 * @param offset bytes from the start of the module; -1 where it is at no one place
 */
public record JudgedFinding(
        String variant, String rule, Severity severity, Action action, long offset, String message) {
    private static final int LONGEST = 300;

    public JudgedFinding {
        variant = Inert.line(variant, 64);
        rule = Inert.line(rule, 16);
        message = Inert.line(message, LONGEST);
    }

    static JudgedFinding of(String variant, Finding finding) {
        return new JudgedFinding(
                variant,
                finding.rule().id(),
                finding.rule().severity(),
                finding.action(),
                finding.offset(),
                finding.message());
    }

    ObjectNode toJson() {
        return Json.object()
                .put("variant", variant)
                .put("rule", rule)
                .put("severity", severity.id())
                .put("action", action.id())
                .put("offset", offset)
                .put("message", message);
    }

    static JudgedFinding read(Fields fields) {
        JudgedFinding finding = new JudgedFinding(
                fields.text("variant"),
                fields.text("rule"),
                fields.value("severity", id -> Word.parse(Severity.class, id)),
                fields.value("action", id -> Word.parse(Action.class, id)),
                fields.integer("offset", -1, Json.LARGEST_INTEGER),
                fields.text("message"));
        fields.end();
        return finding;
    }
}
