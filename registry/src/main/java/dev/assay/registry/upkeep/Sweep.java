package dev.assay.registry.upkeep;

import dev.assay.model.PluginName;
import dev.assay.registry.Folder;
import dev.assay.registry.Holding;
import dev.assay.registry.Inventory;
import dev.assay.registry.Lock;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
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
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;

/**
 * Removes from a registry's directory what its index does not reach, and did not reach for some time: readers in the middle of a
 * refresh find all that was current within it. Roots stay, for they are the chain that readers follow. What is no registry's is not
 * touched. Under the lock, so no publisher is at work; cut off at any point it leaves a whole registry, since nothing that is
 * removed is reached.
 */
public final class Sweep {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MOST_SUPERSEDED = 1 << 20;

    private final Path directory;
    private final Instant since;
    private final boolean dry;
    private final Progress progress;
    private Sum removed = Sum.NONE;
    private Sum kept = Sum.NONE;

    private Sweep(Path directory, Instant since, boolean dry, Progress progress) {
        this.directory = directory;
        this.since = since;
        this.dry = dry;
        this.progress = progress;
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
        // First only read, so that a directory that is no registry is named and not made.
        Inventory.of(Source.directory(directory), anchor);
        try (Lock _ = Lock.take(new Folder(directory), PATIENCE)) {
            Sweep sweep = new Sweep(directory, clock.instant().minus(older), dry, progress);
            sweep.run(Inventory.of(Source.directory(directory), anchor));
            return new Swept(sweep.removed, sweep.kept);
        }
    }

    private void run(Inventory inventory) {
        Set<String> reached = new HashSet<>();
        inventory.metadata().forEach(item -> reached.add(item.path()));
        inventory.beside().forEach(item -> reached.add(item.path()));
        inventory.plugins().values().forEach(item -> reached.add(item.path()));
        Superseded superseded = Superseded.since(directory, since, inventory.number(), MOST_SUPERSEDED);
        reached.addAll(superseded.files());

        int done = 0;
        SortedSet<PluginName> held = inventory.held();
        for (PluginName plugin : held) {
            Set<String> content = new HashSet<>();
            reach(content, inventory.holding(plugin), this::refuse);
            superseded.documents(plugin).forEach(before -> reach(content, before, (_, _) -> {}));
            walk(Holding.layout(plugin), content, Set.of());
            progress.at(++done, held.size(), removed.files());
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
                return !layouts.contains(path);
            }

            @Override
            public void left(String path) {
                removeEmpty(path);
            }

            @Override
            public void file(String path, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()
                        && !reached.contains(path)
                        && (Names.of(path) instanceof Names.Name.Metadata
                                || Names.of(path) instanceof Names.Name.Content)) {
                    sweep(path, attributes);
                }
            }

            @Override
            public void tooDeep(String path) {
                // None of a registry's.
            }
        });
    }

    private void sweep(String path, BasicFileAttributes attributes) {
        // Also what is not reached yet: who wrote it may be about to announce it from another machine.
        if (attributes.lastModifiedTime().toInstant().isAfter(since)) {
            kept = kept.and(attributes.size());
            return;
        }
        removed = removed.and(attributes.size());
        if (!dry) {
            try {
                Files.deleteIfExists(directory.resolve(path));
            } catch (IOException e) {
                throw new RegistryException("cannot remove " + directory.resolve(path) + ": " + e.getMessage(), e);
            }
        }
    }

    /** What is left of a publication that was cut off before it was one. */
    private void removeEmpty(String path) {
        if (!dry && path.startsWith("plugins/")) {
            try {
                Files.delete(directory.resolve(path));
            } catch (DirectoryNotEmptyException | NoSuchFileException _) {
                // There is something in it, so it stays.
            } catch (IOException e) {
                throw new RegistryException("cannot remove " + directory.resolve(path) + ": " + e.getMessage(), e);
            }
        }
    }
}
