package dev.assay.trust.tuf;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** The target paths that a delegated role is trusted for (section 4.5). */
sealed interface Scope {
    boolean covers(String path);

    /** Writes {@code paths} or {@code path_hash_prefixes}. */
    void write(ObjectNode delegation);

    /** Paths by their names. */
    record Paths(List<PathPattern> patterns) implements Scope {
        @Override
        public boolean covers(String path) {
            return patterns.stream().anyMatch(pattern -> pattern.matches(path));
        }

        @Override
        public void write(ObjectNode delegation) {
            delegation.set(
                    "paths",
                    Json.texts(patterns.stream().map(PathPattern::pattern).toList()));
        }
    }

    /** Paths whose SHA-256 begins so. */
    record HashPrefixes(List<String> prefixes) implements Scope {
        private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,64}");

        @Override
        public boolean covers(String path) {
            String hash = Digest.of(path.getBytes(StandardCharsets.UTF_8)).hex();
            return prefixes.stream().anyMatch(hash::startsWith);
        }

        @Override
        public void write(ObjectNode delegation) {
            delegation.set("path_hash_prefixes", Json.texts(prefixes));
        }
    }

    static Scope read(Fields fields) {
        if (fields.has("paths") == fields.has("path_hash_prefixes")) {
            throw new InvalidValueException(fields.path(), "it must have either paths or path_hash_prefixes");
        }
        if (fields.has("paths")) {
            List<String> paths = fields.texts("paths", Bounds.PATHS_OF_A_ROLE);
            if (paths.stream().anyMatch(path -> path.length() > Bounds.PATH)) {
                throw new InvalidValueException(
                        fields.path() + ".paths", "a pattern has at most " + Bounds.PATH + " characters");
            }
            return new Paths(paths.stream().map(PathPattern::new).toList());
        }
        List<String> prefixes = fields.texts("path_hash_prefixes", Bounds.PATHS_OF_A_ROLE);
        if (!prefixes.stream()
                .allMatch(prefix -> HashPrefixes.HEX.matcher(prefix).matches())) {
            throw new InvalidValueException(
                    fields.path() + ".path_hash_prefixes", "each must be 1 to 64 lower-case hexadecimal digits");
        }
        return new HashPrefixes(prefixes);
    }
}
