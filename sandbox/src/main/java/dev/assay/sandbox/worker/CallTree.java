package dev.assay.sandbox.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which functions of a guest called which, how often, and what fuel each used itself on each such path. The payload of
 * {@link Frame.Type#PROFILE}: the nodes in the order of a walk from the root, each with its depth.
 *
 * <p>Bounded: what lies deeper than {@link #DEEPEST}, or would be a node more than {@link #MOST_NODES}, is counted as its caller's.
 */
public final class CallTree {
    public static final int MOST_NODES = 50_000;
    public static final int DEEPEST = 512;
    public static final int MOST_BYTES = MOST_NODES * 24;

    private static final int NODE_BYTES = 4 + 4 + 8 + 8;

    private final Node root = new Node(-1, null);
    private Node current = root;
    private int nodes;
    private int depth;
    /** How many functions were entered that have no node of their own. */
    private long beyond;

    private static final class Node {
        final int function;
        final @Nullable Node caller;
        final List<Node> callees = new ArrayList<>(2);
        long calls;
        long fuel;

        Node(int function, @Nullable Node caller) {
            this.function = function;
            this.caller = caller;
        }
    }

    /**
     * One function, as called on one path.
     *
     * @param depth of the path: 0 for what the host called
     * @param function its index
     * @param calls how often it was called on this path
     * @param fuel what it used itself, without what it called
     */
    public record Entry(int depth, int function, long calls, long fuel) {}

    void enter(int function) {
        if (beyond > 0 || depth == DEEPEST) {
            beyond++;
            return;
        }
        Node callee = callee(function);
        if (callee == null) {
            beyond++;
            return;
        }
        callee.calls++;
        current = callee;
        depth++;
    }

    private @Nullable Node callee(int function) {
        for (Node callee : current.callees) {
            if (callee.function == function) {
                return callee;
            }
        }
        if (nodes == MOST_NODES) {
            return null;
        }
        nodes++;
        Node made = new Node(function, current);
        current.callees.add(made);
        return made;
    }

    void leave() {
        if (beyond > 0) {
            beyond--;
        } else if (current.caller != null) {
            current = current.caller;
            depth--;
        }
    }

    /** Adds to what the function uses that runs now. */
    void use(long fuel) {
        current.fuel += fuel;
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(nodes * NODE_BYTES);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Node callee : root.callees) {
                write(out, callee, 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Node node, int depth) throws IOException {
        out.writeInt(depth);
        out.writeInt(node.function);
        out.writeLong(node.calls);
        out.writeLong(node.fuel);
        for (Node callee : node.callees) {
            write(out, callee, depth + 1);
        }
    }

    /** Reads what a worker, perhaps a hostile one, sent: the entries of a tree, each caller before what it called. */
    public static List<Entry> read(byte[] bytes) throws IOException {
        int count = bytes.length / NODE_BYTES;
        if (bytes.length % NODE_BYTES != 0 || count > MOST_NODES) {
            throw new IOException("a profile that cannot be read");
        }
        List<Entry> entries = new ArrayList<>(count);
        int last = -1;
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            for (int i = 0; i < count; i++) {
                Entry entry = new Entry(in.readInt(), in.readInt(), in.readLong(), in.readLong());
                if (entry.depth < 0
                        || entry.depth > Math.min(last + 1, DEEPEST - 1)
                        || entry.function < 0
                        || entry.calls < 0
                        || entry.fuel < 0) {
                    throw new IOException("a profile that is no tree");
                }
                last = entry.depth;
                entries.add(entry);
            }
        }
        return List.copyOf(entries);
    }
}
