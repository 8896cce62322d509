package dev.assay.registry.search;

import dev.assay.registry.Blob;
import dev.assay.registry.Folder;
import dev.assay.registry.Inventory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The nodes in a registry's folder. New ones are kept back, and written some at a time. The folder's lock must be held. */
public final class FolderNodes implements Nodes {
    private static final int AT_ONCE = 1000;

    private final Folder folder;
    private final Map<Blob, byte[]> fresh = new LinkedHashMap<>();

    public FolderNodes(Folder folder) {
        this.folder = folder;
    }

    @Override
    public byte[] read(Blob node) {
        byte[] bytes = fresh.get(node);
        return bytes == null ? folder.read(Inventory.searchNode(node).path(), node) : bytes.clone();
    }

    @Override
    public void write(Blob node, byte[] bytes) {
        fresh.put(node, bytes.clone());
        if (fresh.size() == AT_ONCE) {
            flush();
        }
    }

    /** When it returns, all nodes are on the disk. */
    public void flush() {
        Map<String, byte[]> files = new HashMap<>();
        fresh.forEach((node, bytes) -> files.put(Inventory.searchNode(node).path(), bytes));
        folder.write(files);
        fresh.clear();
    }
}
