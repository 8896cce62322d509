package dev.assay.registry.mirror;

import dev.assay.model.PluginName;
import dev.assay.registry.Inventory;
import dev.assay.registry.MirrorNote;
import java.util.Optional;
import java.util.SortedSet;

/** Where a mirror is written. What is written is complete when it is {@link #done}; cut off before, it is what it was. */
interface Target extends AutoCloseable {
    /** Whether it is there already, so that it need not be fetched. */
    boolean holds(Inventory.Item item);

    /** Whether just these bytes are there. */
    boolean holds(String path, byte[] bytes);

    void write(String path, byte[] bytes);

    /** What it has to hold on to: the plugins that it held before, if it is one that goes on. Empty: it begins. */
    Optional<Before> before();

    void done();

    @Override
    void close();

    /**
     * What a target was.
     *
     * @param plugins which it held; empty: all
     */
    record Before(Optional<SortedSet<PluginName>> plugins) {
        static Before of(Optional<MirrorNote> note) {
            return new Before(note.flatMap(MirrorNote::plugins));
        }
    }
}
