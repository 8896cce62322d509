package dev.assay.trust.tuf;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which versions of all targets metadata belong together (section 4.4).
 *
 * @param roles what it announces, by role; {@code targets} is among them
 */
record Snapshot(long version, Instant expires, Map<String, MetaFile> roles) implements Content {
    Snapshot {
        Common.require(version);
        roles = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(roles));
    }

    static Snapshot read(Fields fields) {
        Common common = Common.read(fields, "snapshot");
        Map<String, MetaFile> roles = MetaFile.readAll(fields);
        if (!roles.containsKey("targets")) {
            throw new InvalidValueException(fields.path() + ".meta", "it must announce targets.json");
        }
        return new Snapshot(common.version(), common.expires(), roles);
    }

    Optional<MetaFile> role(String name) {
        return Optional.ofNullable(roles.get(name));
    }

    @Override
    public String type() {
        return "snapshot";
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Common.write(this);
        ObjectNode meta = json.putObject("meta");
        new TreeMap<>(roles).forEach((role, file) -> meta.set(role + ".json", file.toJson()));
        return json;
    }
}
