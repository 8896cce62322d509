package dev.assay.audit;

import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What is known of toolchains and libraries: a file of entries in OSV's format (ossf.github.io/osv-schema), which is copied and
 * read without a network. Toolchains have the ecosystem {@code toolchain} and the name that they write into {@code producers}.
 * Whoever hands the file over answers for where it comes from. Immutable, safe for concurrent use.
 */
public final class Advisories {
    private static final String FORMAT = "assay.advisories/1";
    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_ENTRIES = 200_000;
    private static final Pattern NUMBERS = Pattern.compile("[0-9]+(?:\\.[0-9]+)*");

    private final Map<String, List<Affected>> byPackage;

    private Advisories(Map<String, List<Affected>> byPackage) {
        this.byPackage = Map.copyOf(byPackage);
    }

    /**
     * One entry.
     *
     * @param score of CVSS, from 0 to 10; negative where the entry has none
     */
    public record Advisory(String id, String summary, double score) {}

    private record Affected(Advisory advisory, List<JsonNode> ranges, List<String> versions) {}

    /** Reads an object with {@code format} and a list {@code entries}. Throws {@link InvalidValueException} for anything else. */
    public static Advisories read(byte[] json) {
        JsonNode file = Json.read(json, MOST_BYTES);
        if (!file.path("format").asString("").equals(FORMAT)
                || !file.path("entries").isArray()) {
            throw new InvalidValueException(
                    "advisories", "an object with the format " + FORMAT + " and entries is expected");
        }
        if (file.path("entries").size() > MOST_ENTRIES) {
            throw new InvalidValueException("advisories", "there are more than " + MOST_ENTRIES + " entries");
        }
        Map<String, List<Affected>> byPackage = new HashMap<>();
        for (JsonNode entry : file.path("entries")) {
            if (entry.has("withdrawn")) {
                continue;
            }
            String id = Inert.line(entry.path("id").asString(""), 80);
            if (id.isEmpty()) {
                throw new InvalidValueException("advisories", "an entry has no id");
            }
            Advisory advisory = new Advisory(
                    id, Inert.line(entry.path("summary").asString(""), 200), CvssScore.of(entry.path("severity")));
            for (JsonNode affected : entry.path("affected")) {
                List<JsonNode> ranges = new ArrayList<>();
                affected.path("ranges").forEach(ranges::add);
                List<String> versions = new ArrayList<>();
                affected.path("versions").forEach(version -> versions.add(version.asString("")));
                JsonNode about = affected.path("package");
                byPackage
                        .computeIfAbsent(
                                key(
                                        about.path("ecosystem").asString(""),
                                        about.path("name").asString("")),
                                _ -> new ArrayList<>())
                        .add(new Affected(advisory, ranges, versions));
            }
        }
        return new Advisories(byPackage);
    }

    private static String key(String ecosystem, String name) {
        return ecosystem + " " + name;
    }

    /** The entries about this version of a package, in the order of the file. */
    public List<Advisory> about(String ecosystem, String name, String version) {
        List<Advisory> found = new ArrayList<>();
        for (Affected affected : byPackage.getOrDefault(key(ecosystem, name), List.of())) {
            if (affected.versions().contains(version)
                    || affected.ranges().stream().anyMatch(range -> contains(range, version))) {
                found.add(affected.advisory());
            }
        }
        return found;
    }

    /** OSV schema, "evaluation": introduced at or before, and neither fixed at or before nor last affected before. */
    private static boolean contains(JsonNode range, String version) {
        boolean affected = false;
        for (JsonNode event : range.path("events")) {
            if (event.has("introduced")
                    && compare(version, event.path("introduced").asString("")) >= 0) {
                affected = true;
            }
            if (event.has("fixed") && compare(version, event.path("fixed").asString("")) >= 0) {
                affected = false;
            }
            if (event.has("last_affected")
                    && compare(version, event.path("last_affected").asString("")) > 0) {
                affected = false;
            }
        }
        return affected;
    }

    /** By their first dotted numbers: compilers write more behind them. */
    static int compare(String a, String b) {
        return Arrays.compare(numbers(a), numbers(b));
    }

    private static long[] numbers(String version) {
        Matcher matcher = NUMBERS.matcher(version);
        if (!matcher.find()) {
            return new long[0];
        }
        long[] all = Arrays.stream(matcher.group().split("\\.", -1))
                .mapToLong(part -> part.length() > 15 ? Long.MAX_VALUE : Long.parseLong(part))
                .toArray();
        int length = all.length;
        while (length > 0 && all[length - 1] == 0) {
            length--; // 1.2 is 1.2.0
        }
        return Arrays.copyOf(all, length);
    }
}
