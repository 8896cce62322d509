package dev.assay.cli.advisories;

import dev.assay.audit.advisory.Advisories;
import dev.assay.audit.advisory.Advisory;
import dev.assay.cli.CommandException;
import dev.assay.cli.Explain;
import dev.assay.cli.Inputs;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Gathers entries from where they are published: files of one OSV entry each, folders of such, and earlier documents. Of an id that is
 * there more than once the entry that was changed last counts. Not thread-safe.
 */
final class Sources {
    private static final int DEEPEST = 8;
    private static final String ENTRY = ".json";
    private static final String STATEMENT = ".sigstore.json";

    private final Map<String, Advisory> byId = new TreeMap<>();

    /** All that was added, by id. */
    Collection<Advisory> all() {
        return byId.values();
    }

    /** Adds a file, or the files {@code *.json} of a folder and of those in it; what is no advisory ends it, by name. */
    void add(Path source) {
        if (!Files.isDirectory(source)) {
            file(source);
            return;
        }
        try (Stream<Path> files = Files.walk(source, DEEPEST)) {
            List<Path> entries = files.filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().endsWith(ENTRY) && !file.toString().endsWith(STATEMENT))
                    .limit(Advisories.MOST_ENTRIES + 1L)
                    .sorted()
                    .toList();
            if (entries.isEmpty()) {
                throw new CommandException("the folder " + Inert.quote(source.toString()) + " has no file *" + ENTRY
                        + ". Name one with OSV entries");
            }
            requireFew(entries.size());
            entries.forEach(this::file);
        } catch (IOException | UncheckedIOException e) {
            throw new CommandException(
                    "cannot read the folder " + Inert.quote(source.toString()) + ": " + Explain.message(e), e);
        }
    }

    private void file(Path file) {
        byte[] bytes = Inputs.read(file, "advisory", Advisories.MOST_BYTES);
        try {
            JsonNode json = Json.read(bytes, Advisories.MOST_BYTES);
            if (json.has("format")) {
                Advisories.read(bytes).entries().forEach(this::entry);
            } else if (bytes.length > Advisory.MOST_BYTES) {
                throw new CommandException("advisory " + Inert.quote(file.toString()) + " has " + bytes.length
                        + " bytes, more than the " + Advisory.MOST_BYTES + " accepted");
            } else {
                entry(Advisory.read(Fields.of(json, "entry")));
            }
        } catch (ModelException e) {
            throw new CommandException(
                    "advisory " + Inert.quote(file.toString()) + " cannot be read: " + e.getMessage()
                            + ". Nothing was signed: correct it, or leave it out",
                    e);
        }
        requireFew(byId.size());
    }

    private void entry(Advisory entry) {
        Advisory other = byId.putIfAbsent(entry.id(), entry);
        if (other == null || other.equals(entry)) {
            return;
        }
        if (other.modified().equals(entry.modified())) {
            throw new CommandException("there are two advisories " + entry.id() + " of " + entry.modified()
                    + " that say different things. Leave one out");
        }
        if (other.modified().isBefore(entry.modified())) {
            byId.put(entry.id(), entry);
        }
    }

    private static void requireFew(int count) {
        if (count > Advisories.MOST_ENTRIES) {
            throw new CommandException("there are more than " + Advisories.MOST_ENTRIES
                    + " advisories. Leave out ecosystems that no plugin is built from");
        }
    }
}
