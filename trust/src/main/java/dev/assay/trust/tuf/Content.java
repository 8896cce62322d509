package dev.assay.trust.tuf;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** What metadata say, and a quorum signs: the {@code signed} part (section 4.2). */
public sealed interface Content permits Root, Timestamp, Snapshot, Targets {
    /** What is written; every 1.x is read. */
    String SPECIFICATION = "1.0.31";

    /** {@code _type}. */
    String type();

    /** At least 1. */
    long version();

    /** From then on it is refused; in whole seconds. */
    Instant expires();

    ObjectNode toJson();

    /** The fields that all have. */
    record Common(long version, Instant expires) {
        private static final Pattern SPECIFICATIONS = Pattern.compile("1\\.[0-9]{1,6}(\\.[0-9]{1,6})?");
        private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

        static Common read(Fields fields, String type) {
            if (!fields.text("_type").equals(type)) {
                throw new InvalidValueException(fields.path() + "._type", fields.text("_type"), "'" + type + "'");
            }
            String specification = fields.text("spec_version");
            if (!SPECIFICATIONS.matcher(specification).matches()) {
                throw new InvalidValueException(
                        fields.path() + ".spec_version", specification, "version 1 of the specification");
            }
            String expires = fields.text("expires");
            if (!TIME.matcher(expires).matches()) {
                throw new InvalidValueException(
                        fields.path() + ".expires", expires, "a time in UTC such as 2026-01-31T12:00:00Z");
            }
            return new Common(fields.integer("version", 1, Json.LARGEST_INTEGER), fields.instant("expires"));
        }

        static ObjectNode write(Content content) {
            return Json.object()
                    .put("_type", content.type())
                    .put("spec_version", SPECIFICATION)
                    .put("version", content.version())
                    .put(
                            "expires",
                            content.expires().truncatedTo(ChronoUnit.SECONDS).toString());
        }

        static void require(long version) {
            if (version < 1 || version > Json.LARGEST_INTEGER) {
                throw new InvalidValueException("version", Long.toString(version), "a number from 1 on");
            }
        }
    }
}
