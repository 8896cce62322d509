package dev.assay.audit.advisory;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which versions of one package an advisory is about.
 *
 * @param coordinates as they are looked up
 * @param name as it is written
 * @param severity that of the package; empty where it is that of the whole entry
 */
public record Affected(
        Coordinates coordinates,
        String name,
        List<Severity> severity,
        List<VersionRange> ranges,
        List<String> versions) {
    private static final int MOST_RANGES = 200;
    private static final int MOST_VERSIONS = 20_000;
    private static final int MOST_ECOSYSTEM = 60;

    public Affected {
        severity = List.copyOf(severity);
        ranges = List.copyOf(ranges);
        versions = List.copyOf(versions);
    }

    /** Whether a version is meant. */
    enum Covers {
        YES,
        NO,
        /** The version has no place in the order of the others, so that nobody can say that it is not meant. */
        UNKNOWN
    }

    static Affected read(Fields fields) {
        Fields about = fields.object("package");
        String name = Texts.required(about, "name", Texts.MOST_NAME);
        Coordinates coordinates = new Coordinates(Texts.required(about, "ecosystem", MOST_ECOSYSTEM), name);
        Texts.optional(about, "purl", 3 * Texts.MOST_NAME);
        about.end();
        Affected affected = new Affected(
                coordinates,
                name,
                Severity.read(fields),
                fields.objects("ranges", MOST_RANGES).stream()
                        .map(range -> VersionRange.read(range, coordinates))
                        .toList(),
                Texts.list(fields, "versions", MOST_VERSIONS, Texts.MOST_VERSION));
        fields.optionalNode("ecosystem_specific");
        fields.optionalNode("database_specific");
        fields.end();
        return affected;
    }

    /** As OSV has it, "Evaluation": one of the versions, or within one of the ranges. */
    Covers covers(String version) {
        if (versions.contains(version)) {
            return Covers.YES;
        }
        List<VersionRange> ordered =
                ranges.stream().filter(VersionRange::isOrdered).toList();
        if (ordered.isEmpty()) {
            return Covers.NO;
        }
        Optional<OrderedVersion> place = coordinates.version(version);
        if (place.isEmpty()) {
            return Covers.UNKNOWN;
        }
        return ordered.stream().anyMatch(range -> range.contains(place.get())) ? Covers.YES : Covers.NO;
    }

    /** For people, and not inert: such as {@code crates.io tokio: introduced 1.7.0, fixed 1.18.4}. */
    public String describe() {
        List<String> all = new ArrayList<>();
        ranges.forEach(range -> all.add(range.describe()));
        if (!versions.isEmpty()) {
            all.add(versions.size() + " versions from " + versions.getFirst() + " to " + versions.getLast());
        }
        return coordinates.ecosystem() + " " + name + ": " + (all.isEmpty() ? "no version" : String.join("; ", all));
    }

    ObjectNode toJson() {
        ObjectNode out = Json.object();
        out.putObject("package").put("ecosystem", coordinates.ecosystem()).put("name", name);
        Severity.write(severity, out);
        if (!ranges.isEmpty()) {
            ArrayNode list = out.putArray("ranges");
            ranges.forEach(range -> list.add(range.toJson()));
        }
        if (!versions.isEmpty()) {
            out.set("versions", Json.texts(versions));
        }
        return out;
    }
}
