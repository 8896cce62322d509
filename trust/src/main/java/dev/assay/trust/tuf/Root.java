package dev.assay.trust.tuf;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who signs for the top-level roles (section 4.3).
 *
 * @param consistentSnapshot whether files are found under names that tell their version or hash
 * @param roles all four
 * @param takesOver the timestamp file that was there when the root was made, which its keys take over though others signed it:
 *     a field of ours, which other clients pass over
 */
public record Root(
        long version,
        Instant expires,
        boolean consistentSnapshot,
        Map<TopLevel, Quorum> roles,
        Optional<Digest> takesOver)
        implements Content {
    private static final String TAKES_OVER = "takes_over";

    public Root {
        Common.require(version);
        if (roles.size() != TopLevel.values().length) {
            throw new InvalidValueException("root.roles", "it must name root, targets, snapshot and timestamp");
        }
        roles = java.util.Collections.unmodifiableMap(new EnumMap<>(roles));
    }

    /** The first root of a repository with consistent snapshots. */
    public static Root first(Instant expires, Map<TopLevel, Quorum> roles) {
        return new Root(1, expires, true, roles, Optional.empty());
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
                roles,
                fields.optionalValue(TAKES_OVER, Digest::parse));
    }

    /** The root that follows, with another quorum for some roles. */
    public Root next(Instant expires, Map<TopLevel, Quorum> others) {
        Map<TopLevel, Quorum> changed = new EnumMap<>(roles);
        changed.putAll(others);
        return new Root(version + 1, expires, consistentSnapshot, changed, Optional.empty());
    }

    Root takingOver(Digest timestamp) {
        return new Root(version, expires, consistentSnapshot, roles, Optional.of(timestamp));
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
        takesOver.ifPresent(timestamp -> json.put(TAKES_OVER, timestamp.toString()));
        ObjectNode keys = json.putObject("keys");
        ObjectNode named = json.putObject("roles");
        roles.forEach((role, quorum) -> {
            quorum.keys().forEach((id, key) -> keys.set(id, key.toJson()));
            named.set(role.id(), quorum.toJson());
        });
        return json;
    }
}
