package dev.assay.registry.search;

import dev.assay.registry.Blob;

/** Where the nodes of a search document are kept. */
public interface Nodes {
    /**
     * A node, whole, and just the one that is named.
     *
     * @throws dev.assay.registry.RegistryException when it cannot be had, or is another
     */
    byte[] read(Blob node);

    /** Keeps a node. */
    void write(Blob node, byte[] bytes);

    /** For who only reads. */
    @FunctionalInterface
    interface ReadOnly extends Nodes {
        @Override
        default void write(Blob node, byte[] bytes) {
            throw new UnsupportedOperationException("a search document is only looked at here");
        }
    }
}
