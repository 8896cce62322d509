package dev.assay.trust.tuf;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * That another role, with its own keys, is trusted for some target paths (section 4.5).
 *
 * @param terminating whether, for a path that it covers, no role after it is asked
 */
public record Delegation(String name, Quorum quorum, boolean terminating, Scope scope) {
    public Delegation {
        requireName(name);
    }

    /** One that covers paths by pattern: {@code *}, {@code ?} and sets, which never match a slash. */
    public static Delegation ofPaths(String name, Quorum quorum, boolean terminating, List<String> patterns) {
        return new Delegation(
                name,
                quorum,
                terminating,
                new Scope.Paths(patterns.stream().map(PathPattern::new).toList()));
    }

    /** One that covers the paths whose SHA-256 begins with one of these, in lower-case hexadecimal. */
    public static Delegation ofHashPrefixes(String name, Quorum quorum, boolean terminating, List<String> prefixes) {
        return new Delegation(name, quorum, terminating, new Scope.HashPrefixes(List.copyOf(prefixes)));
    }

    static Delegation read(Fields fields, Map<String, TufKey> keys) {
        return new Delegation(
                fields.text("name"), Quorum.read(fields, keys), fields.flag("terminating"), Scope.read(fields));
    }

    /** A name becomes a file's name, so it must not be one of the top level's, nor longer than files' names can be. */
    static void requireName(String name) {
        if (name.isEmpty() || Names.encoded(name).length() > Bounds.ROLE_NAME || TopLevel.isTaken(name)) {
            throw new InvalidValueException(
                    "delegated role",
                    name,
                    "a name that is not a top-level role's, of at most " + Bounds.ROLE_NAME + " characters encoded");
        }
    }

    ObjectNode toJson() {
        ObjectNode json = quorum.toJson().put("name", name).put("terminating", terminating);
        scope.write(json);
        return json;
    }
}
