package dev.assay.trust.tuf;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who signs for the top-level roles (section 4.3).
 *
 * @param consistentSnapshot whether files are found under names that tell their version or hash
 * @param roles all four
 */
public record Root(long version, Instant expires, boolean consistentSnapshot, Map<TopLevel, Quorum> roles)
        implements Content {
    public Root {
        Common.require(version);
        if (roles.size() != TopLevel.values().length) {
            throw new InvalidValueException("root.roles", "it must name root, targets, snapshot and timestamp");
        }
        roles = java.util.Collections.unmodifiableMap(new EnumMap<>(roles));
    }

    /** The first root of a repository with consistent snapshots. */
    public static Root first(Instant expires, Map<TopLevel, Quorum> roles) {
        return new Root(1, expires, true, roles);
    }

    static Root read(Fields fields) {
        Common common = Common.read(fields, "root");
        Map<String, TufKey> keys = Quorum.keys(fields);
        Fields all = fields.object("roles");
        Map<TopLevel, Quorum> roles = new EnumMap<>(TopLevel.class);
        for (TopLevel role : TopLevel.values()) {
            roles.put(role, Quorum.read(all.object(role.id()), keys));
        }
        all.end();
        return new Root(
                common.version(),
                common.expires(),
                fields.has("consistent_snapshot") && fields.flag("consistent_snapshot"),
                roles);
    }

    /** The root that follows, with another quorum for some roles. */
    public Root next(Instant expires, Map<TopLevel, Quorum> others) {
        Map<TopLevel, Quorum> changed = new EnumMap<>(roles);
        changed.putAll(others);
        return new Root(version + 1, expires, consistentSnapshot, changed);
    }

    Quorum quorum(TopLevel role) {
        Quorum quorum = roles.get(role);
        if (quorum == null) {
            throw new IllegalStateException("all four are there");
        }
        return quorum;
    }

    @Override
    public String type() {
        return "root";
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Common.write(this).put("consistent_snapshot", consistentSnapshot);
        ObjectNode keys = json.putObject("keys");
        ObjectNode named = json.putObject("roles");
        roles.forEach((role, quorum) -> {
            quorum.keys().forEach((id, key) -> keys.set(id, key.toJson()));
            named.set(role.id(), quorum.toJson());
        });
        return json;
    }
}
