package dev.assay.build;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where two modules that should be the same are not. */
record Difference(int offset, String section) {
    /** WebAssembly 3.0 §5.5.2: the ids of the sections, in order. */
    private static final List<String> SECTIONS = List.of(
            "custom",
            "type",
            "import",
            "function",
            "table",
            "memory",
            "global",
            "export",
            "start",
            "element",
            "code",
            "data",
            "data count",
            "tag");

    /** The first difference; empty where there is none. */
    static Optional<Difference> between(byte[] one, byte[] other) {
        int offset = Arrays.mismatch(one, other);
        return offset < 0 ? Optional.empty() : Optional.of(new Difference(offset, section(one, offset)));
    }

    String message(byte[] one, byte[] other) {
        return "two builds from different folders gave different modules ("
                + Digest.of(one).brief() + ", " + one.length
                + " bytes; " + Digest.of(other).brief() + ", " + other.length + " bytes): they first differ at byte "
                + offset + ", in the " + section + ". Something of the folder, the time or chance is in them; look for "
                + "absolute paths, dates and random values, build scripts first";
    }

    private static String section(byte[] module, int offset) {
        int at = 8;
        while (at < module.length && offset >= 8) {
            int id = module[at] & 0xff;
            long size = 0;
            int content = at + 1;
            for (int shift = 0; content < module.length && shift < 35; shift += 7) {
                int part = module[content++];
                size |= (long) (part & 0x7f) << shift;
                if (part >= 0) {
                    break;
                }
            }
            long end = content + size;
            if (offset < end) {
                return name(id, module, content);
            }
            at = (int) Math.min(end, module.length);
        }
        return offset < 8 ? "preamble" : "bytes after the end of the shorter one";
    }

    private static String name(int id, byte[] module, int content) {
        if (id == 0 && content < module.length) {
            int length = Math.min(module[content] & 0x7f, module.length - content - 1);
            String name = new String(module, content + 1, length, StandardCharsets.UTF_8);
            return "custom section " + Inert.quote(name);
        }
        return (id < SECTIONS.size() ? SECTIONS.get(id) : "unknown") + " section";
    }
}
