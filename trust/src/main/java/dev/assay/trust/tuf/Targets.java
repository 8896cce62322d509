package dev.assay.trust.tuf;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files that a role vouches for, and whom it trusts for others (section 4.5).
 *
 * @param files by path
 */
public record Targets(long version, Instant expires, Map<String, TargetFile> files, Optional<Delegations> delegations)
        implements Content {
    public Targets {
        Common.require(version);
        files = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /** Version 1 of a role; {@link TufRepository} gives it its real version. */
    public static Targets of(Instant expires, Collection<TargetFile> files, Optional<Delegations> delegations) {
        Map<String, TargetFile> byPath = new TreeMap<>();
        files.forEach(file -> byPath.put(file.path(), file));
        return new Targets(1, expires, byPath, delegations);
    }

    static Targets read(Fields fields) {
        Common common = Common.read(fields, "targets");
        Fields all = fields.object("targets");
        if (all.whole().size() > Bounds.TARGET_FILES) {
            throw new InvalidValueException(all.path(), "it must hold at most " + Bounds.TARGET_FILES);
        }
        Map<String, TargetFile> files = new LinkedHashMap<>();
        for (String path : all.whole().propertyNames()) {
            files.put(path, TargetFile.read(path, all.object(path)));
        }
        return new Targets(
                common.version(),
                common.expires(),
                files,
                fields.optionalObject("delegations").map(Delegations::read));
    }

    Targets withVersion(long other) {
        return new Targets(other, expires, files, delegations);
    }

    @Override
    public String type() {
        return "targets";
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Common.write(this);
        ObjectNode listed = json.putObject("targets");
        files.forEach((path, file) -> listed.set(path, file.toJson()));
        delegations.ifPresent(each -> json.set("delegations", each.toJson()));
        return json;
    }
}
