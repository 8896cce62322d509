package dev.assay.registry.upkeep;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
import dev.assay.registry.Holding;
import dev.assay.registry.Inventory;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.search.Search;
import dev.assay.trust.tuf.IndexLayout;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What the states of an index reach that were current lately and are no more. None of it is verified: who forges one has some files
 * kept longer. A state that cannot be read is of no use to readers either, and keeps nothing.
 */
final class Superseded {
    private static final Pattern SNAPSHOT = Pattern.compile("metadata/(?<number>[0-9]{1,15})\\.snapshot\\.json");
    private static final int MOST_BYTES = 16 << 20;

    private final Source source;
    private final int most;
    private final Set<String> files = new HashSet<>();
    /** The documents of plugins, by plugin. */
    private final Map<PluginName, Set<String>> documents = new HashMap<>();

    private Superseded(Source source, int most) {
        this.source = source;
        this.most = most;
    }

    /**
     * Reads them.
     *
     * @param since states that were current after it; a state ends when the next snapshot is written
     * @param current the number of the snapshot that is current
     * @param most files, before this is refused
     */
    static Superseded since(Path directory, Instant since, long current, int most) {
        TreeMap<Long, Instant> written = new TreeMap<>();
        Walk.through(directory, "metadata", new Walk.Visitor() {
            @Override
            public boolean enter(String path) {
                return false;
            }

            @Override
            public void file(String path, BasicFileAttributes attributes) {
                Matcher matcher = SNAPSHOT.matcher(path);
                if (attributes.isRegularFile() && matcher.matches()) {
                    written.put(
                            Long.parseLong(matcher.group("number")),
                            attributes.lastModifiedTime().toInstant());
                }
            }

            @Override
            public void tooDeep(String path) {
                // None of a registry's.
            }
        });
        Superseded superseded = new Superseded(Source.directory(directory), most);
        for (long number : new TreeSet<>(written.headMap(current).keySet())) {
            Instant ended = written.higherEntry(number) == null
                    ? Instant.MAX
                    : written.higherEntry(number).getValue();
            if (ended.isAfter(since)) {
                superseded.keep("metadata/" + number + ".snapshot.json");
            }
        }
        return superseded;
    }

    private void keep(String snapshot) {
        add(snapshot);
        for (Map.Entry<String, JsonNode> role :
                signed(snapshot).map(state -> state.path("meta").properties()).orElse(Set.of())) {
            String path = "metadata/" + role.getValue().path("version").asLong(0) + "." + role.getKey();
            if (add(path)) {
                signed(path).ifPresent(this::keepTargets);
            }
        }
    }

    private void keepTargets(JsonNode role) {
        for (Map.Entry<String, JsonNode> target : role.path("targets").properties()) {
            String name = target.getKey();
            int slash = name.lastIndexOf('/') + 1;
            String path = "targets/" + name.substring(0, slash)
                    + target.getValue().path("hashes").path("sha256").asString("") + "." + name.substring(slash);
            if (!add(path)) {
                continue;
            }
            if (name.equals(IndexLayout.SEARCH)) {
                keepSearch(target.getValue());
            } else if (name.startsWith("index/") && name.endsWith(".json")) {
                plugin(name)
                        .ifPresent(plugin -> documents
                                .computeIfAbsent(plugin, _ -> new TreeSet<>())
                                .add(path));
            }
        }
    }

    /** What was kept already is passed over, with all beneath it. */
    private void keepSearch(JsonNode target) {
        try {
            Blob root = new Blob(
                    new Digest(target.path("hashes").path("sha256").asString("")),
                    target.path("length").asLong(0));
            Search.walk(
                    root,
                    node -> node.equals(root) || add(Inventory.searchNode(node).path())
                            ? bytes(node)
                            : Optional.empty());
        } catch (RegistryException | ModelException e) {
            if (files.size() >= most) {
                throw e;
            }
        }
    }

    private Optional<byte[]> bytes(Blob node) {
        try {
            return Optional.of(Inventory.read(source, Inventory.searchNode(node)));
        } catch (RegistryException _) {
            return Optional.empty();
        }
    }

    private static Optional<PluginName> plugin(String target) {
        try {
            return Optional.of(
                    PluginName.parse(target.substring("index/".length(), target.length() - ".json".length())));
        } catch (ModelException _) {
            return Optional.empty();
        }
    }

    private boolean add(String path) {
        if (files.size() >= most) {
            throw new RegistryException(
                    "more than " + most + " files were current within that time. Keep a shorter one");
        }
        return files.add(path);
    }

    private Optional<JsonNode> signed(String path) {
        try {
            return Optional.of(Fields.of(Json.read(source.read(path, MOST_BYTES), MOST_BYTES), path)
                    .object("signed")
                    .whole());
        } catch (RegistryException | ModelException _) {
            return Optional.empty();
        }
    }

    /** Their metadata and documents. */
    Set<String> files() {
        return files;
    }

    /** What they listed of a plugin. */
    Stream<Holding> documents(PluginName plugin) {
        return documents.getOrDefault(plugin, Set.of()).stream().flatMap(path -> {
            try {
                return Stream.of(Holding.of(source, source.read(path, MOST_BYTES)));
            } catch (RegistryException _) {
                return Stream.empty();
            }
        });
    }
}
