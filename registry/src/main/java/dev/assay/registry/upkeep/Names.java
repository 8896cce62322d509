package dev.assay.registry.upkeep;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the names of a registry's files say, whether the index reaches them or not. */
final class Names {
    private static final String HEX = "[0-9a-f]{64}";
    private static final String PART = "[A-Za-z0-9._~%-]+";
    private static final Pattern METADATA = Pattern.compile("metadata/[0-9]{1,16}\\.(?<role>" + PART + ")\\.json");
    private static final Pattern TARGET = Pattern.compile("targets/(" + PART + "/){0,2}(?<hex>" + HEX + ")\\." + PART);
    private static final Pattern BLOB =
            Pattern.compile("(?<layout>plugins/" + PART + "/" + PART + ")/blobs/sha256/(?<hex>" + HEX + ")");
    private static final Pattern DERIVED =
            Pattern.compile("plugins/" + PART + "/" + PART + "/(oci-layout|index\\.json)");

    private Names() {}

    /** What a file is by its name alone. */
    sealed interface Name {
        /** A version of a role of the index that may have been superseded; roots are none: they are the chain. */
        record Metadata(String role) implements Name {}

        /** Content whose name holds its digest. */
        record Content(String hex) implements Name {}

        /** What follows from a plugin's index. */
        record Derived() implements Name {}

        /** None that Assay writes. */
        record Foreign() implements Name {}
    }

    static Name of(String path) {
        Matcher metadata = METADATA.matcher(path);
        if (metadata.matches() && !metadata.group("role").equals("root")) {
            return new Name.Metadata(metadata.group("role"));
        }
        for (Pattern content : new Pattern[] {BLOB, TARGET}) {
            Matcher matcher = content.matcher(path);
            if (matcher.matches()) {
                return new Name.Content(matcher.group("hex"));
            }
        }
        return DERIVED.matcher(path).matches() ? new Name.Derived() : new Name.Foreign();
    }
}
