package dev.assay.trust.tuf;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which snapshot is current (section 4.6).
 *
 * @param issued when it was signed, where its writer says so: a field of ours, which other clients pass over
 * @param snapshot what it announces
 */
record Timestamp(long version, Optional<Instant> issued, Instant expires, MetaFile snapshot) implements Content {
    private static final String ISSUED = "issued";

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
        return new Timestamp(common.version(), fields.optionalInstant(ISSUED), common.expires(), snapshot);
    }

    @Override
    public String type() {
        return "timestamp";
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Common.write(this);
        issued.ifPresent(
                time -> json.put(ISSUED, time.truncatedTo(ChronoUnit.SECONDS).toString()));
        json.putObject("meta").set("snapshot.json", snapshot.toJson());
        return json;
    }
}
