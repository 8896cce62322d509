package dev.assay.audit.advisory;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An entry in OSV's format (ossf.github.io/osv-schema, version 1.7), without what an audit has no use for. Its texts are those of its
 * author: show them inert.
 *
 * @param modified when it was last changed
 * @param withdrawn when it was taken back; then it counts for nothing
 */
public record Advisory(
        String id,
        Instant modified,
        Optional<Instant> withdrawn,
        List<String> aliases,
        String summary,
        List<Severity> severity,
        List<Affected> affected) {
    /** Larger entries are not read. */
    public static final int MOST_BYTES = 2 << 20;

    private static final int MOST_SUMMARY = 1_000;
    private static final int MOST_ALIASES = 200;
    private static final int MOST_AFFECTED = 2_000;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}");
    private static final Pattern SCHEMA = Pattern.compile("1\\.[0-9]{1,3}(\\.[0-9]{1,3})?");

    /** Fields of OSV that are for people, or for other programs. */
    private static final List<String> NOT_USED =
            List.of("published", "related", "upstream", "details", "references", "credits", "database_specific");

    public Advisory {
        aliases = List.copyOf(aliases);
        severity = List.copyOf(severity);
        affected = List.copyOf(affected);
    }

    /** Reads an entry; what OSV does not know is an {@link InvalidValueException} that names the field. */
    public static Advisory read(Fields fields) {
        String id = fields.text("id");
        if (!ID.matcher(id).matches()) {
            throw new InvalidValueException(fields.path() + ".id", id, "an id such as RUSTSEC-2022-0054");
        }
        fields.optionalText("schema_version").ifPresent(version -> {
            if (!SCHEMA.matcher(version).matches()) {
                throw new InvalidValueException(fields.path() + ".schema_version", version, "1.x.y");
            }
        });
        List<Fields> affected = fields.objects("affected", MOST_AFFECTED);
        Advisory advisory = new Advisory(
                id,
                fields.instant("modified"),
                fields.optionalInstant("withdrawn"),
                Texts.list(fields, "aliases", MOST_ALIASES, 100),
                Texts.optional(fields, "summary", MOST_SUMMARY).orElse(""),
                Severity.read(fields),
                affected.stream().map(Affected::read).toList());
        NOT_USED.forEach(fields::optionalNode);
        fields.end();
        return advisory;
    }

    /** From 0 to 10, of CVSS 3; negative where the entry has none for this package. */
    public double score(Affected about) {
        return Severity.score(about.severity().isEmpty() ? severity : about.severity());
    }

    ObjectNode toJson() {
        ObjectNode out = Json.object().put("id", id).put("modified", modified.toString());
        withdrawn.ifPresent(time -> out.put("withdrawn", time.toString()));
        if (!aliases.isEmpty()) {
            out.set("aliases", Json.texts(aliases));
        }
        if (!summary.isEmpty()) {
            out.put("summary", summary);
        }
        Severity.write(severity, out);
        ArrayNode list = out.putArray("affected");
        affected.forEach(one -> list.add(one.toJson()));
        return out;
    }
}
