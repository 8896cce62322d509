package dev.assay.audit.advisory;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of toolchains and libraries: the document {@code assay.advisories/1}, described by
 * {@code docs/advisories.schema.json}, which is copied and read without a network. Whether to believe it is told by
 * {@link SignedAdvisories}. Immutable, safe for concurrent use.
 */
public final class Advisories {
    /** Larger documents are not read. */
    public static final int MOST_BYTES = 16 << 20;

    /** Longer lists are not read. */
    public static final int MOST_ENTRIES = 50_000;

    private static final String NOUN = "assay.advisories";
    private static final int FORMAT = 1;

    private final Digest digest;
    private final List<Advisory> entries;
    private final Map<Coordinates, List<Known>> byPackage = new HashMap<>();

    private Advisories(Digest digest, List<Advisory> entries) {
        this.digest = digest;
        this.entries = List.copyOf(entries);
        for (Advisory entry : entries) {
            if (entry.withdrawn().isEmpty()) {
                for (Affected affected : entry.affected()) {
                    byPackage
                            .computeIfAbsent(affected.coordinates(), _ -> new ArrayList<>())
                            .add(new Known(entry, affected));
                }
            }
        }
    }

    private record Known(Advisory advisory, Affected affected) {}

    /**
     * An entry that is about a version of a package, or may be.
     *
     * @param score from 0 to 10, of CVSS 3; negative where there is none
     * @param certain whether the version could be compared with those of the entry
     */
    public record Match(Advisory advisory, double score, boolean certain) {}

    /** Reads the document; anything else is an {@link InvalidValueException} that names the field. */
    public static Advisories read(byte[] json) {
        Fields fields = Fields.of(Json.read(json, MOST_BYTES), "advisories");
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        fields.text("format");
        fields.node("entries");
        List<Advisory> entries = fields.objects("entries", MOST_ENTRIES).stream()
                .map(Advisory::read)
                .toList();
        fields.end();
        Set<String> ids = new HashSet<>();
        for (Advisory entry : entries) {
            if (!ids.add(entry.id())) {
                throw new InvalidValueException("advisories.entries", "there are two entries " + entry.id());
            }
        }
        return new Advisories(Digest.of(json), entries);
    }

    /** The document with these entries, in the order of their ids: the same bytes for the same entries. */
    public static byte[] write(Collection<Advisory> entries) {
        ObjectNode out = Json.document(NOUN, FORMAT);
        ArrayNode list = out.putArray("entries");
        entries.stream().sorted(Comparator.comparing(Advisory::id)).forEach(entry -> list.add(entry.toJson()));
        return Json.canonical(out);
    }

    /** The digest of the bytes that were read. */
    public Digest digest() {
        return digest;
    }

    /** All entries, those that were withdrawn among them, in the order of the document. */
    public List<Advisory> entries() {
        return entries;
    }

    /** The entries about this version of a package, in the order of the document. */
    public List<Match> about(Coordinates coordinates, String version) {
        List<Match> found = new ArrayList<>();
        for (Known known : byPackage.getOrDefault(coordinates, List.of())) {
            Affected.Covers covers = known.affected().covers(version);
            if (covers != Affected.Covers.NO) {
                Advisory advisory = known.advisory();
                found.add(new Match(advisory, advisory.score(known.affected()), covers == Affected.Covers.YES));
            }
        }
        return found;
    }
}
