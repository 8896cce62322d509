package dev.assay.trust.tuf;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which snapshot is current (section 4.6).
 *
 * @param snapshot what it announces
 */
record Timestamp(long version, Instant expires, MetaFile snapshot) implements Content {
    Timestamp {
        Common.require(version);
    }

    static Timestamp read(Fields fields) {
        Common common = Common.read(fields, "timestamp");
        Map<String, MetaFile> files = MetaFile.readAll(fields);
        MetaFile snapshot = Optional.ofNullable(files.get("snapshot"))
                .filter(_ -> files.size() == 1)
                .orElseThrow(() -> new InvalidValueException(
                        fields.path() + ".meta", "it must announce snapshot.json and nothing else"));
        return new Timestamp(common.version(), common.expires(), snapshot);
    }

    @Override
    public String type() {
        return "timestamp";
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Common.write(this);
        json.putObject("meta").set("snapshot.json", snapshot.toJson());
        return json;
    }
}
