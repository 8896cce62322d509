package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Content by its name: a reader accepts exactly these many bytes with exactly this digest.
 *
 * @param size in bytes, at most {@link #LARGEST}
 */
public record Blob(Digest digest, long size) {
    /** The largest content a registry holds, in bytes: what the strictest host of a branch accepts for one file. */
    public static final int LARGEST = 100 << 20;

    public Blob {
        if (size < 0 || size > LARGEST) {
            throw new RegistryException(
                    "content " + digest + " has " + size + " bytes: a registry holds at most " + LARGEST);
        }
    }

    static Blob of(byte[] bytes) {
        return new Blob(Digest.of(bytes), bytes.length);
    }

    /** Gives these bytes back if they are the content named here. */
    byte[] require(byte[] bytes, String where) {
        if (bytes.length != size) {
            throw new ContentChangedException(
                    Inert.line(where) + " has " + bytes.length + " bytes where the signed index says " + size
                            + ": it was changed or cut. Fetch it again, or from another source");
        }
        Digest found = Digest.of(bytes);
        if (!found.equals(digest)) {
            throw new ContentChangedException(
                    Inert.line(where) + " has the digest " + found + " where the signed index says " + digest
                            + ": it was changed. Fetch it again, or from another source");
        }
        return bytes;
    }

    ObjectNode toJson() {
        return Json.object().put("digest", digest.toString()).put("size", size);
    }

    static Blob fromJson(Fields fields) {
        Blob blob = new Blob(fields.value("digest", Digest::parse), fields.integer("size", 0, LARGEST));
        fields.end();
        return blob;
    }
}
