package dev.assay.registry.mirror;

import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
import dev.assay.registry.Inventory;
import dev.assay.registry.MirrorNote;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.search.Search;
import dev.assay.trust.tuf.Anchor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Copies a registry, whole or some of its plugins, with statements, index and roots. The source is not trusted: each file is
 * verified while it is copied, and what a mirror says was signed by the same keys. It needs none.
 */
public final class Mirror {
    private final Source source;
    private final Anchor anchor;
    private final Clock clock;
    private final LongConsumer progress;

    /**
     * What was copied.
     *
     * @param number of the index
     * @param until when readers accept the mirror no more, unless it is brought up to date
     * @param plugins that the mirror holds now
     * @param listed how many plugins the index lists
     * @param files that were copied, with their bytes
     * @param present files that were there already
     */
    public record Copied(
            long number,
            Instant until,
            SortedSet<PluginName> plugins,
            int listed,
            long files,
            long bytes,
            long present) {
        /** Whether it holds all that the index lists. */
        public boolean isWhole() {
            return plugins.size() == listed;
        }
    }

    /**
     * @param anchor whom the registry's first root is known by
     * @param progress gets how many files were looked at, now and then
     */
    public Mirror(Source source, Anchor anchor, Clock clock, LongConsumer progress) {
        this.source = source;
        this.anchor = anchor;
        this.clock = clock;
        this.progress = progress;
    }

    /** Whether this names an archive, as a source or a target. */
    public static boolean isArchive(String location) {
        return location.endsWith(".tar") && !location.matches("https?:.*");
    }

    /** An archive that was made by {@link #pack}, wherever it comes from. To be closed. */
    public static Source archive(Path file) {
        return new TarSource(file);
    }

    /**
     * Makes or brings up to date a mirror in a directory, whose readers see what was there before until all that is new is there. It
     * never goes backwards, and holds on to the plugins that it held.
     *
     * @param chosen the plugins to hold beside them; none: all that the source has, or those alone that the mirror held already
     * @param atLeast the number of an index that was seen: an older one is refused
     */
    public Copied into(Path directory, SortedSet<PluginName> chosen, long atLeast) {
        Inventory stock = stock(atLeast);
        try (Target target = new DirectoryTarget(directory)) {
            if (DirectoryTarget.isBegun(directory)) {
                Ahead.require(Source.directory(directory), source, stock);
            }
            return copy(stock, target, chosen);
        }
    }

    /**
     * Writes an archive, whole or not at all. One that is there is replaced by a newer one only. The same state of a registry gives
     * the same bytes.
     *
     * @param chosen the plugins it is to hold; none: all that the source has
     * @param atLeast as above
     */
    public Copied pack(Path file, SortedSet<PluginName> chosen, long atLeast) {
        Inventory stock = stock(atLeast);
        if (Files.exists(file)) {
            try (TarSource before = new TarSource(file)) {
                Ahead.require(before, source, stock);
            }
        }
        try (Target target = new ArchiveTarget(file, stock.issued())) {
            return copy(stock, target, chosen);
        }
    }

    private Inventory stock(long atLeast) {
        Inventory stock = Inventory.of(source, anchor);
        if (stock.number() < atLeast) {
            throw new RegistryException(source + " went back from index " + atLeast + " to " + stock.number()
                    + " while it was read. Mirror from another copy");
        }
        if (!clock.instant().isBefore(stock.expires())) {
            throw new RegistryException(source + " expired at " + stock.expires()
                    + ", so nobody would accept its mirror. Have its publisher refresh it");
        }
        return stock;
    }

    private Copied copy(Inventory stock, Target target, SortedSet<PluginName> chosen) {
        Optional<MirrorNote> sourceNote = MirrorNote.of(source);
        Optional<SortedSet<PluginName>> selection = selection(stock, sourceNote, target.before(), chosen);
        SortedSet<PluginName> plugins =
                new TreeSet<>(selection.orElse(new TreeSet<>(stock.plugins().keySet())));
        plugins.retainAll(stock.plugins().keySet());

        Copy copy = new Copy(target);
        for (PluginName plugin : plugins) {
            stock.holding(plugin)
                    .content((path, why) -> {
                        throw new RegistryException(source + ": " + why.getMessage(), why);
                    })
                    .forEach(copy::content);
            copy.small(stock.document(plugin));
        }
        if (selection.isEmpty()) {
            stock.search().ifPresent(root -> Search.walk(root.blob(), copy::searchNode));
        }
        stock.beside().forEach(copy::small);
        stock.metadata().forEach(copy::small);
        copy.bytes(MirrorNote.FILE, new MirrorNote(stock.expires(), stock.number(), selection).toBytes());
        // From here on its readers see the new state.
        copy.bytes("metadata/timestamp.json", stock.timestamp());
        for (PluginName plugin : plugins) {
            stock.holding(plugin).derived().forEach(copy::bytes);
        }
        target.done();
        return new Copied(
                stock.number(), stock.expires(), plugins, stock.plugins().size(), copy.files, copy.bytes, copy.present);
    }

    /** Which plugins the mirror is to hold; empty: all. */
    private Optional<SortedSet<PluginName>> selection(
            Inventory stock, Optional<MirrorNote> from, Optional<Target.Before> before, SortedSet<PluginName> chosen) {
        for (PluginName plugin : chosen) {
            if (!stock.plugins().containsKey(plugin)) {
                throw new RegistryException(source + " has no plugin " + plugin + ". Correct the name");
            }
        }
        Optional<SortedSet<PluginName>> all = from.flatMap(MirrorNote::plugins);
        Optional<SortedSet<PluginName>> wanted;
        if (before.isPresent() && before.get().plugins().isEmpty()) {
            wanted = Optional.empty();
        } else if (before.isPresent()) {
            SortedSet<PluginName> union = new TreeSet<>(before.get().plugins().orElseThrow());
            union.addAll(chosen);
            wanted = Optional.of(union);
        } else {
            wanted = chosen.isEmpty() ? all : Optional.of(chosen);
        }
        if (all.isPresent() && (wanted.isEmpty() || !all.get().containsAll(wanted.get()))) {
            throw new RegistryException(source + " is itself a mirror of only some plugins, and lacks "
                    + wanted.flatMap(names -> names.stream()
                                    .filter(name -> !all.get().contains(name))
                                    .findFirst())
                            .map(PluginName::toString)
                            .orElse("some of what the mirror holds")
                    + ". Mirror from one that has it");
        }
        return wanted;
    }

    /** Copies what is not there. */
    private final class Copy {
        private final Target target;
        private long files;
        private long bytes;
        private long present;

        Copy(Target target) {
            this.target = target;
        }

        void content(Inventory.Item item) {
            if (target.holds(item)) {
                present++;
            } else {
                write(item.path(), Inventory.read(source, item));
            }
        }

        /** Of metadata two may have the same name and size. */
        void small(Inventory.Item item) {
            bytes(item.path(), Inventory.read(source, item));
        }

        Optional<byte[]> searchNode(Blob node) {
            Inventory.Item item = Inventory.searchNode(node);
            byte[] content = Inventory.read(source, item);
            bytes(item.path(), content);
            return Optional.of(content);
        }

        void bytes(String path, byte[] content) {
            if (target.holds(path, content)) {
                present++;
            } else {
                write(path, content);
            }
        }

        private void write(String path, byte[] content) {
            target.write(path, content);
            files++;
            bytes += content.length;
            progress.accept(files + present);
        }
    }
}
