package dev.assay.registry.upkeep;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that is wrong with a registry's directory.
 *
 * @param path relative to the directory; empty for the directory itself. As it is on the disk: shown by {@link #toString} alone
 * @param what one line
 * @param remedy what to do about it; empty once it is mended
 */
public record Problem(Kind kind, String path, String what, String remedy, boolean mended) {
    /** What is wrong, by what it means for readers. */
    public enum Kind {
        /** The index itself cannot be believed, so nothing beneath it is known. */
        INDEX,
        /** The index lists it and it is not there. */
        MISSING,
        /** It is there with other bytes. */
        CHANGED,
        /** Readers of other tools see another state than the index has. */
        BEHIND,
        /** Nothing of a registry: a link, a device, a file that Assay never writes. */
        FOREIGN;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Problem {
        what = Inert.line(what, 600);
    }

    Problem asMended() {
        return new Problem(kind, path, what, "", true);
    }

    public ObjectNode toJson() {
        return Json.object()
                .put("kind", kind.id())
                .put("path", Inert.line(path, 1000))
                .put("what", what)
                .put("remedy", remedy)
                .put("mended", mended);
    }

    @Override
    public String toString() {
        return kind.id() + ": " + (path.isEmpty() ? "" : Inert.line(path, 1000) + ": ") + what
                + (mended ? " (mended)" : ". " + remedy);
    }
}
