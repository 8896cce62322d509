package dev.assay.registry.source;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.registry.Folder;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which of several places are down, in a file that processes share: one that begins need not find it out again. It only says who is
 * asked first, so a damaged file counts as none. Thread-safe.
 */
public final class Outages {
    /** In the folder of a reader. */
    public static final String FILE = "down.json";

    private static final String NOUN = "assay.sources-down";
    private static final int MOST_BYTES = 64 << 10;

    private final Folder folder;
    private final List<Watched> places;
    private Map<String, Instant> written = Map.of();

    public Outages(Folder folder, Source source) {
        this.folder = folder;
        this.places = source.each().stream()
                .filter(Watched.class::isInstance)
                .map(Watched.class::cast)
                .toList();
    }

    /** Takes over what other processes found. */
    public synchronized void recall() {
        if (places.isEmpty()) {
            return;
        }
        written = read();
        places.forEach(place -> {
            Instant until = written.get(name(place));
            if (until != null) {
                place.recall(until);
            }
        });
    }

    private Map<String, Instant> read() {
        try {
            JsonNode json = Json.read(folder.source().read(FILE, MOST_BYTES), MOST_BYTES);
            Json.requireFormat(json, NOUN, 1);
            SortedMap<String, Instant> down = new TreeMap<>();
            Fields until = Fields.of(json, FILE).object("until");
            for (String name : until.whole().propertyNames()) {
                down.put(name, Instant.parse(until.text(name)));
            }
            return down;
        } catch (RegistryException | ModelException | DateTimeParseException _) {
            return Map.of();
        }
    }

    /** Whether there is anything to be told to other processes. */
    public synchronized boolean isNews() {
        return !places.isEmpty() && !down().equals(written);
    }

    /** Tells other processes. The lock of the folder must be held. */
    public synchronized void keep() {
        if (isNews()) {
            Map<String, Instant> down = down();
            ObjectNode json = Json.document(NOUN, 1);
            ObjectNode until = json.putObject("until");
            down.forEach((name, end) -> until.put(name, end.toString()));
            folder.write(FILE, Json.canonical(json));
            written = down;
        }
    }

    private Map<String, Instant> down() {
        SortedMap<String, Instant> down = new TreeMap<>();
        places.forEach(place -> place.until().ifPresent(end -> down.put(name(place), end)));
        return down;
    }

    /** What an address is, is nobody's business who reads the file. */
    private static String name(Watched place) {
        return Digest.of(place.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }
}
