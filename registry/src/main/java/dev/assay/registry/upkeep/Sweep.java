package dev.assay.registry.upkeep;

import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
import dev.assay.registry.Folder;
import dev.assay.registry.Holding;
import dev.assay.registry.Inventory;
import dev.assay.registry.Lock;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.search.Search;
import dev.assay.registry.upkeep.Report.Sum;
import dev.assay.trust.tuf.Anchor;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * Removes from a registry's directory what its index does not reach, and did not reach for some time: readers in the middle of a
 * refresh find all that was current within it. Roots stay, for they are the chain that readers follow. What is no registry's is not
 * touched. What goes is found out while publishers go on, and removed under the lock, if no index was published in between; else
 * it is found out anew. Cut off at any point it leaves a whole registry, since nothing that is removed is reached.
 */
public final class Sweep {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MOST_SUPERSEDED = 1 << 20;

    private final Path directory;
    private final Instant since;
    private final Progress progress;
    private final byte[] timestamp;
    /** What goes, with sizes. */
    private final Map<String, Long> useless = new LinkedHashMap<>();
    /** What has nothing in it, or nothing that stays; what is within comes first. */
    private final List<String> empty = new ArrayList<>();
    /** What has something in it that stays, of the directories that are being walked. */
    private final Set<String> inhabited = new HashSet<>();

    private Sum goes = Sum.NONE;
    private Sum kept = Sum.NONE;

    private Sweep(Path directory, Inventory inventory, Instant since, Progress progress) {
        this.directory = directory;
        this.since = since;
        this.progress = progress;
        this.timestamp = inventory.timestamp();
        look(inventory);
    }

    /**
     * What a sweep did.
     *
     * @param removed or would remove
     * @param kept what the index does not reach and is not old enough
     */
    public record Swept(Sum removed, Sum kept) {}

    /**
     * Sweeps.
     *
     * @param anchor whom the registry's first root is known by
     * @param older what was current, or written, within this time stays
     * @param dry removes nothing and says what it would
     * @throws RegistryException when the directory holds no registry, or one that is not whole: what it reaches is not known then
     */
    public static Swept of(Path directory, Anchor anchor, Duration older, boolean dry, Clock clock, Progress progress) {
        Source source = Source.directory(directory);
        Instant since = clock.instant().minus(older);
        // First only read, so that a directory that is no registry is named and not made.
        Inventory inventory = Inventory.of(source, anchor);
        if (dry) {
            Sweep found = new Sweep(directory, inventory, since, progress);
            return new Swept(found.goes, found.kept);
        }
        Optional<Sweep> before = looked(directory, inventory, since, progress);
        try (Lock _ = Lock.take(new Folder(directory), PATIENCE)) {
            return before.filter(sweep -> sweep.isCurrent(source))
                    .orElseGet(() -> new Sweep(directory, Inventory.of(source, anchor), since, progress))
                    .remove();
        }
    }

    /** Who publishes or sweeps meanwhile may take away what is looked at; what is damaged is told of when nobody does. */
    private static Optional<Sweep> looked(Path directory, Inventory inventory, Instant since, Progress progress) {
        try {
            return Optional.of(new Sweep(directory, inventory, since, progress));
        } catch (RegistryException _) {
            return Optional.empty();
        }
    }

    /** Whether nothing was published since. The lock must be held. */
    private boolean isCurrent(Source source) {
        try {
            return Arrays.equals(timestamp, source.read("metadata/timestamp.json", timestamp.length));
        } catch (RegistryException _) {
            return false;
        }
    }

    private void look(Inventory inventory) {
        Set<String> reached = new HashSet<>();
        inventory.metadata().forEach(item -> reached.add(item.path()));
        inventory.beside().forEach(item -> reached.add(item.path()));
        inventory.plugins().values().forEach(item -> reached.add(item.path()));
        inventory.search().ifPresent(root -> Search.walk(root.blob(), node -> reach(reached, node)));
        Superseded superseded = Superseded.since(directory, since, inventory.number(), MOST_SUPERSEDED);
        reached.addAll(superseded.files());

        int done = 0;
        SortedSet<PluginName> held = inventory.held();
        for (PluginName plugin : held) {
            Set<String> content = new HashSet<>();
            reach(content, inventory.holding(plugin), this::refuse);
            superseded.documents(plugin).forEach(before -> reach(content, before, (_, _) -> {}));
            walk(Holding.layout(plugin), content, Set.of());
            progress.at(++done, held.size(), goes.files());
        }
        Set<String> layouts = new HashSet<>();
        held.forEach(plugin -> layouts.add(Holding.layout(plugin)));
        walk("metadata", reached, layouts);
        walk("targets", reached, layouts);
        walk("plugins", reached, layouts);
    }

    private static void reach(Set<String> content, Holding holding, Holding.Faults faults) {
        holding.content(faults).forEach(item -> content.add(item.path()));
    }

    private Optional<byte[]> reach(Set<String> reached, Blob node) {
        Inventory.Item item = Inventory.searchNode(node);
        reached.add(item.path());
        try {
            return Optional.of(Inventory.read(Source.directory(directory), item));
        } catch (RegistryException e) {
            refuse(item.path(), e);
            return Optional.empty();
        }
    }

    private void refuse(String path, RegistryException why) {
        throw new RegistryException(
                path + ": " + why.getMessage()
                        + ". So what the index reaches is not known, and nothing is removed. Find out"
                        + " what is damaged with: assay registry fsck " + directory,
                why);
    }

    private void walk(String below, Set<String> reached, Set<String> layouts) {
        Walk.through(directory, below, new Walk.Visitor() {
            @Override
            public boolean enter(String path) {
                if (layouts.contains(path)) {
                    inhabit(path);
                    return false;
                }
                return true;
            }

            @Override
            public void left(String path) {
                if (inhabited.remove(path)) {
                    inhabit(path);
                } else if (path.startsWith("plugins/")) {
                    empty.add(path);
                }
            }

            @Override
            public void file(String path, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()
                        && !reached.contains(path)
                        && (Names.of(path) instanceof Names.Name.Metadata
                                || Names.of(path) instanceof Names.Name.Content)
                        && isOld(attributes)) {
                    useless.put(path, attributes.size());
                    goes = goes.and(attributes.size());
                } else {
                    inhabit(path);
                }
            }

            @Override
            public void tooDeep(String path) {
                // None of a registry's.
                inhabit(path);
            }

            private void inhabit(String path) {
                int slash = path.lastIndexOf('/');
                if (slash > 0) {
                    inhabited.add(path.substring(0, slash));
                }
            }
        });
        inhabited.clear();
    }

    /** Also what is not reached yet stays: who wrote it may be about to announce it from another machine. */
    private boolean isOld(BasicFileAttributes attributes) {
        if (attributes.lastModifiedTime().toInstant().isAfter(since)) {
            kept = kept.and(attributes.size());
            return false;
        }
        return true;
    }

    private Swept remove() {
        Sum removed = Sum.NONE;
        for (Map.Entry<String, Long> file : useless.entrySet()) {
            Path path = directory.resolve(file.getKey());
            try {
                if (Files.deleteIfExists(path)) {
                    removed = removed.and(file.getValue());
                }
            } catch (IOException e) {
                throw new RegistryException("cannot remove " + path + ": " + e.getMessage(), e);
            }
        }
        empty.forEach(this::removeEmpty);
        return new Swept(removed, kept);
    }

    /** What is left of a publication that was cut off before it was one. */
    private void removeEmpty(String path) {
        try {
            Files.delete(directory.resolve(path));
        } catch (DirectoryNotEmptyException | NoSuchFileException _) {
            // There is something in it now, so it stays.
        } catch (IOException e) {
            throw new RegistryException("cannot remove " + directory.resolve(path) + ": " + e.getMessage(), e);
        }
    }
}
