package dev.assay.trust.sigstore;

import dev.assay.trust.Choices;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Changes DER by its structure: whatever is changed within, all lengths around it are right again. */
final class DerChanges {
    private static final int CONSTRUCTED = 0x20;
    private static final List<Integer> TAGS = List.of(
            Der.BOOLEAN,
            Der.INTEGER,
            Der.BITS,
            Der.OCTETS,
            0x05,
            Der.OID,
            0x0c,
            0x17,
            Der.TIME,
            Der.SEQUENCE,
            Der.SET,
            0xa0,
            0xa3);

    private DerChanges() {}

    /** An element to change. */
    private static final class Node {
        int tag;
        byte[] content = new byte[0];
        final List<Node> children = new ArrayList<>();

        byte[] bytes() {
            if (children.isEmpty()) {
                return Der.write(tag, content);
            }
            ByteArrayOutputStream inner = new ByteArrayOutputStream();
            children.forEach(child -> inner.writeBytes(child.bytes()));
            return Der.write(tag, inner.toByteArray());
        }

        void collect(List<Node> all) {
            all.add(this);
            children.forEach(child -> child.collect(all));
        }
    }

    /** With one to three elements changed. */
    static byte[] of(byte[] original, Choices choices) throws Malformed {
        Node root = read(Der.read(original, "x"));
        for (int left = 1 + choices.below(3); left > 0; left--) {
            List<Node> all = new ArrayList<>();
            root.collect(all);
            change(choices.of(all), choices);
        }
        return root.bytes();
    }

    private static Node read(Der element) throws Malformed {
        Node node = new Node();
        node.tag = element.tag();
        node.content = element.content();
        if ((element.tag() & CONSTRUCTED) != 0) {
            for (Der child : element.children("x")) {
                node.children.add(read(child));
            }
        }
        return node;
    }

    private static void change(Node node, Choices choices) {
        if (node.children.isEmpty()) {
            switch (choices.below(4)) {
                case 0 -> node.tag = choices.of(TAGS);
                case 1 -> node.content = new byte[0];
                case 2 -> {
                    byte[] content = node.content.clone();
                    if (content.length > 0) {
                        content[choices.below(content.length)] = (byte) choices.below(256);
                    }
                    node.content = content;
                }
                default -> node.content = choices.rest();
            }
            return;
        }
        int at = choices.below(node.children.size());
        switch (choices.below(5)) {
            case 0 -> node.tag = choices.of(TAGS);
            case 1 -> node.children.remove(at);
            case 2 -> node.children.add(node.children.get(at));
            case 3 -> node.children.addFirst(node.children.remove(at));
            default -> {
                Node around = new Node();
                around.tag = choices.of(TAGS);
                around.children.add(node.children.get(at));
                node.children.set(at, around);
            }
        }
    }
}
